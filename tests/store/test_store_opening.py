"""Opening and closing a store, and who owns its file."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.jobs.clock import SystemClock
from bot.store import Store
from bot.store.dialect import Now
from bot.store.errors import StoreError
from tests.store.conftest import OpenStore


async def test_a_closed_store_can_be_owned_anew(open_store: OpenStore) -> None:
    """A restart finds the lock free, and what was written."""
    async with open_store(owner=True) as store:
        assert await store.deliveries.first_time("event:Ev1", "T1", {})
    async with open_store(owner=True) as store:
        assert not await store.deliveries.first_time("event:Ev1", "T1", {})


async def test_a_store_that_takes_no_writes_says_so(store: Store) -> None:
    """The health check is a write that is really made: here, the table refuses it."""
    assert await store.writable()
    async with store._database.write() as tx:
        await tx.execute(sa.text("ALTER TABLE deliveries RENAME TO elsewhere"))
    assert not await store.writable()


async def test_a_cancelled_write_leaves_nothing_behind(store: Store) -> None:
    """Whoever is cancelled in a transaction has written nothing, and blocks nobody."""
    writing = asyncio.Event()

    async def write_and_hang() -> None:
        async with store._database.write() as tx:
            await tx.execute(sa.text("DELETE FROM deliveries"))
            writing.set()
            await asyncio.Event().wait()

    await store.deliveries.first_time("event:Ev1", "T1", {})
    task = asyncio.create_task(write_and_hang())
    await writing.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not await store.deliveries.first_time("event:Ev1", "T1", {})


async def test_the_database_tells_the_time(store: Store) -> None:
    """Its clock counts seconds since 1970, in fractions too."""
    before = SystemClock().now().timestamp()
    async with store._database.read() as tx:
        now = await tx.scalar(sa.select(Now()))
    assert now == pytest.approx(before, abs=5)


def test_every_error_of_the_store_has_a_name_for_logs() -> None:
    """The codes are distinct, and each error is one of the store's."""
    errors = StoreError.__subclasses__()
    assert len({error.code for error in errors} | {StoreError.code}) == len(errors) + 1
