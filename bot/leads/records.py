"""Delimited text → records. `csv.reader` reads; nothing is mended while its records are regular."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from bot.leads.dialect import Dialect, split_lines
from bot.leads.errors import TooLargeError
from bot.leads.mending import (
    NOT_NARROW,
    STAND_IN,
    Mender,
    Record,
    count_regular,
    inner_quotes,
    plain_split,
    with_quotes,
)

_SAMPLE = 1 << 16


def read_records(text: str, dialect: Dialect) -> list[Record]:
    """All records of a text, blank ones included, so that their positions are the spreadsheet's rows.

    Raises:
        TooLargeError: a cell of more than 131,072 characters (`csv.field_size_limit`).
    """
    if dialect.backslashes:
        text = _without_backslashes(text, dialect.quote)
    records = _strictly(split_lines(text), dialect)
    marked = _with_marks(text, dialect)
    if marked and _is_as_regular(candidate := _strictly(marked, dialect), records):
        records = with_quotes(candidate, dialect.quote)
    else:
        marked = []
    width = _usual_width(records or _plainly(text, dialect))
    is_regular = width == 1 or set(map(len, records)) <= {0, width}
    if records and is_regular and not _seems_to_swallow(records, dialect.delimiter, width):
        return records
    lines = list(split_lines(text))
    mended = with_quotes(Mender(marked or lines, lines, dialect, width).records(), dialect.quote)
    if not records:
        _check_cells(mended)
    return mended if count_regular(mended, width) > count_regular(records, width) or not records else records


def _seems_to_swallow(records: Iterable[Record], delimiter: str, width: int) -> bool:
    """Whether some record looks like whole rows that two stray quotes joined."""
    if width < NOT_NARROW:
        return False
    texts = (text for text in map(delimiter.join, records) if "\n" in text)
    return any(all(part.count(delimiter) == width - 1 for part in text.split("\n")) for text in texts)


def _check_cells(records: Iterable[Record]) -> None:
    longest = max((len(cell) for record in records for cell in record), default=0)
    if longest > csv.field_size_limit():
        raise TooLargeError(
            f"The list has a cell of {longest:,} characters; spreadsheets hold at most 32,767."
        )


def _with_marks(text: str, dialect: Dialect) -> list[str]:
    """The lines with stand-ins for quotes that are text; [] when the first lines show no such quote."""
    inner = inner_quotes(dialect)
    if any(inner.search(line) for line in split_lines(text[:_SAMPLE]) if dialect.quote in line):
        return [inner.sub(STAND_IN, line) for line in split_lines(text)]
    return []


def _plainly(text: str, dialect: Dialect) -> list[Record]:
    return [plain_split(line, dialect.delimiter) for line in split_lines(text[:_SAMPLE])]


def _strictly(lines: Iterable[str], dialect: Dialect) -> list[Record]:
    """As `csv.reader` reads; [] when a cell goes on beyond 131,072 characters: a quote that never closes."""
    try:
        return list(dialect.reader(lines))
    except csv.Error:
        return []


def _usual_width(records: Iterable[Record]) -> int:
    widths = Counter(map(len, records))
    del widths[0]  # blank ones
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _is_as_regular(one: Sequence[Record], other: Sequence[Record]) -> bool:
    width = _usual_width(one)
    return len(one) > 0 and count_regular(one, width) >= count_regular(other, _usual_width(other))


def _without_backslashes(text: str, quote: str) -> str:
    r"""`\"` → `""` and `\\` → `\`; other backslashes are text."""
    return re.sub(r"\\([\\" + quote + "])", lambda found: quote * 2 if found[1] == quote else "\\", text)
