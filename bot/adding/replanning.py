"""The rows of a draft for another sequence."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adding.kept_rows import ChangedRows
from bot.adding.needs import Needs
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.refusal import lacking


def planned_anew(rows: Sequence[JobRow], batch_size: int, needs: Needs) -> Plan:
    """The same rows: only who lacks what the sequence needs may be another one. As `plan` would have it."""
    ready: list[int] = []
    unfit: dict[int, RowOutcome] = {}
    for row in rows:
        if row.lead and (_waits(row) or lacking(row.outcome)):
            if needs.lacking(row.lead):
                unfit[row.row] = needs.invalid(row.lead)
            else:
                ready.append(row.row)
    if not ready:  # nobody would be left to send, so all are sent
        ready, unfit = list(unfit), {}
    calls: dict[int, int] = {}
    count = 0
    for group in (ready, list(unfit)):
        calls.update((row, count + place // batch_size) for place, row in enumerate(group))
        count += -(-len(group) // batch_size)

    def change(_place: int, row: JobRow) -> JobRow:
        if row.row not in calls:
            return row
        end = unfit.get(row.row) or RowOutcome(row.row, Outcome.NOT_SENT)
        return replace(row, batch=calls[row.row], outcome=end)

    return Plan(ChangedRows(rows, range(len(rows)), change), (EarlierTry.NONE,) * count)


def _waits(row: JobRow) -> bool:
    return row.outcome.outcome is Outcome.NOT_SENT
