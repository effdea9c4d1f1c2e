"""Looking after the queue: entries of dead processes, and jobs without an entry. Each process does it."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from time import monotonic

from bot.queue.entries import Entries, Entry, Unfinished
from bot.queue.pace import Pace

logger = logging.getLogger(__name__)

FORGOTTEN_AFTER = 3600.0
"""Seconds until the number of a dead process is deleted. Earlier, one that was cut off may want it back."""


@dataclass(slots=True)
class Sweep:
    """Fields.

    unfinished: asks the store for the jobs that somebody must run.
    held: the entries whose jobs run here: we know best that we live.
    uncovered: jobs that had no entry at the last look. Between a job's making and its entry lies a moment.
    ended_here: when runs in this process have ended.
    was_cut_off: whether the database was away.
    """

    entries: Entries
    unfinished: Unfinished
    pace: Pace
    held: Callable[[], Collection[Entry]]
    uncovered: set[str] = field(default_factory=set)
    ended_here: dict[str, float] = field(default_factory=dict)
    was_cut_off: bool = False

    async def keep_on(self) -> None:
        """Until cancelled. Begins with what no process runs at this moment."""
        await self.cover(await self._without_entry())
        if self.was_cut_off:  # nobody could give a sign of life for a while: let them all do so first
            await asyncio.sleep(self.pace.stalled)
        self.was_cut_off = True  # only that ends what follows
        while True:
            await self.take_over()
            missing = await self._without_entry()
            await self.cover(missing & self.uncovered)
            self.uncovered = missing
            await self.entries.forget_dead(FORGOTTEN_AFTER)
            await asyncio.sleep(self.pace.sweep)

    def ran(self, job_id: str) -> None:
        """A run of the job has ended here: if the store still names it, it is left alone for a while."""
        now = monotonic()
        self.ended_here = {job: at for job, at in self.ended_here.items() if now - at < self.pace.rest}
        self.ended_here[job_id] = now

    async def take_over(self) -> None:
        """Put the jobs of dead processes back into the queue. Of several processes that try, one does."""
        for entry in await self.entries.stalled(self.pace.stalled):
            if entry not in self.held() and await self.entries.remove(entry):
                logger.warning("job taken over from a dead process", extra={"job": entry.job_id})
                await self.entries.add(entry.job_id)

    async def cover(self, jobs: set[str]) -> None:
        for job_id in jobs:
            logger.info("job found without a place in the queue", extra={"job": job_id})
            await self.entries.add(job_id)

    async def _without_entry(self) -> set[str]:
        covered = await self.entries.covered()  # first: what ends meanwhile is neither
        resting = {job for job, at in self.ended_here.items() if monotonic() - at < self.pace.rest}
        return set(await self.unfinished()) - set(covered) - resting
