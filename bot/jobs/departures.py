"""Who may make the next call: within the number at once, within the rate limit, and written down first.

While all places are taken, the next caller gets ready: it has a permission of the limiter, and its call is
written down. So a place that becomes free is used at once, and not after two trips to the database.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.jobs.halt import Halt
from bot.jobs.ports import Clock, RateLimiter

READY = 1
"""Callers at once. A kill makes them look as if their calls had been made; a second measured no faster."""

FRESH = 0.5
"""Seconds that a permission keeps. Calls would bunch up behind older ones; and its job may be cancelled.

So 60 seconds see no more calls than the limiter lets through in 60.5, which it keeps within the limit.
"""


@dataclass(slots=True)
class Departures:
    """Shared by all jobs that call with one API key. First come, first served.

    Fields:
        gate: lets so many calls be under way at once.
        places: in the limiter's queue, left by callers who did not wait.
        pauses: how often all callers were told to wait.
    """

    gate: asyncio.Semaphore
    limiter: RateLimiter
    clock: Clock
    places: list[asyncio.Future[None]] = field(default_factory=list)
    pauses: int = 0
    _pausing: asyncio.Lock = field(default_factory=asyncio.Lock)
    _next: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(READY))

    @asynccontextmanager
    async def call(self, halt: Halt, write_down: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Inside, one call may be made.

        Args:
            halt: ends the wait.
            write_down: says to the store that the call is about to be made.

        Raises:
            HaltedError: it must not be made. It may have been written down all the same.
        """
        async with halt.wakes():
            await self._next.acquire()
        try:
            pauses = self.pauses  # before it asks: a pause that comes meanwhile may be written down after it
            await self._turn(halt)
            permitted = self.clock.now()
            await write_down()
            async with halt.wakes():
                await self.gate.acquire()
        finally:
            self._next.release()
        try:
            stale = (self.clock.now() - permitted).total_seconds() > FRESH
            while stale or pauses != self.pauses:  # a pause may come while it is being written down, too
                stale = False
                pauses = await self._latest_pause()
                await self._turn(halt)
                await write_down()
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

    async def _turn(self, halt: Halt) -> None:
        """Wait for the limiter.

        It is not interrupted: it may be in the middle of a transaction. Who does not wait to the end leaves
        the place in the limiter's queue to the next caller.
        """
        place = self._place()
        try:
            async with halt.wakes():
                await asyncio.shield(place)
        finally:
            if not place.done():
                self.places.append(place)

    def _place(self) -> asyncio.Future[None]:
        # One that was granted to nobody is lost: used later it would come on top of the rate.
        self.places[:] = [place for place in self.places if not place.done()]
        return self.places.pop(0) if self.places else asyncio.ensure_future(self.limiter.acquire())
