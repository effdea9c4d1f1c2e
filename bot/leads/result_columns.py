"""A result file of ours that comes back: its three last columns, and the rows that need no second try."""

from collections.abc import Sequence

from bot.leads.rows import SourceRows

_COLUMNS = ("row", "outcome", "reason")  # docs: what a result file ends with
_ADDED = "added"
_FORMULA_STARTS = (
    "'=",
    "'+",
    "'-",
    "'@",
    "'\t",
    "'\r",
)  # as result files write "=", "+", … at a cell's start


def without_result_columns(
    header: tuple[str, ...], rows: SourceRows
) -> tuple[tuple[str, ...], SourceRows, frozenset[int]]:
    """The list as it was before it became a result file, and the numbers of the rows that are added.

    Any other list comes back as it is.
    """
    if tuple(name.strip().lower() for name in header[-3:]) != _COLUMNS or len(header) == len(_COLUMNS):
        return header, rows, frozenset()
    added = frozenset(row.number for row in rows if row.cells[-2].strip().lower() == _ADDED)
    own = SourceRows(rows.numbers, [_as_typed(cells[:-3]) for cells in rows.cells])
    return tuple(_as_typed(header[:-3])), own, added


def _as_typed(cells: Sequence[str]) -> list[str]:
    """Without the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    return [cell[1:] if cell.startswith(_FORMULA_STARTS) else cell for cell in cells]
