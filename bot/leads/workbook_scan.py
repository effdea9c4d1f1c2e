"""A look through an XLSX archive before anything parses it: is it small enough, and is it honest?

The parser allocates a dense rectangle up to the last cell, so one cell at XFD1048576 in 1.4 KB would want
550 GB. So all parts are streamed with a cap on unpacked bytes, document type declarations are refused, and
the largest row and column are found first.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from bot.leads.errors import NotATableError, TooLargeError

MAX_UNPACKED = 300_000_000
"""Bytes of all parts together; a 6 MB workbook of 100,000 rows has about 60 MB."""

MAX_CELLS = 5_000_000
"""Rows times columns of a sheet: 100,000 rows of 50 columns."""

_MAX_PARTS = 10_000
_MAX_UNPACKED_TEXT = f"{MAX_UNPACKED // 1_000_000} MB"
_SAVE = "Save the sheet as CSV and share it again."
_BLOCK = 1 << 20
_OVERLAP = 256  # bytes of one block looked at again with the next, so that no tag is cut in two
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*?(?<!/)>")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


def scan_workbook(data: bytes, name: str) -> None:
    """Refuse what would be too large or harmful to parse.

    Raises:
        TooLargeError: more than `MAX_UNPACKED` bytes or `MAX_CELLS` cells.
        NotATableError: damaged, locked, or with a document type declaration.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _scan(archive, name)
    except _DAMAGED as error:
        raise NotATableError(
            f"{name} is damaged or was cut off on its way. Save it and share it again."
        ) from error


def _scan(archive: zipfile.ZipFile, name: str) -> None:
    parts = archive.infolist()
    if len(parts) > _MAX_PARTS:
        raise TooLargeError(f"{name} has {len(parts):,} parts inside; no list needs that many.")
    left = MAX_UNPACKED
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        rows = columns = 0
        for block in _blocks(archive, part):
            left -= len(block) - _OVERLAP
            if left < 0:
                raise TooLargeError(f"{name} unpacks to more than {_MAX_UNPACKED_TEXT}. {_SAVE}")
            if _DECLARATION.search(block):
                raise NotATableError(f"{name} holds commands that no spreadsheet program writes. {_SAVE}")
            if is_sheet:
                rows, columns = _extent(block, rows, columns, _CELL)
        if rows * columns > MAX_CELLS:
            _check_filled(archive, part, name)


def _check_filled(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Look again at a large sheet: cells that are only formatted don't count."""
    rows = columns = 0
    for block in _blocks(archive, part):
        rows, columns = _extent(block, rows, columns, _FILLED_CELL)
    if rows * columns > MAX_CELLS:
        raise TooLargeError(
            f"{name} has a sheet of {rows:,} rows and {columns:,} columns; "
            f"I take at most {MAX_CELLS:,} cells. Split it, or delete what lies far outside the list."
        )


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes, each block with the end of the one before."""
    before = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            yield before + block
            before = block[-_OVERLAP:]


def _extent(block: bytes, rows: int, columns: int, cell: re.Pattern[bytes]) -> tuple[int, int]:
    """The largest row and column named so far."""
    found = cell.findall(block)
    if not found:
        return rows, columns
    letters, numbers = zip(*found, strict=True)
    return max(rows, *map(int, set(numbers))), max(columns, *map(_column_number, set(letters)))


def _column_number(letters: bytes) -> int:
    """`A` → 1, `XFD` → 16,384."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
