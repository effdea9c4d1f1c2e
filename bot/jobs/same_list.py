"""The same list again: only its new leads are sent, when somebody says so."""

import asyncio
import logging
from dataclasses import dataclass

from bot.adding.access import Access
from bot.adding.errors import IllegalTransitionError, NothingToDoError
from bot.adding.job import Job
from bot.adding.same_list import only_new
from bot.adding.state import JobState
from bot.jobs.job_ports import JobStore
from bot.jobs.keeping import kept_rows
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Dispatcher, JobThread
from bot.jobs.target import Targets
from bot.jobs.telling import show

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewLeads:
    """Sends a draft without the leads who are in its sequence already.

    Fields:
        batch_size: leads per call, at most.
    """

    jobs: JobStore
    targets: Targets
    thread: JobThread
    dispatcher: Dispatcher
    access: Access
    batch_size: int

    async def add(self, job_id: str, team: str, by: str, terms: str | None = None) -> None:
        """Narrow the draft to its new leads and send it. Who is new is looked up at this moment.

        Args:
            job_id: the job.
            team: the workspace of the click.
            by: who said it.
            terms: what the preview showed (`Job.terms`).

        Raises:
            AccessError: the person may not lift what the job lifts.
            NothingToDoError: it was decided before, it has changed, or nobody in it is new by now.
            SequenceClosedError: Amplemarket takes no leads for the sequence now; the draft waits.
        """
        job = await job_of_team(self.jobs, job_id, team)
        if job.state is not JobState.DRAFT or terms not in {None, job.terms}:
            raise _decided(job)
        self.access.check_overrides(by, job.options.overrides)
        await self.targets.check_open(job)
        narrowed = await self._narrow(job, by)
        logger.info("only new leads", extra={"job": job.id, "left_out": narrowed.left_out})
        try:
            await show(self.thread.confirmed(narrowed, by))
        finally:  # it is confirmed: whatever becomes of the message, somebody must run it
            self.dispatcher.dispatch(job.id)

    async def _narrow(self, job: Job, by: str) -> Job:
        known = await self.jobs.known_rows(job)
        rows = await kept_rows(self.jobs, job.id)
        plan = await asyncio.to_thread(only_new, rows, known, self.batch_size)
        if not plan.rows:
            raise NothingToDoError("Nobody in this list is new by now.")
        try:
            return await self.jobs.narrow(job, plan, len(rows) - len(plan.rows), by=by)
        except IllegalTransitionError:
            raise _decided(await self.jobs.get(job.id)) from None


def _decided(job: Job | None) -> NothingToDoError:
    match job:
        case None:
            return NothingToDoError("This list was deleted meanwhile. Share it again to add its leads.")
        case Job(state=JobState.DRAFT):
            return NothingToDoError("This list was changed in the same moment. Look at it once more.")
        case Job(state=JobState.CANCELLED):
            return NothingToDoError("This was cancelled already.")
        case _:
            return NothingToDoError("This was started already.")
