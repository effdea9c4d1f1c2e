"""Delimited text → records. `csv.reader` reads; nothing is mended while its records are regular."""

import csv
import re
from collections.abc import Iterable

from bot.leads.dialect import Dialect
from bot.leads.errors import TooLargeError
from bot.leads.lines import split_lines
from bot.leads.mending import (
    NOT_NARROW,
    STAND_IN,
    Mender,
    Record,
    inner_quotes,
    plain_split,
    with_quotes,
)
from bot.leads.packed import SEPARATOR, PackedRows, Rows, pack, widths_of

_SAMPLE = 1 << 16


def read_records(text: str, dialect: Dialect) -> Rows:
    """All records of a text, blank ones included, so that their positions are the spreadsheet's rows.

    Raises:
        TooLargeError: a cell of more than 131,072 characters (`csv.field_size_limit`).
    """
    if dialect.backslashes:
        text = _without_backslashes(text, dialect.quote)
    records: Rows = _strictly(text, dialect)
    marked = _with_marks(text, dialect)
    if marked and _is_as_regular(candidate := _listed(marked, dialect), records):
        records = with_quotes(candidate, dialect.quote)
    else:
        marked = []
    width = _usual_width(records or _plainly(text, dialect))
    is_regular = width == 1 or widths_of(records).keys() <= {0, width}
    if records and is_regular and not _seems_to_swallow(records, dialect.delimiter, width):
        return records
    lines = list(split_lines(text))
    mended = with_quotes(Mender(marked or lines, lines, dialect, width).records(), dialect.quote)
    if not records:
        _check_cells(mended)
    return mended if widths_of(mended)[width] > widths_of(records)[width] or not records else records


def _seems_to_swallow(records: Rows, delimiter: str, width: int) -> bool:
    """Whether some record looks like whole rows that two stray quotes joined."""
    if width < NOT_NARROW:
        return False
    if isinstance(records, PackedRows):
        texts = (text.replace(SEPARATOR, delimiter) for text in records.multiline())
    else:
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


def _strictly(text: str, dialect: Dialect) -> PackedRows:
    """As `csv.reader` reads; none when a cell has over 131,072 characters: a quote that never closes."""
    try:
        return pack(dialect.reader(split_lines(text)))
    except csv.Error:
        return pack([])


def _listed(lines: Iterable[str], dialect: Dialect) -> list[Record]:
    """The same for lines with stand-ins, which packed rows can't hold."""
    try:
        return list(dialect.reader(lines))
    except csv.Error:
        return []


def _usual_width(records: Rows) -> int:
    widths = widths_of(records)
    del widths[0]  # blank ones
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _is_as_regular(one: Rows, other: Rows) -> bool:
    return len(one) > 0 and widths_of(one)[_usual_width(one)] >= widths_of(other)[_usual_width(other)]


def _without_backslashes(text: str, quote: str) -> str:
    r"""`\"` → `""` and `\\` → `\`; other backslashes are text."""
    return re.sub(r"\\([\\" + quote + "])", lambda found: quote * 2 if found[1] == quote else "\\", text)
