"""Whether one regular expression holds for many cells at once.

A match object for every cell costs more than the matching. So cells are tried some at a time; only where one
of them is out of the ordinary is each looked at.
"""

import re
from collections.abc import Iterator, Sequence

END = "\0"
"""Stands behind every cell while they are tried together."""

_CELLS = 32


def portions(cells: Sequence[str], ordinary: re.Pattern[str]) -> Iterator[tuple[Sequence[str], bool]]:
    """The cells in portions, and of each portion whether all its cells are ordinary.

    Args:
        cells: a column.
        ordinary: matches any number of ordinary cells, each with an `END` behind it.
    """
    for start in range(0, len(cells), _CELLS):
        portion = cells[start : start + _CELLS]
        together = END.join(portion) + END
        has_ends_inside = together.count(END) > len(portion)
        yield portion, not has_ends_inside and ordinary.fullmatch(together) is not None
