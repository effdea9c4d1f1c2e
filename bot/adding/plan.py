"""From a reading to the rows of a job: what each row is at the start, and which call takes it along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

from bot.adding.needs import NEEDS_NOTHING, Needs
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry
from bot.leads.lead import Lead
from bot.leads.lead_rows import numbers_of
from bot.leads.reading import Reading
from bot.leads.rows import SourceRow

MOST_LEADS_PER_REQUEST = 250
"""Not in Amplemarket's own documents; three independent public clients use it as the limit."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of a job as it is stored.

    Fields:
        cells: as the person wrote them, for the result file.
        lead: what will be sent; None for a row that is not sent.
        batch: the number of the call that takes it along, from 0; None for a row that is not sent.
        outcome: its end so far; `not sent` for a lead that waits.
    """

    row: int
    cells: tuple[str, ...]
    lead: Lead | None
    batch: int | None
    outcome: RowOutcome


@dataclass(frozen=True, slots=True)
class Plan:
    """Fields.

    rows: every row of the list, in order; of a new list each is made when it is asked for.
    earlier_tries: for each batch, what is known of an earlier call with its leads.
    """

    rows: Sequence[JobRow]
    earlier_tries: tuple[EarlierTry, ...]

    @property
    def leads(self) -> int:
        return sum(row.lead is not None for row in self.rows)


def batches(leads: Sequence[Lead], size: int) -> Iterator[Sequence[Lead]]:
    """Cut leads into calls of at most `size`, in order."""
    for start in range(0, len(leads), size):
        yield leads[start : start + size]


def plan(reading: Reading, batch_size: int, needs: Needs = NEEDS_NOTHING) -> Plan:
    """Give every row of a reading its place: a batch, or the reason why it is not sent.

    Leads that lack a field which the sequence uses are invalid from the start, as a 422 would make them; they
    stand in batches of their own, behind the others. Where every lead does, all are sent: Amplemarket's
    answer is worth more than its list.
    """
    ends = dict(_known_ends(reading))
    ready, unfit = needs.divided(reading.leads)
    ends.update((lead.row, needs.invalid(lead)) for lead in unfit)
    rows = PlannedRows(reading.rows, (ready, unfit), batch_size, ends)
    return Plan(rows, (EarlierTry.NONE,) * rows.batches)


class PlannedRows(Sequence[JobRow]):
    """The rows of a new list, each made when it is asked for: all 100,000 at once would need 100 MB.

    Args:
        rows: of the list.
        groups: leads that have no call in common; each lead's row is one of the rows.
        batch_size: leads per call, at most.
        ends: of the rows that have one already. Every row is a lead, or has one, or both.
    """

    __slots__ = ("_batch_size", "_ends", "_groups", "_places", "_rows", "batches")

    def __init__(
        self,
        rows: Sequence[SourceRow],
        groups: Sequence[Sequence[Lead]],
        batch_size: int,
        ends: Mapping[int, RowOutcome],
    ) -> None:
        self._rows, self._groups, self._batch_size, self._ends = rows, groups, batch_size, ends
        numbers = chain.from_iterable(map(numbers_of, groups))
        self._places = {number: place for place, number in enumerate(numbers)}
        self.batches = sum(-(-len(group) // batch_size) for group in groups)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[JobRow]:
        return map(self._row, self._rows)

    @overload
    def __getitem__(self, index: int) -> JobRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[JobRow]: ...
    def __getitem__(self, index: int | slice) -> JobRow | list[JobRow]:
        if isinstance(index, slice):
            return list(map(self._row, self._rows[index]))
        return self._row(self._rows[index])

    def _row(self, row: SourceRow) -> JobRow:
        number, cells = row.number, tuple(row.cells)
        place = self._places.get(number)
        if place is None:
            return JobRow(number, cells, None, None, self._ends[number])
        lead, batch = self._placed(place)
        return JobRow(
            number, cells, lead, batch, self._ends.get(number) or RowOutcome(number, Outcome.NOT_SENT)
        )

    def _placed(self, place: int) -> tuple[Lead, int]:
        """The lead at a place, counted through all groups, and the number of its batch."""
        first = 0
        for group in self._groups:
            if place < len(group):
                return group[place], first + place // self._batch_size
            place -= len(group)
            first += -(-len(group) // self._batch_size)
        raise IndexError(place)


def _known_ends(reading: Reading) -> Iterator[tuple[int, RowOutcome]]:
    for problem in reading.problems:
        yield problem.row, RowOutcome(problem.row, Outcome.INVALID, detail=problem.sentence)
    for duplicate in reading.duplicates:
        detail = f"same person as row {duplicate.first_row}"
        yield duplicate.row, RowOutcome(duplicate.row, Outcome.DUPLICATE, detail=detail)
