"""Lead data is kept for so many days, then deleted; what became of it stays as counts.

A list and all its retries go together, when the list is old enough: a retry of a deleted list could not be
told. What nobody has decided about by then is withdrawn first. What is being sent is never touched.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.adding.audit import NOBODY
from bot.adding.errors import IllegalTransitionError
from bot.adding.job import Job
from bot.adding.state import JobEvent, JobState
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import Clock, Dispatcher, JobThread
from bot.jobs.telling import show

logger = logging.getLogger(__name__)

LOOK_EVERY = timedelta(hours=1)

PAUSE = 0.02
"""Seconds between two portions, in which other writers get their turn."""

LOG_TRIES = 50
"""Somebody who reads keeps the database's log from being emptied. An hour later it is tried again."""

UNTOLD_FOR = timedelta(days=1)
"""So much longer are leads kept whose job's end could not be told yet. Then they go all the same."""

DELIVERED_FOR = timedelta(days=1)
"""What Slack has sent and no process has finished is never taken up again after an hour."""


class LeadPurge(Protocol):
    """Deletes leads of old jobs, bit by bit. Nothing here touches a job that may still send."""

    async def due(self, before: datetime) -> list[Job]:
        """The first jobs of chains that are older and not sealed, oldest first."""

    async def undecided(self, root: str) -> list[Job]:
        """Those of a chain that wait for a person: drafts and stopped ones."""

    async def seal(self, root: str, at: datetime, *, even_untold: bool) -> bool:
        """Keep the counts of a chain's jobs, and let nobody use its leads from then on.

        False, and nothing changes, while one of them may send or has a call on its way; or, unless
        `even_untold`, while the end of one is not told.
        """

    async def delete_some(self) -> int:
        """Delete a portion of what is sealed; how many rows. 0 once nothing is left."""

    async def delete_some_deliveries(self, unfinished: datetime, known: datetime) -> int:
        """Delete what deliveries said that came before `unfinished`, and all that came before `known`.

        A portion of them; how many, 0 once nothing is left.
        """

    async def give_back_some(self) -> int:
        """Give a portion of the free space back to the disk; how much is left."""

    async def empty_log(self) -> bool:
        """Leave no copy of what was deleted behind. False where that was not possible just now."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Deletes what is old enough, once an hour.

    Fields:
        days: how long lead data is kept, from when a list was shared.
    """

    jobs: JobStore
    purge: LeadPurge
    thread: JobThread
    dispatcher: Dispatcher
    clock: Clock
    days: int

    async def keep_on(self) -> None:
        """Until cancelled. What fails is tried again an hour later."""
        while True:
            try:
                await self.once()
            except Exception:  # an outermost edge: nobody waits for this, and the next look must come
                logger.exception("old leads not deleted")
            await self.clock.sleep(LOOK_EVERY.total_seconds())

    async def once(self) -> None:
        """Delete what is old enough now."""
        now = self.clock.now()
        before = now - timedelta(days=self.days)
        for first in await self.purge.due(before):
            for job in await self.purge.undecided(first.id):
                await self._withdraw(job)
            patient = first.created_at >= before - UNTOLD_FOR
            if not await self.purge.seal(first.id, now, even_untold=not patient):
                logger.info("old leads kept: their job has not ended yet", extra={"job": first.id})
        rows = await self._all_of(self.purge.delete_some)
        rows += await self._all_of(
            lambda: self.purge.delete_some_deliveries(now - DELIVERED_FOR, before - DELIVERED_FOR)
        )
        if rows:
            await self._tidy_up()
            logger.info("old leads deleted", extra={"rows": rows})

    async def _withdraw(self, job: Job) -> None:
        """Nobody decided. Of a stopped job the end is told first: its leads go at a later look."""
        try:
            await self.jobs.move(job.id, JobEvent.CANCEL, by=NOBODY)
        except IllegalTransitionError:  # somebody did, just now
            return
        logger.info("job withdrawn, it is too old", extra={"job": job.id})
        if job.state is JobState.DRAFT:
            await show(self.thread.withdrawn(job, NOBODY))
        else:
            self.dispatcher.dispatch(job.id)

    async def _all_of(self, portion: Callable[[], Awaitable[int]]) -> int:
        total = 0
        while done := await portion():
            total += done
            await self.clock.sleep(PAUSE)
        return total

    async def _tidy_up(self) -> None:
        while await self.purge.give_back_some():
            await self.clock.sleep(PAUSE)
        for _ in range(LOG_TRIES):
            if await self.purge.empty_log():
                return
            await self.clock.sleep(PAUSE)
        logger.warning("copies of deleted leads may still stand in the database's log")
