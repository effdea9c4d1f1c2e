"""Who may make the next call: within the number at once, within the rate limit, and written down first.

While all places are taken, the next caller gets ready: it has a permission of the limiter, and with it its
call is written down. So a place that becomes free is used at once, and not after a trip to the database.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.jobs.halt import Halt, HaltedError
from bot.jobs.job_ports import BatchCall
from bot.jobs.ports import Clock, RateLimiter

READY = 1
"""Callers at once. A kill makes them look as if their calls had been made; three measured no faster."""

FRESH = 0.5
"""Seconds that a permission keeps. Calls would bunch up behind older ones; and its job may be cancelled.

So 60 seconds see no more calls than the limiter lets through in 60.5, which it keeps within the limit.
"""


@dataclass(slots=True)
class Departures:
    """Shared by all jobs that call with one API key. First come, first served.

    Fields:
        gate: lets so many calls be under way at once.
        pauses: how often all callers were told to wait.
    """

    gate: asyncio.Semaphore
    limiter: RateLimiter
    clock: Clock
    pauses: int = 0
    _pausing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _next: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READY))

    @asynccontextmanager
    async def turn(self, call: BatchCall, halt: Halt) -> AsyncIterator[None]:
        """Inside, the call may be made, once.

        Args:
            call: which one it is.
            halt: ends the wait.

        Raises:
            HaltedError: it must not be made. It may have been written down all the same.
            StaleRunError: another run has the job, or the batch.
        """
        async with halt.wakes():
            await self._next.acquire()
        try:
            pauses = self.pauses  # before it asks: a pause that comes meanwhile may be written down after it
            await self._permit(call, halt)
            permitted = self.clock.now()
            async with halt.wakes():
                await self.gate.acquire()
        finally:
            self._next.release()
        try:
            stale = (self.clock.now() - permitted).total_seconds() > FRESH
            while stale or pauses != self.pauses:  # a pause may come while it is being written down, too
                stale = False
                pauses = await self._latest_pause()
                await self._permit(call, halt)
            yield
        finally:
            self.gate.release()

    async def pause(self, seconds: float) -> None:
        """Let no caller of the key through for so long, whoever is ready included."""
        async with self._pausing:
            self.pauses += 1
            await self.limiter.pause(seconds)

    async def _latest_pause(self) -> int:
        """Not before the limiter knows of it: a permission asked for earlier would come at once."""
        async with self._pausing:
            return self.pauses

    async def _permit(self, call: BatchCall, halt: Halt) -> None:
        async with halt.wakes():
            permitted = await self.limiter.acquire(call)
        if not permitted:
            raise HaltedError(resumes=False)
