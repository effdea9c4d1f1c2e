"""How a delimited text is written: its delimiter, its quotes, whether a `sep=` line says so.

Nothing is told; the first few hundred records decide. The delimiter whose rows are most often of one width
wins.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.leads.column_votes import looks_like_email
from bot.leads.headers import ALIASES, fold
from bot.leads.lines import split_lines

if TYPE_CHECKING:
    import _csv

DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_RECORDS = 400
_ODD_APOSTROPHES = 0.1  # the share of them that may stand alone: `'s-Hertogenbosch`
_SEP_LINE = re.compile(r"\"?sep=(.)\"?[ \t,;|]*(?:\r\n|\r|\n)", re.IGNORECASE)
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How to read a text with `csv.reader`.

    Fields:
        delimiter: one character.
        quote: `"` or `'`.
        skip_spaces: whether a space after a delimiter is no part of the cell.
        backslashes: whether `\"` inside a cell stands for a quote.
        told: a `sep=` line named the delimiter; `start` is where the text goes on below it.
    """

    delimiter: str = ","
    quote: str = '"'
    skip_spaces: bool = False
    backslashes: bool = False
    told: bool = False
    start: int = 0

    @property
    def name(self) -> str:
        """How an assumption calls it: `semicolon-separated`."""
        return f"{_NAMES.get(self.delimiter, self.delimiter)}-separated"

    def reader(self, lines: Iterable[str]) -> "_csv.Reader":
        """The records of these lines (each with its line ending)."""
        return csv.reader(
            lines, delimiter=self.delimiter, quotechar=self.quote, skipinitialspace=self.skip_spaces
        )


def find_dialect(text: str) -> Dialect:
    """How this text is written. Always answers; without any delimiter it is one comma-separated column."""
    told = _SEP_LINE.match(text)
    start = told.end() if told else 0
    sample = _sample(text, start)
    quote = _quote(sample)
    if told:
        delimiter = told[1]
    else:
        delimiter = max(DELIMITERS, key=lambda candidate: _regularity(sample, candidate, quote))
        if _regularity(sample, delimiter, quote) == _NOT_A_TABLE and _is_space_separated(sample, quote):
            delimiter = " "
    return Dialect(
        delimiter=delimiter,
        quote=quote,
        skip_spaces=_has_spaces(sample, delimiter, quote),
        backslashes=_has_backslashes(sample, delimiter, quote),
        told=told is not None,
        start=start,
    )


def _sample(text: str, start: int) -> str:
    """The first lines; a line that the cut goes through is left out."""
    sample = text[start : start + _SAMPLE_CHARACTERS]
    if len(text) > start + _SAMPLE_CHARACTERS:
        last_break = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: last_break + 1] or sample
    return sample


def records(text: str, delimiter: str, quote: str) -> list[list[str]]:
    """The sample's records under one reading; an unreadable rest is left out."""
    found: list[list[str]] = []
    try:
        for record in csv.reader(split_lines(text), delimiter=delimiter, quotechar=quote):
            found.append(record)
            if len(found) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        pass
    return found


_NOT_A_TABLE = (0.0, 0)


def _regularity(sample: str, delimiter: str, quote: str) -> tuple[float, int]:
    """How much a reading looks like a table; (0, 0) for a single column.

    First the share of records of the most frequent width (plus half the share that holds an address or
    columns' names), then that width.
    """
    rows = [record for record in records(sample, delimiter, quote) if any(record)]
    widths = Counter(map(len, rows))
    if not widths or max(widths) == 1:
        return _NOT_A_TABLE
    width = max(widths, key=lambda width: (widths[width], width))
    if width == 1:
        return _NOT_A_TABLE
    telling = sum(map(_is_telling, rows)) / len(rows)
    return widths[width] / len(rows) + telling / 2, width


def _is_telling(record: Sequence[str]) -> bool:
    return any(looks_like_email(cell) for cell in record) or sum(fold(cell) in ALIASES for cell in record) > 1


def _quote(sample: str) -> str:
    """A double quote, unless apostrophes stand around whole cells and double quotes around none."""
    if re.search(r"(?:^|[,;\t|])[ ]?\"", sample, re.MULTILINE):
        return '"'
    opening = len(re.findall(r"(?:^|[,;\t|])'(?=[^\r\n])", sample, re.MULTILINE))
    closing = len(re.findall(r"'(?=[,;\t|]|\r?$)", sample, re.MULTILINE))
    is_quoting = opening > 1 and abs(opening - closing) <= _ODD_APOSTROPHES * opening
    return "'" if is_quoting and _best(sample, "'") >= _best(sample, '"') else '"'


def _best(sample: str, quote: str) -> tuple[float, int]:
    return max(_regularity(sample, delimiter, quote) for delimiter in DELIMITERS)


def _is_space_separated(sample: str, quote: str) -> bool:
    rows = [record for record in records(sample, " ", quote) if any(record)]
    widths = set(map(len, rows))
    return len(rows) > 1 and len(widths) == 1 and widths != {1}


def _has_spaces(sample: str, delimiter: str, quote: str) -> bool:
    """Whether every delimiter, or every one before a quote, has a space behind it: `Doe, "Jane"`."""
    if delimiter == " ":
        return False
    spaced_quotes = len(re.findall(rf"{re.escape(delimiter)} +{quote}", sample))
    return sample.count(f"{delimiter} ") == sample.count(delimiter) or spaced_quotes > sample.count(
        delimiter + quote
    )


def _has_backslashes(sample: str, delimiter: str, quote: str) -> bool:
    return re.search(rf"\\{quote}(?![{re.escape(delimiter)}\r\n]|$)", sample) is not None
