"""From bytes to a plain table: decode, choose the dialect, read, find where the table begins and ends.

Owns: `Table`, `Limits`. Knows nothing about leads except how a header and an address look.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from bot.leads.column_votes import looks_like_email
from bot.leads.dialect import find_dialect
from bot.leads.encoding import decode
from bot.leads.errors import NotATableError, TooLargeError
from bot.leads.file_kind import FileKind, check_text, file_kind
from bot.leads.headers import ALIASES, fold
from bot.leads.linkedin import is_linkedin
from bot.leads.packed import Rows, chosen, column_of, widths_of
from bot.leads.records import read_records
from bot.leads.workbook import read_workbook
from bot.leads.wrapped_lines import inside_of


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too large. None: no limit of ours.

    Fields:
        rows: rows below the header.
        bytes: bytes of the file.
        columns: cells of one row (Excel itself ends at 16,384).
    """

    rows: int | None = None
    bytes: int | None = None
    columns: int = 16_384


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that hold something, header first where there is one.

    Fields:
        rows: the cells as written; rows may differ in width.
        numbers: of each row, as the person sees it in a spreadsheet: records from 1, blank ones counted.
        has_header: whether the first row is a header.
        assumptions: what was guessed, each a short phrase.
    """

    rows: Rows
    numbers: Sequence[int]
    has_header: bool
    assumptions: tuple[str, ...] = ()


def read_table(data: bytes, filename: str, limits: Limits) -> Table:
    """See `bot.leads.reading.read_rows`."""
    name = filename or "This list"
    if limits.bytes is not None and len(data) > limits.bytes:
        raise _too_large(name, f"{len(data) / 1e6:,.1f} MB", f"{limits.bytes / 1e6:,.0f} MB")
    if file_kind(data, name) is FileKind.WORKBOOK:
        return _from_workbook(data, name, limits)
    return _from_text(data, name, limits)


def _too_large(name: str, has: str, takes: str) -> TooLargeError:
    sentence = (
        f"{name} has {has}; I take at most {takes} at a time. Split it, or ask your admin to raise the limit."
    )
    return TooLargeError(sentence)


def _from_text(data: bytes, name: str, limits: Limits) -> Table:
    text = decode(data)
    check_text(text.text, name)
    dialect = find_dialect(text.text)
    records = read_records(text.text[dialect.start :], dialect)
    if wrapped := inside_of(records):
        dialect = find_dialect(wrapped)
        records = read_records(wrapped, dialect)
    phrases = (
        "quotes around whole lines taken off" if wrapped else "",
        "" if dialect.delimiter == "," else dialect.name,
        "" if text.encoding == "utf-8" else text.encoding_name,
        f"{text.damaged:,} unreadable character{'s' * (text.damaged > 1)}" if text.damaged else "",
    )
    return _table(records, name, limits, phrases)


def _from_workbook(data: bytes, name: str, limits: Limits) -> Table:
    """The first sheet that holds leads, else the first that holds anything."""
    sheets = [sheet for sheet in read_workbook(data, name) if any(map(any, sheet.rows))]
    if not sheets:
        raise NotATableError(f"{name} is empty. Share a list with people in it.")
    sheet = next(
        (sheet for sheet in sheets if any(map(_holds_address, sheet.rows[:_ROWS_TO_JUDGE]))), sheets[0]
    )
    phrase = f'sheet "{sheet.name}" of {len(sheets)}' if len(sheets) > 1 else ""
    return _table(sheet.rows, name, limits, (phrase,))


def _table(records: Rows, name: str, limits: Limits, phrases: tuple[str, ...]) -> Table:
    """Cut the table out of all records: blank ones, title lines and notes below it go."""
    numbers: Sequence[int] = range(1, len(records) + 1)
    if not all(map(str.strip, column_of(records, 0))):
        filled = _filled_rows(records)
        numbers, records = list(compress(numbers, filled)), chosen(records, filled)
    if not records:
        raise NotATableError(f"{name} is empty. Share a list with people in it.")
    first, last = _first_row(records), _last_row(records, numbers)
    rows, numbers, left_below = records[first:last], numbers[first:last], len(records) - last
    has_header = not _holds_address(rows[0])
    if limits.rows is not None and len(rows) - has_header > limits.rows:
        raise _too_large(name, f"{len(rows) - has_header:,} rows", f"{limits.rows:,}")
    if (width := max(widths_of(rows))) > limits.columns:
        raise TooLargeError(f"{name} has {width:,} columns; a spreadsheet has at most {limits.columns:,}.")
    assumptions = (
        *phrases,
        _left_out(first, "above"),
        _left_out(left_below, "below"),
        "" if has_header else "no header row",
    )
    return Table(rows, numbers, has_header, tuple(filter(None, assumptions)))


def _filled_rows(records: Rows) -> list[bool]:
    """Which records hold something. Few have to be made for that: most do in their first cell."""
    first = map(str.strip, column_of(records, 0))
    return [bool(cell or "".join(records[index]).strip()) for index, cell in enumerate(first)]


def _left_out(lines: int, where: str) -> str:
    return f"{lines:,} line{'s' * (lines > 1)} {where} the table left out" if lines else ""


_ROWS_TO_JUDGE = 1000
_MOST_PREAMBLE = 50
_MOST_FOOTERS = 20
_NOT_NARROW = 3  # in a table of two columns a single cell may well be a row
_FOOTER = re.compile(
    r"(?:grand |sub)?totals?\b|sum\b|summe\b|count\b|copyright|©|confidential|generated|exported|created"
    r"|report\b|source\b|end of|page \d|records?:|rows?:|-{2,}|={2,}|\*{2,}",
    re.IGNORECASE,
)


def _first_row(rows: Sequence[Sequence[str]]) -> int:
    """Where the table begins: at its header if one is known, else at the first row that is no title.

    Never below a row with an address in it: no lead is taken for a title.
    """
    narrow = _usual_width(rows) == 1
    title = True
    first = 0
    for index, row in enumerate(rows[:_MOST_PREAMBLE]):
        if _holds_address(row):
            return index if title else first
        if sum(fold(cell) in ALIASES for cell in row) > (0 if narrow else 1):
            return index
        if title and _filled(row) > 1:
            title, first = False, index
    return first


def _last_row(rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> int:
    """Where the table ends: before single cells at its end below a blank row or worded like notes."""
    if _usual_width(rows) < _NOT_NARROW:
        return len(rows)
    end = len(rows)
    earliest = max(1, end - _MOST_FOOTERS)
    while end > earliest and _is_single_cell(rows[end - 1]):
        end -= 1
    while end < len(rows):
        below_a_blank_row = numbers[end] - numbers[end - 1] > 1
        if below_a_blank_row or _FOOTER.match("".join(rows[end]).strip()):
            return end
        end += 1
    return end


def _is_single_cell(row: Sequence[str]) -> bool:
    return _filled(row) == 1 and not _holds_address(row)


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The most frequent width of rows that hold more than one value; 1 where none does."""
    widths = Counter(len(row) for row in rows[:_ROWS_TO_JUDGE] if _filled(row) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _filled(row: Sequence[str]) -> int:
    return sum(map(bool, map(str.strip, row)))


def _holds_address(row: Sequence[str]) -> bool:
    """A row with an e-mail address or a web address in it is data, neither title nor header."""
    return any(looks_like_email(cell.strip()) or is_linkedin(cell) or "://" in cell for cell in row)
