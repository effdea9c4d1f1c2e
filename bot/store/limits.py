"""The rate limit of an API key: one row for all processes. Implements the RateLimiter port.

GCRA on the database's clock: the row holds when the next call is due if calls came evenly. A call may come
ahead of that by a small burst, and each moves the due time on by one interval. With `n` calls a minute asked
for, calls come evenly at 97 % of n, and up to 2 % of n at once. So a closed window of 60 s holds at most
`floor(0.97 n) + max(1, floor(0.02 n)) <= n` calls. The last percent is for what lies between the permission
and the call's arrival: with half a second of it (see `bot/jobs/departures.py`) the sum still is at most n.

A caller takes its permission only when it can go at once; till then it waits and asks again. So a restart or
a cancelled caller wastes nothing, and a pause holds everybody, those who wait already included. A call that
adds leads is written down in the transaction that permits it.
"""

import asyncio
from collections.abc import Callable
from functools import cached_property
from math import floor

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.job_ports import BatchCall
from bot.jobs.ports import Clock
from bot.store import batches, dialect
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
        self._taking: sa.UpdateBase | None = None  # put together once, as each call needs it

    async def acquire(self, call: BatchCall | None = None) -> bool:
        """See the port."""
        async with self._queue:
            while wait := await self._ask(call):
                await self._clock.sleep(min(wait, _LONGEST_WAIT))
            return wait is not None

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
        async with self._database.read() as tx:
            return max(0.0, await tx.scalar(self._wait) or 0.0)

    @uncut
    async def _ask(self, call: BatchCall | None) -> float | None:
        """0 when a call may be made now, and is counted; else seconds to wait. None: it must not be made."""

        async def ask(tx: AsyncConnection) -> float | None:
            if call and not await batches.may_send(tx, call):
                return None
            if not await self._take(tx):
                return max(await tx.scalar(self._wait) or 0, _SHORTEST_WAIT)
            if call:
                await batches.sending(tx, call)
            return 0

        return await self._database.writing_first(ask)

    async def _take(self, tx: AsyncConnection) -> bool:
        """Count a call where one is allowed, in one statement: no two callers can take the same place."""
        if self._taking is None:
            now, due = self._now(), rate_limits.c.due
            moved = sa.case((due > now, due), else_=now) + self._interval
            self._taking = (
                self._first_due(tx, now + self._interval)
                .on_conflict_do_update(
                    index_elements=["key"], set_={"due": moved}, where=due - self._ahead <= now
                )
                .returning(rate_limits.c.key)
            )
        return (await tx.execute(self._taking)).first() is not None

    @cached_property
    def _wait(self) -> sa.Select[float]:
        due = rate_limits.c.due
        return sa.select(due - self._ahead - self._now()).where(rate_limits.c.key == self._key)

    def _first_due(
        self, tx: AsyncConnection, due: sa.ColumnElement[float]
    ) -> sqlite.Insert | postgresql.Insert:
        return dialect.insert(tx, rate_limits).values(key=self._key, due=due)
