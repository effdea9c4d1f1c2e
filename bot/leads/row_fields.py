"""The merge fields of a row, read from its cells when somebody asks for them.

A list of 100,000 rows is checked and shown long before its fields are sent, batch by batch; building a
dictionary for every row at once costs a third of the reading time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.leads.cells import tidy
from bot.leads.merge_fields import MAX_VALUE, cut_sentence
from bot.leads.names import split_full_name
from bot.leads.packed import holds_longer
from bot.leads.rows import RowProblem, SourceRows


@dataclass(frozen=True, slots=True)
class FieldLayout:
    """Where a list's merge fields stand.

    Fields:
        columns: key → column.
        full_name: the column that first and last name come from in rows that have neither.
    """

    columns: Mapping[str, int]
    full_name: int | None = None

    def read(self, cells: Sequence[str]) -> dict[str, str]:
        """A row's fields: trimmed, cut to what Amplemarket takes, empty ones left out."""
        fields = {
            key: value[:MAX_VALUE] for key, column in self.columns.items() if (value := tidy(cells[column]))
        }
        if self.full_name is not None:
            add_names(fields, tidy(cells[self.full_name]))
        return fields


@dataclass(frozen=True, slots=True)
class ListFields:
    """The fields of all rows of a list, unread."""

    layout: FieldLayout
    cells: Sequence[Sequence[str]]

    def of_row(self, index: int) -> dict[str, str]:
        return self.layout.read(self.cells[index])


class RowFields(Mapping[str, str]):
    """One row's merge fields; reads the row once, at the first question.

    Args:
        list_fields: the fields of every row of its list.
        index: which of them it is, from 0.
    """

    __slots__ = ("_fields", "_index", "_list_fields")

    _fields: dict[str, str]  # unset until they are read: setting it for every row takes its time

    def __init__(self, list_fields: ListFields, index: int) -> None:
        self._list_fields = list_fields
        self._index = index

    def _read(self) -> dict[str, str]:
        try:
            return self._fields
        except AttributeError:
            self._fields = self._list_fields.of_row(self._index)
            return self._fields

    def __getitem__(self, key: str) -> str:
        return self._read()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def __repr__(self) -> str:
        return repr(self._read())


def add_names(fields: dict[str, str], full_name: str) -> None:
    """Fill in first and last name from the full name where both are missing."""
    if full_name and "first_name" not in fields and "last_name" not in fields:
        first, last = split_full_name(full_name)
        fields.update(
            {key: part[:MAX_VALUE] for key, part in (("first_name", first), ("last_name", last)) if part}
        )


def cut_notes(header: Sequence[str], rows: SourceRows, layout: FieldLayout) -> Iterator[RowProblem]:
    """A note for every value that `FieldLayout.read` cuts."""
    long = {
        key: column for key, column in layout.columns.items() if holds_longer(rows.cells, column, MAX_VALUE)
    }
    for row in rows if long else ():
        for key, column in long.items():
            if (length := len(tidy(row.cells[column]))) > MAX_VALUE:
                yield RowProblem(row.number, header[column], row.cells[column], cut_sentence(key, length))
