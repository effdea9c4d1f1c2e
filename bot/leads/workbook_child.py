"""The child process that parses an XLSX workbook. Run as a script; imports nothing of ours.

In: the workbook on standard input. Out: JSON lines, `{"sheet": NAME}` and then one array of strings per row.
A parser that wants too much memory ends this process, not the bot; the scan before it stops what can be
foreseen.
"""

import datetime as dt
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

MAX_MEMORY = 1 << 30
"""Bytes of address space."""

MAX_CPU_SECONDS = 60
MAX_OUTPUT = 300_000_000
"""Characters written; one shared text in millions of cells would otherwise unpack without end."""

EXIT_UNREADABLE = 3
EXIT_TOO_LARGE = 4
_WHOLE = 1e15  # beyond it a float no longer holds every whole number


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left = MAX_OUTPUT
    try:
        for line in _lines(CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))):
            left -= len(line)
            if left < 0:
                return EXIT_TOO_LARGE
            sys.stdout.write(line + "\n")
    except CalamineError:
        return EXIT_UNREADABLE
    except MemoryError:
        return EXIT_TOO_LARGE
    return 0


def _lines(workbook: CalamineWorkbook) -> Iterator[str]:
    for sheet in workbook.sheets_metadata:
        if sheet.visible is SheetVisibleEnum.Visible:
            yield json.dumps({"sheet": sheet.name})
            yield from map(json.dumps, _rows(workbook.get_sheet_by_name(sheet.name)))


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """All rows from row 1 on, so that positions are the row numbers people see."""
    for cells in sheet.iter_rows():
        yield [_shown(cell) for cell in cells]


def _shown(value: object) -> str:
    """A cell as a person reads it: 42 and not 42.0, dates as 2024-05-03, TRUE and FALSE."""
    match value:
        case str():
            return value
        case bool():
            return str(value).upper()
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else format(value, ".15g")
        case dt.datetime():
            midnight = value.time() == dt.time()
            return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(value)


if __name__ == "__main__":
    sys.exit(main())
