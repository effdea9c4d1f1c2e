"""The next call: who waits for what, and that no permission is used when it no longer holds."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs.departures import FRESH, Departures
from bot.jobs.halt import Halt, HaltedError
from bot.jobs.job_ports import BatchCall

CALL = BatchCall("J1", "R1", 0)


class Permits:
    """In a limiter's place: says yes at once, and remembers what it was asked."""

    def __init__(self, *, running: bool = True) -> None:
        self.running = running
        self.asked: list[BatchCall | float | None] = []

    async def acquire(self, call: BatchCall | None = None) -> bool:
        self.asked.append(call)
        return self.running

    async def pause(self, seconds: float) -> None:
        self.asked.append(seconds)


class Hand:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


class Caller:
    """Someone with one call to make; `going` while it is made, until `done` is set."""

    def __init__(self, departures: Departures) -> None:
        self.going, self.done, self.halt = asyncio.Event(), asyncio.Event(), Halt()
        self.task = asyncio.create_task(self._call(departures))

    async def _call(self, departures: Departures) -> None:
        async with departures.turn(CALL, self.halt):
            self.going.set()
            await self.done.wait()


def of(limiter: Permits, clock: Hand | None = None) -> Departures:
    return Departures(asyncio.Semaphore(1), limiter, clock or Hand())


async def settled() -> None:
    """Until everybody waits for something that only the test can bring."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_next_caller_is_ready_while_all_places_are_taken() -> None:
    """Permitted and written down, so that it goes at once; those behind it have not even asked."""
    limiter = Permits()
    departures = of(limiter)
    first, second, third = (Caller(departures) for _ in range(3))
    await settled()
    assert (first.going.is_set(), second.going.is_set()) == (True, False)
    assert limiter.asked == [CALL, CALL]
    first.done.set()
    await settled()
    assert second.going.is_set()
    assert limiter.asked == [CALL, CALL, CALL]
    for caller in (second, third):
        caller.done.set()
    await asyncio.gather(first.task, second.task, third.task)


async def test_whoever_is_ready_heeds_a_pause() -> None:
    """It has asked before, so it asks once more, behind the pause."""
    limiter = Permits()
    departures = of(limiter)
    first, second = Caller(departures), Caller(departures)
    await settled()
    await departures.pause(30)
    first.done.set()
    await settled()
    assert limiter.asked == [CALL, CALL, 30, CALL]
    assert second.going.is_set()
    second.done.set()
    await asyncio.gather(first.task, second.task)


async def test_an_old_permission_is_not_used() -> None:
    """Else calls would bunch up behind a slow one, above the rate."""
    limiter, clock = Permits(), Hand()
    departures = of(limiter, clock)
    first, second = Caller(departures), Caller(departures)
    await settled()
    await clock.sleep(FRESH + 0.01)
    first.done.set()
    await settled()
    assert limiter.asked == [CALL, CALL, CALL]
    second.done.set()
    await asyncio.gather(first.task, second.task)


async def test_a_call_of_a_job_that_no_longer_runs_is_not_made() -> None:
    """And its place is free for the next one."""
    limiter = Permits(running=False)
    departures = of(limiter)
    with pytest.raises(HaltedError):
        await Caller(departures).task
    limiter.running = True
    caller = Caller(departures)
    await settled()
    assert caller.going.is_set()
    caller.done.set()
    await caller.task


async def test_who_is_halted_leaves_its_place_to_the_next() -> None:
    """Wherever it stands: at a call, ready, or behind."""
    departures = of(Permits())
    first, ready, behind, last = (Caller(departures) for _ in range(4))
    await settled()
    for caller in (ready, behind):
        caller.halt.set(resumes=True)
    first.done.set()
    await settled()
    assert last.going.is_set()
    last.done.set()
    for caller in (first, ready, behind, last):
        with suppress(HaltedError):
            await caller.task
    assert not ready.going.is_set()
    assert not behind.going.is_set()
