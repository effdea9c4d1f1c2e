"""A text's lines, as a CSV file means them."""

import io
from collections.abc import Iterable, Iterator
from itertools import chain

_PORTION = 1 << 16


def split_lines(text: str) -> Iterator[str]:
    """Lines with their endings, broken at CR, LF and CRLF only (`str.splitlines` breaks at eight more)."""
    return chain.from_iterable(map(_lines, _portions(text)))


def _portions(text: str) -> Iterator[str]:
    """The text in parts that end with an LF. No step takes long, so that other threads get their turn."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PORTION) + 1 or len(text)
        yield text[start:end]
        start = end


def _lines(text: str) -> Iterable[str]:
    """`str.splitlines` is four times as fast as a text file; right where it breaks at LF and CRLF only."""
    if len(text) <= 2 * _PORTION:
        lines = text.splitlines(keepends=True)
        if len(lines) == text.count("\n") + (not text.endswith("\n")):
            return lines
    encoded = text.encode("utf-8", errors="surrogatepass")
    return io.TextIOWrapper(io.BytesIO(encoded), encoding="utf-8", errors="surrogatepass", newline="")
