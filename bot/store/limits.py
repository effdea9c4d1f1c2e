"""The rate limit of an API key: one row for all processes. Implements the RateLimiter port.

GCRA on the database's clock: the row holds when the next call is due if calls came evenly. A call may come
ahead of that by a small burst, and each moves the due time on by one interval. With `n` calls a minute asked
for, calls come evenly at 97 % of n, and up to 2 % of n at once. So a closed window of 60 s holds at most
`floor(0.97 n) + max(1, floor(0.02 n)) <= n` calls. The last percent is for what lies between the permission
and the call's arrival: with half a second of it (see `bot/jobs/departures.py`) the sum still is at most n.

A caller takes its permission only when it can go at once; till then it waits and asks again. So a restart or
a cancelled caller wastes nothing, and a pause holds everybody, those who wait already included.
"""

import asyncio
from collections.abc import Callable
from math import floor

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.ports import Clock
from bot.store import dialect
from bot.store.engine import Database
from bot.store.tables import rate_limits
from bot.store.uncut import uncut

DatabaseClock = Callable[[], sa.ColumnElement[float]]
"""An SQL expression for the time in seconds. `dialect.Now` outside of tests."""

_EVENLY = 0.97
_AT_ONCE = 0.02

_SHORTEST_WAIT = 0.001  # SQLite's clock ticks in milliseconds
_LONGEST_WAIT = 30.0  # seconds until it is asked again: the database's clock may have been set meanwhile


class Limiter:
    """Keeps the calls of one key below so many a minute.

    Args:
        key: names the row; a hash, never the API key itself.
        clock: what callers wait by.
        now: what the limit is measured by.
    """

    def __init__(
        self, database: Database, clock: Clock, now: DatabaseClock, *, key: str, per_minute: int
    ) -> None:
        self._database = database
        self._clock = clock
        self._now = now
        self._key = key
        self._interval = 60 / (_EVENLY * per_minute)
        self._ahead = (max(1, floor(_AT_ONCE * per_minute)) - 1) * self._interval
        self._queue = asyncio.Lock()  # first come, first served; and one question at a time from this process

    async def acquire(self) -> None:
        """Wait until one more call is within the limit of the API key."""
        async with self._queue:
            while (wait := await self._ask()) > 0:
                await self._clock.sleep(min(wait, _LONGEST_WAIT))

    @uncut
    async def pause(self, seconds: float) -> None:
        """Let no caller of the key through for so long; after it they come evenly, not at once."""
        due = self._now() + seconds + self._ahead

        async def pause(tx: AsyncConnection) -> None:
            new = self._first_due(tx, due)
            later = rate_limits.c.due < new.excluded.due
            await tx.execute(
                new.on_conflict_do_update(index_elements=["key"], set_={"due": new.excluded.due}, where=later)
            )

        # In one queue with those who ask: a later question must not come before it.
        await self._database.writing_first(pause)

    @uncut
    async def waiting(self) -> float:
        """Seconds until one more call may be made; 0 when it may be made now. Counts nothing."""
        query = sa.select(rate_limits.c.due - self._ahead - self._now()).where(rate_limits.c.key == self._key)
        async with self._database.read() as tx:
            return max(0.0, await tx.scalar(query) or 0.0)

    @uncut
    async def _ask(self) -> float:
        """0 when a call may be made now, and is counted; else how many seconds to wait."""
        now, due = self._now(), rate_limits.c.due

        async def ask(tx: AsyncConnection) -> float:
            if await self._take(tx, now):
                return 0
            wait = await tx.scalar(sa.select(due - self._ahead - now).where(rate_limits.c.key == self._key))
            return max(wait or 0, _SHORTEST_WAIT)

        return await self._database.writing_first(ask)

    async def _take(self, tx: AsyncConnection, now: sa.ColumnElement[float]) -> bool:
        """Count a call where one is allowed, in one statement: no two callers can take the same place."""
        due = rate_limits.c.due
        moved = sa.case((due > now, due), else_=now) + self._interval
        new = self._first_due(tx, now + self._interval)
        taken = await tx.execute(
            new.on_conflict_do_update(
                index_elements=["key"], set_={"due": moved}, where=due - self._ahead <= now
            ).returning(rate_limits.c.key)
        )
        return taken.first() is not None

    def _first_due(
        self, tx: AsyncConnection, due: sa.ColumnElement[float]
    ) -> sqlite.Insert | postgresql.Insert:
        return dialect.insert(tx, rate_limits).values(key=self._key, due=due)
