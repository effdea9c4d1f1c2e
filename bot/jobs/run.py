"""Running a job: re-entrant, because nothing but the batch rows decides what is left to do.

A restart, or another machine, just calls `run` again. Finished batches are never sent again.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.adding.backoff import Backoff
from bot.adding.errors import (
    AmplemarketError,
    CannotPostError,
    IllegalTransitionError,
    KeyRefusedError,
    StaleRunError,
)
from bot.adding.estimate import seconds_left
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.state import UNFINISHED, JobEvent, JobState
from bot.jobs.halt import Halt, HaltedError
from bot.jobs.job_ports import JobStore
from bot.jobs.key_alarm import KeyAlarm
from bot.jobs.ports import Clock, JobThread
from bot.jobs.send import BatchSender, JobStoppedError
from bot.jobs.telling import NotToldError, insist, show
from bot.jobs.turns import Ends, start_in_turn

logger = logging.getLogger(__name__)

PROGRESS_EVERY = 2.5
"""Seconds between edits of the progress message: chat.update is in Slack's tier 3, some 50 a minute."""

GOES_ON_FOR = timedelta(hours=12)
"""After a refusal of the key, if it works again, the job goes on by itself; later that would surprise."""

LOOK_EVERY = 2.0
"""Seconds between looks at the job's state: who cancels it may be another process."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs jobs, any number at a time.

    Fields:
        workers: batches of one job under way at once, at most.
        new_id: makes the token that fences off an earlier run of the same job.
        backoff: how patient to be with Slack, where people wait for what became of their leads.
        draining: set when the program is about to end: no further call is begun.
        alarm: tells the admins of a refused key; None where there is nobody to tell.
        ends: wakes the jobs that wait for another one.
    """

    jobs: JobStore
    sender: BatchSender
    thread: JobThread
    clock: Clock
    workers: int
    new_id: Callable[[], str]
    backoff: Backoff = field(default_factory=Backoff)
    draining: Halt = field(default_factory=Halt)
    alarm: KeyAlarm | None = None
    ends: Ends = field(default_factory=Ends)

    async def run(self, job_id: str) -> None:
        """Send what is left of the job, then tell how it ended.

        Does nothing for a job that waits for a person: a draft, or a stopped one. Returns early, with nothing
        lost, when another run takes the job over, the program drains, or Slack can't be told.
        """
        job = await self.jobs.get(job_id)
        if job is None or job.state in {JobState.DRAFT, JobState.STOPPED}:
            return
        try:
            if job.state not in UNFINISHED or await self._send(job):
                await self._tell_the_end(job_id)
        except (NotToldError, CannotPostError):
            logger.warning("not told: the next start tries again", extra={"job": job_id})

    async def _send(self, job: Job) -> bool:
        """Whether the job has come to its end."""
        if not await self._has_thread(job):
            return False
        run = self.new_id()
        try:
            started = await start_in_turn(job, run, self)
        except IllegalTransitionError:  # cancelled before it began
            return await self._is_cancelled(job.id)
        except HaltedError:
            return False
        try:
            return await self._send_batches(started, run)
        finally:
            self.ends.tell(job.id)

    async def _has_thread(self, job: Job) -> bool:
        """See to it that there is a message to report under: without one nothing is sent.

        A typed job's own message is it. It may stand without the job knowing: as a preview, or because a kill
        came in between.
        """
        if job.thread_ts is not None:
            return True
        thread_ts = await self.jobs.message_ts(job.id, "status")
        if thread_ts is None:
            tally = await self.jobs.tally(job.id)
            try:
                thread_ts = await insist(lambda: self.thread.open(job, tally), self)
            except CannotPostError:
                logger.warning("job cancelled, there is nowhere to report to", extra={"job": job.id})
                with suppress(IllegalTransitionError):
                    await self.jobs.move(job.id, JobEvent.CANCEL)
                return False
        await self.jobs.place_in_thread(job.id, thread_ts)
        return True

    # ---- sending ------------------------------------------------------------------------------------

    async def _send_batches(self, job: Job, run: str) -> bool:
        """Whether the job has come to its end."""
        halt = Halt()
        progress = asyncio.create_task(self._keep_telling(job, halt))
        try:
            reason = await self._work_together(job, run, halt)
        finally:
            halt.set()
            await _ended(progress)
        if reason is not None:
            return await self._stop(job, run, reason)
        return not halt.resumes and await self._finish(job.id)

    async def _work_together(self, job: Job, run: str, halt: Halt) -> AmplemarketError | None:
        """Let the workers send until nothing is left or one of them halts all; the reason to stop, if any.

        Where one breaks, the others still hear the answers to their calls.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._heed_drain(halt))
            group.create_task(self._heed_cancel(job.id, halt))
            workers = [asyncio.create_task(self._work(job, run, halt)) for _ in range(self.workers)]
            await asyncio.gather(*workers, return_exceptions=True)
            halt.set(resumes=False)  # nothing is left: this ends the other two
        return next((reason for worker in workers if (reason := worker.result())), None)

    async def _work(self, job: Job, run: str, halt: Halt) -> AmplemarketError | None:
        """Send one batch after the other; the reason why the job must stop, if any."""
        try:
            while not halt.is_set() and (batch := await self.jobs.claim(job.id, run)):
                refusals = self.alarm.refusals if self.alarm else 0
                await self.sender.send(job, run, batch, halt)
                if self.alarm and self.sender.outage.silence is None:
                    await self.alarm.works(refusals)
        except JobStoppedError as stopped:
            halt.set(resumes=False)
            return stopped.reason
        except HaltedError as halted:
            halt.set(resumes=halted.resumes)
        except StaleRunError:
            logger.info("job taken over by another run", extra={"job": job.id})
            halt.set(resumes=True)
        except BaseException:
            halt.set(resumes=True)
            raise
        return None

    async def _heed_drain(self, halt: Halt) -> None:
        with suppress(HaltedError):
            async with halt.wakes():
                await self.draining.wait()
            halt.set(resumes=True)

    async def _heed_cancel(self, job_id: str, halt: Halt) -> None:
        """A worker may have minutes to wait; it is not to wait on when nobody wants the job any more."""
        with suppress(HaltedError):
            while True:
                async with halt.wakes():
                    await self.clock.sleep(LOOK_EVERY)
                job = await self.jobs.get(job_id)
                if job is None or job.state is not JobState.RUNNING:
                    halt.set(resumes=False)

    # ---- ending and telling -------------------------------------------------------------------------

    async def _stop(self, job: Job, run: str, reason: AmplemarketError) -> bool:
        """Tell first: a stopped job waits for a person, so a kill in between must not keep it silent."""
        try:
            await self.jobs.doubt_unclaimed(job.id, run)
        except StaleRunError:
            logger.info("job taken over by another run", extra={"job": job.id})
            return False
        logger.warning("job stopped", extra={"job": job.id, "reason": reason.code})
        until = self._goes_on_until(job, reason)
        stopped = replace(job, state=JobState.STOPPED, goes_on_until=until)
        tally = await self.jobs.tally(job.id)
        await insist(lambda: self.thread.stopped(stopped, tally, reason), self)
        try:
            await self.jobs.move(job.id, JobEvent.STOP, code=reason.code, goes_on_until=until)
        except IllegalTransitionError:  # cancelled in the same moment
            return await self._is_cancelled(job.id)
        if self.alarm and isinstance(reason, KeyRefusedError):
            await self.alarm.refused()
        return False

    def _goes_on_until(self, job: Job, reason: AmplemarketError) -> datetime | None:
        """None where a person is to say go: it has gone on by itself before, or the key is not the reason."""
        if job.goes_on_until is not None or not isinstance(reason, KeyRefusedError):
            return None
        return self.clock.now() + GOES_ON_FOR

    async def _finish(self, job_id: str) -> bool:
        try:
            await self.jobs.move(job_id, JobEvent.FINISH)
        except IllegalTransitionError:  # cancelled: it ends all the same, with rows that were not sent
            return await self._is_cancelled(job_id)
        return True

    async def _is_cancelled(self, job_id: str) -> bool:
        job = await self.jobs.get(job_id)
        return job is not None and job.state is JobState.CANCELLED

    async def _tell_the_end(self, job_id: str) -> None:
        job = await self.jobs.get(job_id)
        if job is None:
            return
        if job.state is JobState.CANCELLED:
            await self.jobs.calls_ended(job_id)
        tally = await self.jobs.tally(job_id)
        await insist(lambda: self.thread.report(job, tally), self)
        if job.parent and (parent := await self.jobs.get(job.parent)):
            await show(self.thread.retried(parent))
        logger.info("job ended", extra={"job": job_id, "state": job.state, "rows": tally.rows})

    async def _keep_telling(self, job: Job, halt: Halt) -> None:
        began, before = self.clock.now(), (await self.jobs.tally(job.id))[Outcome.NOT_SENT]
        with suppress(HaltedError):
            while True:
                async with halt.wakes():
                    await self.clock.sleep(PROGRESS_EVERY)
                now, tally = self.clock.now(), await self.jobs.tally(job.id)
                silence, waiting = self.sender.outage.worth_telling(now), tally[Outcome.NOT_SENT]
                left = seconds_left(before - waiting, waiting, (now - began).total_seconds())
                await show(self.thread.progress(job, tally, silence, left))


async def _ended(progress: asyncio.Task[None]) -> None:
    """Not cancelled: an edit that is under way must not land behind the one that tells the end."""
    (error,) = await asyncio.gather(progress, return_exceptions=True)
    if error is not None:
        logger.warning("progress not shown", exc_info=error)
