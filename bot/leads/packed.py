"""Rows kept as text: one string for each column of 32 rows, not one for each cell.

100,000 rows of 12 cells are 1.3 million objects when each cell is one. Asking the system for their memory,
looking through them for cycles and giving them back costs as much as reading them did. Most cells are never
looked at, or only once, when the row is stored.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, islice, pairwise
from typing import overload

Row = list[str]

SEPARATOR = "\0"
"""Between the cells of a column. No cell may hold it; `encoding.decode` has taken all NULs out."""

_ROWS = 32  # few enough that one row is quickly had, enough that strings are few


class _Block:
    """Consecutive rows of one width.

    Fields:
        width: cells of each row.
        count: how many rows these are.
        multiline: the rows with a line end in a cell, each as one text, its cells parted by `SEPARATOR`.

    Raises:
        ValueError: the rows are not of one width.
    """

    __slots__ = ("_columns", "count", "multiline", "width")

    def __init__(self, rows: Sequence[Row]) -> None:
        self._columns = list(map(SEPARATOR.join, zip(*rows, strict=True)))
        self.width = len(self._columns)
        self.count = len(rows)
        self.multiline: Sequence[str] = ()
        if any("\n" in column for column in self._columns):
            self.multiline = [text for text in map(SEPARATOR.join, rows) if "\n" in text]

    def column(self, index: int) -> list[str]:
        return self._columns[index].split(SEPARATOR) if index < self.width else [""] * self.count

    def rows(self) -> list[Row]:
        if not self.width:
            return [[] for _ in range(self.count)]
        return list(map(list, zip(*map(self.column, range(self.width)), strict=True)))

    def longest(self, column: int) -> int:
        """No cell of this column has more characters."""
        return len(self._columns[column]) if column < self.width else 0


class PackedRows(Sequence[Row]):
    """A sequence of rows; each is made anew when it is asked for, so changing one changes nothing here.

    Args:
        blocks: as `pack` makes them.
    """

    __slots__ = ("_blocks", "_ends", "_unpacked")

    def __init__(self, blocks: Iterable[_Block]) -> None:
        self._blocks = list(blocks)
        self._ends = list(accumulate(block.count for block in self._blocks))
        self._unpacked: tuple[int, list[Row]] = (-1, [])  # the block that was asked for last

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable(block.rows() for block in self._blocks)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "PackedRows": ...
    def __getitem__(self, index: int | slice) -> "Row | PackedRows":
        if isinstance(index, slice):
            return self._slice(range(len(self))[index])
        index = range(len(self))[index]
        number = bisect_right(self._ends, index)
        unpacked, rows = self._unpacked
        if unpacked != number:
            rows = self._blocks[number].rows()
            self._unpacked = number, rows
        return rows[index - self._ends[number]]  # counted from the block's end

    def _slice(self, wanted: range) -> "PackedRows":
        if wanted.step != 1:
            return pack(map(self.__getitem__, wanted))
        blocks: list[_Block] = []
        for block, end in zip(self._blocks, self._ends, strict=True):
            start = end - block.count
            first, last = max(wanted.start - start, 0), min(wanted.stop - start, block.count)
            if last - first == block.count:
                blocks.append(block)
            elif first < last:
                blocks.append(_Block(block.rows()[first:last]))
        return PackedRows(blocks)

    def widths(self) -> Counter[int]:
        """How many rows there are of each width."""
        widths: Counter[int] = Counter()
        for block in self._blocks:
            widths[block.width] += block.count
        return widths

    def column(self, index: int) -> list[str]:
        """A column's cells, "" where a row ends before it."""
        return list(chain.from_iterable(block.column(index) for block in self._blocks))

    def holds_longer(self, column: int, length: int) -> bool:
        """Whether a cell of this column has more characters."""
        return any(
            max(map(len, block.column(column))) > length
            for block in self._blocks
            if block.longest(column) > length
        )

    def multiline(self) -> Iterator[str]:
        """The rows with a line end in a cell, each as one text, its cells parted by `SEPARATOR`."""
        return chain.from_iterable(block.multiline for block in self._blocks)


def pack(rows: Iterable[Row]) -> PackedRows:
    """Keep rows as text. No cell may hold a NUL."""
    return PackedRows(_blocks(iter(rows)))


def _blocks(rows: Iterator[Row]) -> Iterator[_Block]:
    while some := list(islice(rows, _ROWS)):
        try:
            yield _Block(some)
        except ValueError:
            yield from map(_Block, _of_one_width(some))


def _of_one_width(rows: list[Row]) -> Iterator[list[Row]]:
    """Cut wherever the width changes."""
    changes = (at for at, (one, other) in enumerate(pairwise(rows), 1) if len(one) != len(other))
    return (rows[first:last] for first, last in pairwise([0, *changes, len(rows)]))


Rows = PackedRows | list[Row]
"""A table's rows: a text's are packed, those that had to be mended and a workbook's are not."""


def widths_of(rows: Rows) -> Counter[int]:
    """How many rows there are of each width."""
    return rows.widths() if isinstance(rows, PackedRows) else Counter(map(len, rows))


def column_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """A column's cells, "" where a row ends before it."""
    if isinstance(rows, PackedRows):
        return rows.column(index)
    return [row[index] if index < len(row) else "" for row in rows]


def chosen(rows: Rows, wanted: Iterable[bool]) -> Rows:
    """The rows that are wanted."""
    return pack(compress(rows, wanted)) if isinstance(rows, PackedRows) else list(compress(rows, wanted))


def widened(rows: Rows, width: int) -> Rows:
    """The rows, all filled up with "" to one width."""
    if not widths_of(rows).keys() - {width}:
        return rows
    full = (row + [""] * (width - len(row)) for row in rows)
    return pack(full) if isinstance(rows, PackedRows) else list(full)


def holds_longer(rows: Sequence[Sequence[str]], column: int, length: int) -> bool:
    """Whether a cell of this column has more characters. Rows must reach as far."""
    if isinstance(rows, PackedRows):
        return rows.holds_longer(column, length)
    return max((len(row[column]) for row in rows), default=0) > length
