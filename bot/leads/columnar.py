"""A list's cells by column, tidied. Whole columns go through C loops; that is what makes reading fast."""

import re

from bot.leads.cells import tidy
from bot.leads.packed import column_of
from bot.leads.rows import SourceRows

_ODD = re.compile(r"[\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff]")


class Columns:
    """The columns of rows that are all of one width; each is cut out when it is first asked for."""

    def __init__(self, rows: SourceRows) -> None:
        self._rows = rows.cells
        self._columns: dict[int, list[str]] = {}

    def __getitem__(self, column: int) -> list[str]:
        """A column's cells as `tidy` makes them."""
        if column not in self._columns:
            self._columns[column] = _tidied(column_of(self._rows, column))
        return self._columns[column]


def _tidied(cells: list[str]) -> list[str]:
    """`tidy` for every cell; where no odd character stands in the whole column, `str.strip` does the same."""
    together = "".join(cells)
    if together.isascii() or _ODD.search(together) is None:
        return list(map(str.strip, cells))
    return list(map(tidy, cells))
