"""Jobs that a refused key has stopped go on by themselves, as their thread said they would.

Going on is no override: somebody confirmed just these leads for just this sequence, and the thread says until
when it may happen, beside a button that cancels. It happens

- once for each time that a person said go: a key that is refused again, say because it may read but not add,
  stops the job until somebody presses the button;
- within 12 hours of the stop: later it would surprise;
- only where the job still leads where it led (its name for the sequence means the same one, which takes
  leads), and who started it still may.

The key works when a call that adds was taken. Where nothing calls, as after a start with a new key, a list is
read now and then; where that is allowed the oldest job goes on, and all others once its call is taken.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from bot.adding.access import Access
from bot.adding.audit import NOBODY
from bot.adding.errors import IllegalTransitionError, KeyRefusedError
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.sequence_errors import SequenceClosedError
from bot.adding.state import JobState
from bot.jobs.history_ports import People
from bot.jobs.job_ports import JobStore
from bot.jobs.key_alarm import KeyAlarm
from bot.jobs.ports import AliasStore, Clock, Dispatcher, JobThread
from bot.jobs.target import Targets
from bot.jobs.telling import show
from bot.leads.errors import AddLeadsError

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=5)


@dataclass(slots=True)
class GoingOn:
    """Fields.

    alarm: hears when the key works.
    tried: the job that was let go on to find out, since the key has worked last.
    """

    jobs: JobStore
    aliases: AliasStore
    targets: Targets
    thread: JobThread
    dispatcher: Dispatcher
    access: Access
    people: People
    alarm: KeyAlarm
    clock: Clock
    tried: str = ""

    async def keep_on(self) -> None:
        """Until cancelled. What fails is tried again at the next look."""
        missed = False
        while True:
            works = self.alarm.works_now.is_set() or (missed and self.alarm.known_to_work)
            self.alarm.works_now.clear()
            try:
                await self.look(works=works)
                missed = False
            except Exception:  # an outermost edge: nobody waits for this, and the next look must come
                logger.exception("stopped jobs not looked at")
                missed = works  # while it works, nobody says so again
            await self._next_look()

    async def look(self, *, works: bool) -> None:
        """Let go on what may. `works`: a call was just taken."""
        waiting = await self.jobs.waiting_to_go_on(KeyRefusedError.code, self.clock.now())
        if not waiting:
            return
        refusals, closed = self.alarm.refusals, set[str | None]()
        if works or await self._tried_well():
            self.tried = ""
            for job in waiting:
                if self.alarm.refusals != refusals:  # once more, meanwhile: the others would be, too
                    return
                await self._go_on(job, closed)
        elif await self._may_try() and await self.targets.catalogue.sequences(anew=True) is not None:
            self.alarm.doubt()
            for job in waiting:
                if await self._go_on(job, closed) and await self._has_leads_left(job):
                    self.tried = job.id
                    return

    async def _tried(self) -> Job | None:
        return await self.jobs.get(self.tried) if self.tried else None

    async def _tried_well(self) -> bool:
        job = await self._tried()
        return job is not None and job.state is JobState.DONE

    async def _may_try(self) -> bool:
        """Not while one is under way; nor after one was refused, as the next one would be."""
        job = await self._tried()
        if job is None or job.state is JobState.CANCELLED:
            return True
        return job.state is JobState.STOPPED and job.stop_code != KeyRefusedError.code

    async def _has_leads_left(self, job: Job) -> bool:
        """Else it ends without a call, and nothing is found out."""
        return (await self.jobs.tally(job.id))[Outcome.NOT_SENT] > 0

    async def _go_on(self, job: Job, closed: set[str | None]) -> bool:
        """`closed`: sequences that were found to take none; each no costs a look at Amplemarket's list."""
        if job.sequence_id in closed or not await self._leads_where_it_led(job, closed):
            return False
        try:
            await self.jobs.go_on(job)
        except IllegalTransitionError:  # somebody, or another process, was first
            return False
        logger.info("job goes on by itself", extra={"job": job.id})
        try:
            await show(self.thread.confirmed(job, NOBODY))
        finally:  # it is confirmed: whatever becomes of the message, somebody must run it
            self.dispatcher.dispatch(job.id)
        return True

    async def _leads_where_it_led(self, job: Job, closed: set[str | None]) -> bool:
        """And who started it still may: the same is checked when somebody presses the button."""
        alias = await self.aliases.find(job.team, job.alias) if job.has_alias else None
        if job.has_alias and (alias is None or alias.sequence_id != job.sequence_id):
            return False
        try:
            self.access.check_standing((await self.people.member(job.user)).standing)
            self.access.check_channel(job.channel)
            self.access.check_overrides(job.approved_by or job.user, job.options.overrides)
            await self.targets.check_open(job)
        except AddLeadsError as error:
            if isinstance(error, SequenceClosedError):
                closed.add(job.sequence_id)
            logger.info("stopped job stays so", extra={"job": job.id, "reason": error.code})
            return False
        return True

    async def _next_look(self) -> None:
        woken = asyncio.ensure_future(self.alarm.works_now.wait())
        timer = asyncio.ensure_future(self.clock.sleep(LOOK_EVERY.total_seconds()))
        try:
            await asyncio.wait({woken, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
            timer.cancel()
