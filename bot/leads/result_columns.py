"""A result file of ours that comes back: its three last columns, and the rows that need no second try."""

import re
from collections.abc import Sequence

from bot.leads.rows import SourceRows

_COLUMNS = ("row", "outcome", "reason")  # docs: what a result file ends with
_ADDED = "added"
_MADE_INERT = re.compile(r"\A'(?='*[=+\-@\t\r\n＝＋－＠])|(?<=[;\n\r])'(?=[\"']*[=+@＝＋＠])")
"""As result files write what a spreadsheet would run as a formula (`bot/adding/result_file.py`)."""


def without_result_columns(
    header: tuple[str, ...], rows: SourceRows
) -> tuple[tuple[str, ...], SourceRows, frozenset[int] | None]:
    """The list as it was before it became a result file, and the numbers of the rows that are added.

    Columns that somebody put behind ours stay. Any other list comes back as it is, with None.
    """
    at = _place(header)
    if at is None:
        return header, rows, None
    ours = slice(at, at + len(_COLUMNS))
    added = frozenset(row.number for row in rows if row.cells[at + 1].strip().lower() == _ADDED)
    own = [_as_typed(_without(cells, ours)) for cells in rows.cells]
    names = _as_typed(_without(header, ours))
    while len(names) > at and not names[-1].strip() and not any(cells[-1].strip() for cells in own):
        names.pop()  # a spreadsheet may save some columns more than were used
        for cells in own:
            cells.pop()
    return tuple(names), SourceRows(rows.numbers, own), added


def _place(header: Sequence[str]) -> int | None:
    """Where our three columns begin, side by side, behind at least one of the list's own."""
    names = [name.strip().lower() for name in header]
    width = len(_COLUMNS)
    places = range(len(names) - width, 0, -1)
    return next((at for at in places if tuple(names[at : at + width]) == _COLUMNS), None)


def _without(cells: Sequence[str], ours: slice) -> list[str]:
    return [*cells[: ours.start], *cells[ours.stop :]]


def _as_typed(cells: Sequence[str]) -> list[str]:
    """Without the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    return [_MADE_INERT.sub("", cell) if "'" in cell else cell for cell in cells]
