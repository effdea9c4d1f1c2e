"""A retry: a child job in the same thread, with only the leads concerned and one more override."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.adding.access import Access
from bot.adding.errors import NothingToDoError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.retry import RetryKind, concerns, overrides_for
from bot.adding.state import JobEvent, JobState
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Clock, Dispatcher, JobStore, JobThread

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retries:
    """Makes child jobs out of pressed retry buttons."""

    jobs: JobStore
    thread: JobThread
    dispatcher: Dispatcher
    clock: Clock
    access: Access
    new_id: Callable[[], str]

    async def retry(self, job_id: str, team: str, kind: RetryKind, by: str) -> Job:
        """Send the leads concerned once more. The same button again has no second effect.

        Raises:
            AccessError: the person may not lift this.
            NothingToDoError: retried before, all in by now, or the leads are gone.
        """
        parent = await job_of_team(self.jobs, job_id, team)
        overrides = overrides_for(kind, parent.options.overrides)
        self.access.check_overrides(by, overrides)
        child = await self._child(parent, kind, by)
        await self.jobs.move(child.id, JobEvent.CONFIRM)
        logger.info("job retried", extra={"job": parent.id, "child": child.id, "kind": kind})
        await self.thread.retried(parent)
        self.dispatcher.dispatch(child.id)
        return child

    async def _child(self, parent: Job, kind: RetryKind, by: str) -> Job:
        """The child job, written down; one that a killed process left as a draft is taken up."""
        origin = f"retry:{parent.id}:{kind}"
        known = await self.jobs.by_origin(origin)
        if known is None:
            child = self._job(parent, kind, by, origin)
            if await self.jobs.create(child, await self._plan(parent, kind)):
                return child
            known = await self.jobs.by_origin(origin)
        if known is None or known.state is not JobState.DRAFT:
            raise NothingToDoError("retried these already", by=known.user if known else "")
        return known

    async def _plan(self, parent: Job, kind: RetryKind) -> Plan:
        in_by_now = await self.jobs.added_in_chain(parent.root)
        rows = [
            row
            async for row in self.jobs.rows(parent.id)
            if row.lead and row.row not in in_by_now and concerns(kind, row.outcome)
        ]
        if not rows:
            raise NothingToDoError("All of them are in by now. There is nothing left to retry.")
        earlier_tries = await self.jobs.earlier_tries(parent.id) if kind is RetryKind.FAILED else {}
        return _again(rows, earlier_tries)

    def _job(self, parent: Job, kind: RetryKind, by: str, origin: str) -> Job:
        return replace(
            parent,
            id=self.new_id(),
            origin=origin,
            user=by,
            intake=Intake.RETRY,
            created_at=self.clock.now(),
            assumptions=(),
            options=replace(parent.options, overrides=overrides_for(kind, parent.options.overrides)),
            state=JobState.DRAFT,
            parent=parent.id,
        )


def _again(rows: list[JobRow], earlier_tries: Mapping[int, EarlierTry]) -> Plan:
    """Rows keep their companions: what is known of an earlier call is known of it as a whole."""
    numbers = {
        old: new for new, old in enumerate(sorted({row.batch for row in rows if row.batch is not None}))
    }
    waiting = [
        replace(row, batch=numbers[row.batch], outcome=RowOutcome(row.row, Outcome.NOT_SENT))
        for row in rows
        if row.batch is not None
    ]
    return Plan(tuple(waiting), tuple(earlier_tries.get(old, EarlierTry.NONE) for old in numbers))


def retry_kind(child: Job) -> RetryKind:
    """Which button made this child, read off its origin."""
    return RetryKind(child.origin.rpartition(":")[2])
