"""From a reading to the rows of a job: what each row is at the start, and which call takes it along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry
from bot.leads.lead import Lead
from bot.leads.reading import Reading

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

    rows: every row of the list, in order.
    earlier_tries: for each batch, what is known of an earlier call with its leads.
    """

    rows: tuple[JobRow, ...]
    earlier_tries: tuple[EarlierTry, ...]

    @property
    def leads(self) -> int:
        return sum(row.lead is not None for row in self.rows)


def batches(leads: Sequence[Lead], size: int) -> Iterator[Sequence[Lead]]:
    """Cut leads into calls of at most `size`, in order."""
    for start in range(0, len(leads), size):
        yield leads[start : start + size]


def plan(reading: Reading, batch_size: int) -> Plan:
    """Give every row of a reading its place: a batch, or the reason why it is not sent."""
    ends = dict(_known_ends(reading))
    placed: dict[int, tuple[Lead, int]] = {}
    count = 0
    for count, batch in enumerate(batches(reading.leads, batch_size), start=1):
        placed.update((lead.row, (lead, count - 1)) for lead in batch)
    return Plan(
        rows=tuple(_row(row.number, tuple(row.cells), placed, ends) for row in reading.rows),
        earlier_tries=(EarlierTry.NONE,) * count,
    )


def _known_ends(reading: Reading) -> Iterator[tuple[int, RowOutcome]]:
    for problem in reading.problems:
        yield problem.row, RowOutcome(problem.row, Outcome.INVALID, detail=problem.sentence)
    for duplicate in reading.duplicates:
        detail = f"same person as row {duplicate.first_row}"
        yield duplicate.row, RowOutcome(duplicate.row, Outcome.DUPLICATE, detail=detail)


def _row(
    number: int,
    cells: tuple[str, ...],
    placed: Mapping[int, tuple[Lead, int]],
    ends: Mapping[int, RowOutcome],
) -> JobRow:
    if number in placed:
        lead, batch = placed[number]
        return JobRow(number, cells, lead, batch, RowOutcome(number, Outcome.NOT_SENT))
    return JobRow(number, cells, None, None, ends[number])
