"""The leads of a list, each made when it is asked for: 100,000 objects that are needed 250 at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import overload

from bot.leads.lead import Lead, LeadKey
from bot.leads.row_fields import ListFields, RowFields

Keys = tuple[LeadKey, ...]


@dataclass(frozen=True, slots=True)
class LeadRows(Sequence[Lead]):
    """What is known of every lead, by column. All are of one length.

    Fields:
        list_fields: the merge fields of all rows of the list.
        positions: in which of those rows each lead stands, from 0.
        numbers, emails, urls, keys: see `Lead`; urls are its `linkedin_url`.
    """

    list_fields: ListFields
    positions: Sequence[int]
    numbers: Sequence[int]
    emails: Sequence[str | None]
    urls: Sequence[str | None]
    keys: Sequence[Keys]

    def __len__(self) -> int:
        return len(self.positions)

    def __iter__(self) -> Iterator[Lead]:
        return map(self.__getitem__, range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Lead: ...
    @overload
    def __getitem__(self, index: slice) -> list[Lead]: ...
    def __getitem__(self, index: int | slice) -> Lead | list[Lead]:
        if isinstance(index, slice):
            return [self[position] for position in range(len(self))[index]]
        data = RowFields(self.list_fields, self.positions[index])
        return Lead(self.numbers[index], self.emails[index], self.urls[index], data, self.keys[index])

    def only(self, wanted: Sequence[object]) -> "LeadRows":
        """The leads for which something true stands in `wanted`."""
        return LeadRows(
            self.list_fields,
            list(compress(self.positions, wanted)),
            list(compress(self.numbers, wanted)),
            list(compress(self.emails, wanted)),
            list(compress(self.urls, wanted)),
            list(compress(self.keys, wanted)),
        )


def numbers_of(leads: Sequence[Lead]) -> Sequence[int]:
    """The rows that the leads stand in, with none of them made where that can be told without."""
    return leads.numbers if isinstance(leads, LeadRows) else [lead.row for lead in leads]
