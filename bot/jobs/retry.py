"""A retry: a child job in the same thread, with only the leads concerned and one more override."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.adding.access import Access
from bot.adding.errors import NothingToDoError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.retry import RetryKind, concerns, overrides_for
from bot.adding.state import ENDED, JobState
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Clock, Dispatcher, JobStore, JobThread
from bot.jobs.telling import show

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retries:
    """Makes child jobs out of pressed retry buttons.

    Fields:
        one_at_a_time: so that two buttons for the same leads, pressed at once, do not both find them free.
    """

    jobs: JobStore
    thread: JobThread
    dispatcher: Dispatcher
    clock: Clock
    access: Access
    new_id: Callable[[], str]
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def retry(self, job_id: str, team: str, kind: RetryKind, by: str) -> Job:
        """Send the leads concerned once more. The same button again has no second effect.

        Raises:
            AccessError: the person may not lift this.
            NothingToDoError: retried before, all in by now, or the leads are gone.
        """
        parent = await job_of_team(self.jobs, job_id, team)
        self.access.check_overrides(by, overrides_for(kind, parent.options.overrides))
        async with self.one_at_a_time:
            child = await self._child(parent, kind, by)
        logger.info("job retried", extra={"job": parent.id, "child": child.id, "kind": kind})
        try:
            await show(self.thread.retried(parent))
        finally:  # it is confirmed: whatever becomes of the message, somebody must run it
            self.dispatcher.dispatch(child.id)
        return child

    async def _child(self, parent: Job, kind: RetryKind, by: str) -> Job:
        """The child job, written down. The press is its confirmation, so it is no draft for a moment."""
        child = self._job(parent, kind, by)
        if known := await self.jobs.by_origin(child.origin):
            raise _retried_before(known)
        if not await self.jobs.create(child, await self._plan(parent, kind)):
            raise _retried_before(await self.jobs.by_origin(child.origin))
        return child

    async def _plan(self, parent: Job, kind: RetryKind) -> Plan:
        if parent.state not in ENDED:
            raise NothingToDoError("This is still being sent. Try again when its report is there.")
        in_by_now = await self.jobs.added_in_chain(parent.root)
        rows = [
            row
            async for row in self.jobs.rows(parent.id)
            if row.lead and row.row not in in_by_now and concerns(kind, row.outcome)
        ]
        if not rows:
            raise NothingToDoError("All of them are in by now. There is nothing left to retry.")
        under_way = await self._under_way(parent.root)
        if any(row.row in under_way for row in rows):
            raise NothingToDoError("Some of these are being retried. Try again when that has ended.")
        earlier_tries = await self.jobs.earlier_tries(parent.id) if kind is RetryKind.FAILED else {}
        return _again(rows, earlier_tries)

    async def _under_way(self, root: str) -> set[int]:
        """Rows that a retry of the chain is sending, or will: no lead is in two calls at once."""
        rows: set[int] = set()
        waiting = await self.jobs.children(root)
        while waiting:
            child = waiting.pop()
            waiting += await self.jobs.children(child.id)
            if child.state not in ENDED:
                rows |= {row.row async for row in self.jobs.rows(child.id)}
        return rows

    def _job(self, parent: Job, kind: RetryKind, by: str) -> Job:
        return replace(
            parent,
            id=self.new_id(),
            origin=f"retry:{parent.id}:{kind}",
            user=by,
            intake=Intake.RETRY,
            created_at=self.clock.now(),
            assumptions=(),
            options=replace(parent.options, overrides=overrides_for(kind, parent.options.overrides)),
            state=JobState.CONFIRMED,
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


def _retried_before(child: Job | None) -> NothingToDoError:
    return NothingToDoError("retried these already", by=child.user if child else "")


def retry_kind(child: Job) -> RetryKind:
    """Which button made this child, read off its origin."""
    return RetryKind(child.origin.rpartition(":")[2])
