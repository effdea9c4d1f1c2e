"""The rate limit: never above it in any 60 seconds, whoever asks, and hardly below it while there is work."""

import asyncio
from collections.abc import Sequence
from itertools import chain, pairwise
from math import floor
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent
from bot.jobs.departures import FRESH
from bot.jobs.job_ports import BatchCall
from bot.store import Store
from bot.store.dialect import Now
from bot.store.engine import Database
from bot.store.limits import Limiter
from bot.store.tables import rate_limits
from tests.store.conftest import OpenStore, Running, VirtualClock

KEY = "amplemarket-key-1"
WINDOW = 60.0


async def _calls(limiter: Limiter, clock: VirtualClock, number: int) -> list[float]:
    """When so many calls are let through, asked for one right after the other."""
    times = []
    for _ in range(number):
        await limiter.acquire()
        times.append(clock.seconds)
    return times


def _most_in_a_window(times: Sequence[float]) -> int:
    """The most calls in any closed window of 60 seconds."""
    ordered = sorted(times)
    return max(sum(start <= time <= start + WINDOW for time in ordered) for start in ordered)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    per_minute=st.integers(1, 20),
    gaps=st.lists(st.sampled_from([0.0, 0.0, 0.0, 0.5, 7.0, 30.0, 59.999, 60.0]), min_size=21, max_size=26),
    key=st.uuids(),
)
async def test_no_window_holds_more_than_the_limit(
    store: Store, clock: VirtualClock, per_minute: int, gaps: list[float], key: UUID
) -> None:
    """However the calls come."""
    limiter = store.limiter(str(key), per_minute)
    times = []
    for gap in gaps:
        clock.seconds += gap
        times += await _calls(limiter, clock, 1)
    assert _most_in_a_window(times) <= per_minute


def test_interval_and_burst_keep_any_limit(clock: VirtualClock) -> None:
    """By GCRA's own bound, a closed window holds what comes evenly in it, and one burst.

    A call may arrive half a second after its permission.
    """
    for per_minute in (*range(1, 1_000), 100_000):
        limiter = Limiter(cast("Database", None), clock, Now, key=KEY, per_minute=per_minute)
        at_once = round(limiter._ahead / limiter._interval) + 1
        assert floor((WINDOW + FRESH) / limiter._interval) + at_once <= per_minute
        assert WINDOW / limiter._interval >= 0.95 * per_minute


async def test_the_limit_is_used_up_while_there_is_work(store: Store, clock: VirtualClock) -> None:
    """At least 95 % of it, and no window above it."""
    times = await _calls(store.limiter(KEY, 60), clock, 65)
    assert _most_in_a_window(times) <= 60
    assert sum(time <= times[0] + WINDOW for time in times) >= 0.95 * 60


async def test_a_few_calls_go_at_once(store: Store, clock: VirtualClock) -> None:
    """A small job does not wait for a place in a large grid."""
    times = await _calls(store.limiter(KEY, 480), clock, 9)
    assert times == [clock.seconds] * 9


async def test_a_restart_forgets_nothing(open_store: OpenStore, clock: VirtualClock) -> None:
    """Stopping and starting gives no call away."""
    times: list[float] = []
    for _ in range(5):
        async with open_store(owner=True) as store:
            times += await _calls(store.limiter(KEY, 20), clock, 7)
    assert _most_in_a_window(times) <= 20


async def test_all_processes_share_the_limit(address: str) -> None:
    """Two of them with four callers each: not above it together, and not far below it."""
    clock, times = SharedClock(processes=2), list[float]()

    async def call(limiter: Limiter) -> None:
        for _ in range(9):
            await limiter.acquire()
            times.append(clock.seconds)

    async def work() -> None:
        async with Store.open(address, clock=clock, owner=False, database_clock=clock.in_database) as store:
            limiter = store.limiter(KEY, 60)
            await asyncio.gather(*(call(limiter) for _ in range(4)))
            clock.leave()

    await asyncio.gather(work(), work())
    assert _most_in_a_window(times) <= 60
    assert sum(time <= min(times) + WINDOW for time in times) >= 0.95 * 60


class SharedClock(VirtualClock):
    """Time that passes only when every process waits: each has one caller at a time that does."""

    def __init__(self, processes: int) -> None:
        super().__init__()
        self._processes = processes
        self._waiting: list[tuple[float, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append((self.seconds + seconds, waiting))
        self._pass()
        await waiting

    def leave(self) -> None:
        self._processes -= 1
        self._pass()

    def _pass(self) -> None:
        if self._waiting and len(self._waiting) >= self._processes:
            first = min(self._waiting, key=lambda waiting: waiting[0])
            self._waiting.remove(first)
            self.seconds = max(self.seconds, first[0])
            first[1].set_result(None)


async def test_a_pause_holds_everybody(open_store: OpenStore, clock: VirtualClock) -> None:
    """Those who wait already, those who come later, and those of another process."""
    async with open_store() as one, open_store() as other:
        start = clock.seconds
        await _calls(one.limiter(KEY, 60), clock, 1)
        await other.limiter(KEY, 60).pause(30)
        times = await asyncio.gather(
            _calls(one.limiter(KEY, 60), clock, 2), _calls(other.limiter(KEY, 60), clock, 2)
        )
    assert min(chain(*times)) >= start + 30


async def test_calls_come_evenly_after_a_pause(store: Store, clock: VirtualClock) -> None:
    """A server that asked for a rest does not get a burst then."""
    limiter, start = store.limiter(KEY, 480), clock.seconds
    await limiter.pause(10)
    times = await _calls(limiter, clock, 4)
    assert times[0] == pytest.approx(start + 10, abs=0.01)
    assert [later - earlier for earlier, later in pairwise(times)] == pytest.approx(
        [60 / (0.97 * 480)] * 3, abs=0.002
    )


async def test_a_short_pause_does_not_end_a_long_one(store: Store, clock: VirtualClock) -> None:
    """The longest wish counts."""
    limiter, start = store.limiter(KEY, 60), clock.seconds
    await limiter.pause(100)
    await limiter.pause(1)
    await limiter.acquire()
    assert clock.seconds == pytest.approx(start + 100, abs=0.01)


async def test_who_gives_up_waiting_takes_no_place(store: Store, clock: VirtualClock) -> None:
    """A cancelled job leaves its place to the next one."""
    limiter, start = store.limiter(KEY, 6), clock.seconds
    await limiter.acquire()
    waiting = asyncio.create_task(limiter.acquire())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await limiter.acquire()
    assert clock.seconds - start == pytest.approx(60 / (0.97 * 6), abs=0.002)


class HeldClock(VirtualClock):
    """Who sleeps is let go by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep, self.wake = asyncio.Event(), asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.asleep.set()
        await self.wake.wait()
        await super().sleep(seconds)


async def test_a_call_is_written_down_with_its_permission(running: Running) -> None:
    """Not while it waits for one: a kill then finds a batch that was surely not sent."""
    clock = HeldClock()
    limiter = Limiter(running.store._database, clock, clock.in_database, key=KEY, per_minute=60)
    number, _ = await running.claim()
    await limiter.pause(10)
    waiting = asyncio.create_task(limiter.acquire(BatchCall(running.id, running.run, number)))
    await clock.asleep.wait()
    assert (await running.jobs.earlier_tries(running.id))[number] is EarlierTry.NONE
    clock.wake.set()
    assert await waiting
    assert (await running.jobs.earlier_tries(running.id))[number] is EarlierTry.PERHAPS


async def test_a_call_that_must_not_be_made_counts_for_none(running: Running) -> None:
    """The job was cancelled: the next caller does not wait for it."""
    limiter = running.store.limiter(KEY, 1)
    number, _ = await running.claim()
    await running.jobs.move(running.id, JobEvent.CANCEL)
    assert not await limiter.acquire(BatchCall(running.id, running.run, number))
    assert await limiter.waiting() == 0


async def test_each_key_has_its_own_limit(store: Store, clock: VirtualClock) -> None:
    """One account does not wait for another."""
    start = clock.seconds
    for number in range(5):
        await store.limiter(f"key {number}", 1).acquire()
    assert clock.seconds == start


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_the_key_itself_is_not_stored(open_store: OpenStore, tmp_path: Path) -> None:
    """Only a hash of it names the row."""
    async with open_store() as store:
        await store.limiter(KEY, 60).acquire()
        async with store._database.read() as tx:
            assert len(await tx.scalar(sa.select(rate_limits.c.key)) or "") == 64
    assert not _holds(tmp_path, KEY.encode())


def _holds(folder: Path, secret: bytes) -> bool:
    return any(secret in file.read_bytes() for file in folder.iterdir())
