"""The queue of several processes: a job runs in one of them, soon, and in another one when that one dies."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from statistics import median

import psycopg
import pytest

from bot.queue import Pace, SharedDispatcher, schema
from bot.queue.entries import Entries
from tests.postgres import PostgresServer

QUICK = Pace(beat=0.05, stalled=0.4, sweep=0.05, poll=0.2, again=0.05, rest=600.0)
SOON = 0.050


class Machine:
    """Stands for one process: its runs, and what it is asked about them."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float]] = []
        self.ended: list[str] = []
        self.failed: list[str] = []
        self.go = asyncio.Event()
        self.go.set()
        self.errors: list[Exception] = []
        self.unfinished: set[str] = set()
        self.dispatcher: SharedDispatcher | None = None

    async def run(self, job_id: str) -> None:
        self.begun.append((job_id, time.monotonic()))
        if self.errors:
            raise self.errors.pop()
        await self.go.wait()
        self.ended.append(job_id)

    async def tell(self, job_id: str, error: Exception) -> None:
        self.failed.append(f"{job_id}: {error}")

    async def ask(self) -> Collection[str]:
        return self.unfinished

    def dispatch(self, job_id: str) -> None:
        assert self.dispatcher is not None
        self.dispatcher.dispatch(job_id)

    def vanish(self) -> None:
        """As a kill does it: no sign of life any more, and nothing is handed over."""
        assert self.dispatcher is not None
        for duty in self.dispatcher._duties:
            duty.cancel()


OpenMachine = Callable[[], AbstractAsyncContextManager[Machine]]


@pytest.fixture
def address(postgres_database: Callable[..., str]) -> str:
    return postgres_database(empty=True)


@pytest.fixture
def machine(address: str) -> OpenMachine:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Machine]:
        one = Machine()
        async with SharedDispatcher.opened(address, one.run, one.tell, _is_outage, pace=QUICK) as dispatcher:
            one.dispatcher = dispatcher
            await dispatcher.begin(one.ask)
            try:
                yield one
            finally:
                await dispatcher.drain(0)

    return opened


def _is_outage(error: BaseException) -> bool:
    return isinstance(error, ConnectionError)


async def until(holds: Callable[[], object], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - what the database does sets no event here
            await asyncio.sleep(0.005)


async def test_a_job_starts_soon_after_its_request(machine: OpenMachine) -> None:
    """At the median of some, within 50 ms."""
    async with machine() as one:
        waits = []
        for number in range(15):
            began = time.monotonic()
            one.dispatch(f"J{number}")
            await until(lambda number=number: len(one.begun) > number)  # type: ignore[misc]
            waits.append(one.begun[-1][1] - began)
    assert median(waits) < SOON


async def test_each_job_runs_in_one_machine(machine: OpenMachine) -> None:
    """Whichever; together they run all of them, once."""
    async with machine() as one, machine() as other:
        for number in range(30):
            (one if number % 2 else other).dispatch(f"J{number}")
        await until(lambda: len(one.ended) + len(other.ended) == 30)
    assert Counter(one.ended + other.ended) == Counter(f"J{number}" for number in range(30))


async def test_a_dispatch_during_a_run_runs_once_more(machine: OpenMachine) -> None:
    """After it, not beside it, however often it comes and wherever."""
    async with machine() as one, machine() as other:
        one.go.clear()
        other.go.clear()
        one.dispatch("J1")
        await until(lambda: one.begun + other.begun)
        for _ in range(3):
            one.dispatch("J1")
            other.dispatch("J1")
        await asyncio.sleep(0.1)
        assert len(one.begun + other.begun) == 1
        one.go.set()
        other.go.set()
        await until(lambda: len(one.ended + other.ended) == 2)
        await asyncio.sleep(2 * QUICK.poll)
    assert len(one.begun + other.begun) == 2


async def test_the_jobs_of_a_dead_machine_are_taken_over(machine: OpenMachine) -> None:
    """By one that lives, once it has given no sign of life for a while."""
    async with machine() as dead:
        dead.go.clear()
        dead.dispatch("J1")
        await until(lambda: dead.begun)
        dead.vanish()
        began = time.monotonic()
        async with machine() as other:
            await until(lambda: other.ended == ["J1"])
            waited = other.begun[0][1] - began
    assert waited < QUICK.stalled + 20 * QUICK.sweep


async def test_a_living_machine_keeps_a_long_job(machine: OpenMachine) -> None:
    """However long it takes."""
    async with machine() as one:
        one.go.clear()
        one.dispatch("J1")
        await until(lambda: one.begun)
        async with machine() as other:
            await asyncio.sleep(3 * QUICK.stalled)
            assert other.begun == []
        one.go.set()
        await until(lambda: one.ended)


async def test_a_drained_machine_hands_its_jobs_over_at_once(machine: OpenMachine) -> None:
    """Those that are not at their end, so that a rolling restart waits for nothing."""
    async with machine() as other, machine() as one:
        other.vanish()  # it shall not take them in the first place
        await asyncio.sleep(0)
        for number in range(3):
            one.dispatch(f"J{number}")
        one.go.clear()
        await until(lambda: len(one.begun) == 3)
        one.unfinished = {"J0", "J2"}
        assert one.dispatcher is not None
        assert other.dispatcher is not None
        await other.dispatcher.begin(other.ask)
        await one.dispatcher.drain(0)
        await until(lambda: len(other.ended) == 2, QUICK.stalled)
    assert sorted(other.ended) == ["J0", "J2"]


async def test_a_job_without_an_entry_is_found(machine: OpenMachine) -> None:
    """At the start, and later: the store is the truth, not the queue."""
    async with machine() as one:
        one.unfinished = {"J1"}
        await until(lambda: one.ended == ["J1"])
        await asyncio.sleep(4 * QUICK.sweep)
    assert one.ended == ["J1"]  # it ran here, so it is left alone for a while


async def test_a_run_is_made_again_when_the_store_was_away(machine: OpenMachine) -> None:
    """That is nobody's bug. A bug is told."""
    async with machine() as one:
        one.errors = [ValueError("boom"), ConnectionResetError("gone")]
        one.dispatch("J1")
        await until(lambda: one.failed == ["J1: boom"])
        one.dispatch("J1")
        await until(lambda: one.ended == ["J1"])
    assert len(one.begun) == 3


async def test_the_queue_outlives_a_crash_of_the_database(
    machine: OpenMachine, postgres: PostgresServer
) -> None:
    """What runs goes on, and what is asked for afterwards runs too."""
    async with machine() as one:
        one.go.clear()
        one.dispatch("J1")
        await until(lambda: one.begun)
        await asyncio.to_thread(postgres.restart)
        one.dispatch("J2")
        one.go.set()
        await until(lambda: sorted(one.ended) == ["J1", "J2"], within=30)
        await asyncio.sleep(3 * QUICK.stalled)
    assert sorted(one.ended) == ["J1", "J2"]


async def test_machines_that_start_at_once_make_the_tables_once(address: str) -> None:
    """And a later start finds them as they are."""

    async def start() -> Collection[str]:
        async with Entries.opened(address) as entries:
            return await entries.covered()

    assert await asyncio.gather(*(start() for _ in range(4))) == [set()] * 4
    assert await start() == set()


async def test_tables_of_an_older_version_get_what_is_missing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes that are newer than what was applied, in their order."""
    async with Entries.opened(address):
        pass
    newer = "CREATE TABLE added (id int)"
    monkeypatch.setattr(schema, "_changes", lambda: ["03.04.00_01_pre_old.sql", "99.00.00_01_pre_new.sql"])
    monkeypatch.setattr(schema, "_text", lambda name: newer if name.startswith("99") else "no SQL at all")
    async with Entries.opened(address), Entries.opened(address):
        pass
    async with await psycopg.AsyncConnection.connect(address) as connection:
        found = await connection.execute("SELECT to_regclass('addleads_queue.added') IS NOT NULL")
        assert await found.fetchone() == (True,)
