"""From a reading to the rows of a job: what each row is at the start, and which call takes it along."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adding.needs import NEEDS_NOTHING, Needs
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry
from bot.adding.refusal import lacking
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


def plan(reading: Reading, batch_size: int, needs: Needs = NEEDS_NOTHING) -> Plan:
    """Give every row of a reading its place: a batch, or the reason why it is not sent.

    Leads that lack a field which the sequence uses are invalid from the start, as a 422 would make them; they
    stand in batches of their own, behind the others. Where every lead does, all are sent: Amplemarket's
    answer is worth more than its list.
    """
    ends = dict(_known_ends(reading))
    ready, unfit = needs.divided(reading.leads)
    placed: dict[int, tuple[Lead, int]] = {}
    count = 0
    for group in (ready, unfit):
        for batch in batches(group, batch_size):
            placed.update((lead.row, (lead, count)) for lead in batch)
            count += 1
    ends.update((lead.row, needs.invalid(lead)) for lead in unfit)
    return Plan(
        rows=tuple(_row(row.number, tuple(row.cells), placed, ends) for row in reading.rows),
        earlier_tries=(EarlierTry.NONE,) * count,
    )


def planned_anew(rows: Sequence[JobRow], batch_size: int, needs: Needs) -> Plan:
    """The rows of a draft for another sequence: only who lacks what it needs may be another one."""
    leads = [row.lead for row in rows if row.lead and (_waits(row) or lacking(row.outcome))]
    ready, unfit = needs.divided(leads)
    anew: dict[int, tuple[int, RowOutcome]] = {}
    count = 0
    for group in (ready, unfit):
        for batch in batches(group, batch_size):
            for lead in batch:
                ended = needs.invalid(lead) if group is unfit else RowOutcome(lead.row, Outcome.NOT_SENT)
                anew[lead.row] = count, ended
            count += 1
    return Plan(
        rows=tuple(
            replace(row, batch=anew[row.row][0], outcome=anew[row.row][1]) if row.row in anew else row
            for row in rows
        ),
        earlier_tries=(EarlierTry.NONE,) * count,
    )


def _waits(row: JobRow) -> bool:
    return row.outcome.outcome is Outcome.NOT_SENT


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
        return JobRow(number, cells, lead, batch, ends.get(number) or RowOutcome(number, Outcome.NOT_SENT))
    return JobRow(number, cells, None, None, ends[number])
