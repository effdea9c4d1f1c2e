"""Time that passes only when nothing else can happen. A job that waits for an hour takes milliseconds."""

import asyncio
import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import sqlalchemy as sa

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

QUIET_TURNS = 40
"""Turns of the event loop without anybody at work: then all that is left to happen is time."""


class VirtualClock:
    """Sleepers wake in order; the clock jumps to the next one once everybody sleeps.

    Who is at work on real I/O (a database, a socket) says so with `at_work`; then time stands still.
    """

    def __init__(self) -> None:
        self.seconds = START.timestamp()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._busy = 0
        self._looking = False

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    @property
    def elapsed(self) -> float:
        return self.seconds - START.timestamp()

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._order), woken))
        self._look()
        await woken

    def in_database(self) -> sa.ColumnElement[float]:
        return sa.bindparam(None, callable_=lambda: self.seconds, type_=sa.Double)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
            self._look()

    def _look(self, turns: int = 0) -> None:
        """Look again at each turn of the loop, and let time pass after enough quiet ones."""
        if turns == 0 and self._looking:
            return
        self._sleepers = [one for one in self._sleepers if not one[2].done()]
        heapq.heapify(self._sleepers)
        self._looking = bool(self._sleepers) and self._busy <= 0
        if not self._looking:
            return
        if turns < QUIET_TURNS:
            asyncio.get_running_loop().call_soon(self._look, turns + 1)
            return
        self._looking = False
        until, _, woken = heapq.heappop(self._sleepers)
        self.seconds = max(self.seconds, until)
        woken.set_result(None)
        self._look()


@dataclass(frozen=True, slots=True)
class PatientClock:
    """The same time for those who sleep in the middle of what others take for work: a limiter, a server."""

    clock: VirtualClock

    def now(self) -> datetime:
        return self.clock.now()

    async def sleep(self, seconds: float) -> None:
        self.clock._busy -= 1
        try:
            await self.clock.sleep(seconds)
        finally:
            self.clock._busy += 1
