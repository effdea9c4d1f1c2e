"""What comes out of a list: its rows, and what became of each. Import these from `bot.leads.reading`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

from bot.leads.columns import ColumnPlan
from bot.leads.lead import Lead, LeadKey


class SourceRow(NamedTuple):
    """One row as the person wrote it: its number in their spreadsheet, and its cells."""

    number: int
    cells: Sequence[str]


class SourceRows(Sequence[SourceRow]):
    """The rows of a table, each made when it is asked for: 100,000 objects that few ever look at.

    Args:
        numbers: the rows' numbers.
        cells: their cells, all of one width.
    """

    __slots__ = ("cells", "numbers")

    def __init__(self, numbers: Sequence[int], cells: Sequence[Sequence[str]]) -> None:
        self.numbers = numbers
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, index: int) -> SourceRow: ...
    @overload
    def __getitem__(self, index: slice) -> "SourceRows": ...
    def __getitem__(self, index: int | slice) -> "SourceRow | SourceRows":
        if isinstance(index, slice):
            return SourceRows(self.numbers[index], self.cells[index])
        return SourceRow(self.numbers[index], self.cells[index])

    def __iter__(self) -> Iterator[SourceRow]:
        return map(SourceRow, self.numbers, self.cells)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row can't be used, or (as a note) what was changed in a row that can.

    Fields:
        row: the row's number.
        column: the column's name as the person wrote it, "" where no one column is at fault.
        value: the cell at fault, "" where there is none.
        sentence: a plain sentence for the person, e.g. `"n/a" is not an e-mail address`.
    """

    row: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The person of `row` stands already in `first_row`, recognised by `key`."""

    row: int
    first_row: int
    key: LeadKey


@dataclass(frozen=True, slots=True)
class Reading:
    """A list, read. Every source row is in exactly one of leads, problems and duplicates.

    Fields:
        header: the columns' names as the person wrote them.
        rows: all rows below the header that hold anything, in order.
        leads: the usable, distinct ones, in order.
        problems: one per invalid row.
        duplicates: one per row whose person stands earlier.
        notes: changes in rows that are used all the same (a value cut to 1,024 characters, …).
        assumptions: what was guessed, each a short phrase such as "semicolon-separated".
        questions: what a person should settle before anything is sent, each a sentence.
        already_added: the numbers of rows that a result file says are added; they are in none of the others.
        is_result_file: whether it is a result file of ours that came back.
        columns: what each column is used for; None for typed leads, which have no columns.
    """

    header: tuple[str, ...]
    rows: Sequence[SourceRow]
    leads: Sequence[Lead]
    problems: Sequence[RowProblem] = ()
    duplicates: Sequence[Duplicate] = ()
    notes: Sequence[RowProblem] = ()
    assumptions: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    already_added: Sequence[int] = ()
    columns: ColumnPlan | None = None
    is_result_file: bool = False
