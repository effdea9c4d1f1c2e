"""Child jobs: what the buttons of a report make. In the same thread, with some of the report's rows."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.adding.descent import Descent
from bot.adding.errors import NothingToDoError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.overrides import Overrides
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import ENDED, JobState
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import Clock, Dispatcher, JobThread
from bot.jobs.target import Targets
from bot.jobs.telling import show

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Children:
    """Writes child jobs down and has them run.

    Fields:
        batch_size: leads per call, at most.
        one_at_a_time: so that two buttons for the same leads, pressed at once, do not both find them free.
            Between processes the store sees to that while the other retry is under way; here also after it.
    """

    jobs: JobStore
    targets: Targets
    thread: JobThread
    dispatcher: Dispatcher
    clock: Clock
    new_id: Callable[[], str]
    batch_size: int
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def born(
        self, parent: Job, descent: Descent, by: str, overrides: Overrides, approved_by: str = ""
    ) -> Job:
        """A child as it will be. The press is its confirmation, so it is no draft for a moment."""
        return replace(
            parent,
            id=self.new_id(),
            origin=descent.origin,
            user=by,
            approved_by=approved_by,
            intake=Intake.RETRY,
            created_at=self.clock.now(),
            assumptions=(),
            options=replace(parent.options, overrides=overrides),
            state=JobState.CONFIRMED,
            parent=parent.id,
            continues=None,
        )

    async def make(self, parent: Job, child: Job, planned: Callable[[], Awaitable[Plan]]) -> Job:
        """Write the child down with the rows that are free now, and let it run.

        Raises:
            NothingToDoError: the same button was pressed before, or some of the rows are on their way.
            SequenceClosedError: Amplemarket takes no leads for the sequence any more.
        """
        await self.targets.check_parent(parent)
        async with self.one_at_a_time:
            await self.check_first(child.origin)
            plan = await planned()
            await self._check_free(parent, plan)
            if not await self.jobs.create(child, plan):
                raise retried_before(await self.jobs.by_origin(child.origin))
        logger.info("child job made", extra={"job": parent.id, "child": child.id, "origin": child.origin})
        try:
            await show(self.thread.retried(parent))
        finally:  # it is confirmed: whatever becomes of the message, somebody must run it
            self.dispatcher.dispatch(child.id)
        return child

    async def check_first(self, origin: str) -> None:
        """Raises NothingToDoError where there is such a child already."""
        if known := await self.jobs.by_origin(origin):
            raise retried_before(known)

    async def rows_taken(self, parent: Job, which: Callable[[Descent], bool]) -> frozenset[int]:
        """The rows that some of a job's children have taken up."""
        children = await self.jobs.children(parent.id)
        return await self.jobs.rows_of([one.id for one in children if which(Descent.of(one.origin))])

    async def _check_free(self, parent: Job, plan: Plan) -> None:
        """No lead is in two calls at once."""
        under_way = await self.jobs.rows_of([job.id async for job in self._under_way(parent.root)])
        if any(row.row in under_way for row in plan.rows):
            raise NothingToDoError("Some of these are being retried. Try again when that has ended.")

    async def _under_way(self, root: str) -> AsyncIterator[Job]:
        """The retries of a chain that are sent now, or will be."""
        waiting = await self.jobs.children(root)
        while waiting:
            child = waiting.pop()
            waiting += await self.jobs.children(child.id)
            if child.state not in ENDED:
                yield child

    def anew(self, rows: Sequence[JobRow]) -> Plan:
        """Rows whose earlier calls had no effect on them, in batches of their own."""
        waiting = [
            replace(row, batch=place // self.batch_size, outcome=RowOutcome(row.row, Outcome.NOT_SENT))
            for place, row in enumerate(rows)
        ]
        return Plan(tuple(waiting), (EarlierTry.NONE,) * -(-len(rows) // self.batch_size))


def once_more(rows: Sequence[JobRow], earlier_tries: Mapping[int, EarlierTry]) -> Plan:
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


def check_ended(parent: Job) -> None:
    """Raises NothingToDoError while some of its rows have no end yet."""
    if parent.state not in ENDED:
        raise NothingToDoError("This is still being sent. Try again when its report is there.")


def retried_before(child: Job | None) -> NothingToDoError:
    return NothingToDoError("retried these already", by=child.user if child else "")
