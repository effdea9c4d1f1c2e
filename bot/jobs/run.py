"""Running a job: re-entrant, because nothing but the batch rows decides what is left to do.

A restart, or another machine, just calls `run` again. Finished batches are never sent again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.adding.errors import AmplemarketError, IllegalTransitionError, StaleRunError
from bot.adding.job import Job
from bot.adding.state import UNFINISHED, JobEvent, JobState
from bot.jobs.ports import Clock, JobStore, JobThread
from bot.jobs.send import BatchSender, JobStoppedError, NoLongerRunningError

logger = logging.getLogger(__name__)

PROGRESS_EVERY = 2.5
"""Seconds between edits of the progress message: chat.update is in Slack's tier 3, some 50 a minute."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs, any number at a time.

    Fields:
        workers: batches of one job under way at once, at most.
        new_id: makes the token that fences off an earlier run of the same job.
        draining: set when the program is about to end: no further batch is begun.
    """

    jobs: JobStore
    sender: BatchSender
    thread: JobThread
    clock: Clock
    workers: int
    new_id: Callable[[], str]
    draining: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, job_id: str) -> None:
        """Send what is left of the job, then tell how it ended.

        Returns early, with nothing lost, when another run takes the job over or the program is draining.
        """
        job = await self.jobs.get(job_id)
        if job is None:
            return
        if job.state in UNFINISHED or job.state is JobState.STOPPED:
            try:
                ended = await self._send_batches(job_id)
            except StaleRunError:
                logger.info("job taken over by another run", extra={"job": job_id})
                return
            if not ended:
                return
        await self._tell_the_end(job_id)

    async def _send_batches(self, job_id: str) -> bool:
        """Whether the job has come to its end."""
        run = self.new_id()
        job = await self.jobs.start(job_id, run)
        progress = asyncio.create_task(self._keep_telling(job))
        try:
            async with asyncio.TaskGroup() as group:
                workers = [group.create_task(self._work(job, run)) for _ in range(self.workers)]
        finally:
            progress.cancel()
            await asyncio.gather(progress, return_exceptions=True)
        reasons = [reason for worker in workers if (reason := worker.result())]
        if reasons:
            await self._stop(job, reasons[0])
            return False
        if self.draining.is_set():
            return False
        return await self._finish(job_id)

    async def _work(self, job: Job, run: str) -> AmplemarketError | None:
        """Send one batch after the other; the reason why the job must stop, if any."""
        while not self.draining.is_set() and (batch := await self.jobs.claim(job.id, run)):
            try:
                await self.sender.send(job, run, batch)
            except JobStoppedError as stopped:
                return stopped.reason
            except NoLongerRunningError:
                return None
        return None

    async def _stop(self, job: Job, reason: AmplemarketError) -> None:
        logger.warning("job stopped", extra={"job": job.id, "reason": reason.code})
        try:
            stopped = await self.jobs.move(job.id, JobEvent.STOP)
        except IllegalTransitionError:  # cancelled in the same moment
            await self._tell_the_end(job.id)
        else:
            await self.thread.stopped(stopped, await self.jobs.tally(job.id), reason)

    async def _finish(self, job_id: str) -> bool:
        try:
            await self.jobs.move(job_id, JobEvent.FINISH)
        except IllegalTransitionError:  # cancelled: it ends all the same, with rows that were not sent
            logger.info("job cancelled while running", extra={"job": job_id})
        return True

    async def _tell_the_end(self, job_id: str) -> None:
        job = await self.jobs.get(job_id)
        if job is None:
            return
        tally = await self.jobs.tally(job_id)
        await self.thread.report(job, tally)
        if job.parent and (parent := await self.jobs.get(job.parent)):
            await self.thread.retried(parent)
        logger.info("job ended", extra={"job": job_id, "state": job.state, "rows": tally.rows})

    async def _keep_telling(self, job: Job) -> None:
        while True:
            await self.clock.sleep(PROGRESS_EVERY)
            await self.thread.progress(job, await self.jobs.tally(job.id))
