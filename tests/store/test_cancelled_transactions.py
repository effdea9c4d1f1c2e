"""A transaction ends whole, also when whoever waits for it is cancelled."""

import asyncio
from collections.abc import Coroutine

import pytest

from bot.store import Store
from bot.store.uncut import uncut


async def test_cancelled_writers_leave_the_database_free(store: Store) -> None:
    """However a burst of writers and readers is cancelled, the next one gets its turn at once."""
    limiter = store.limiter("key", 100_000)
    for turns in range(40):
        deliver = store.deliveries.first_time
        calls: list[Coroutine[object, object, object]] = [limiter.acquire() for _ in range(4)]
        calls += [deliver(f"{turns}:{number}", "T1", {}) for number in range(4)]
        calls += [store.aliases.everywhere() for _ in range(4)]
        tasks = [asyncio.create_task(call) for call in calls]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5):
            assert await store.deliveries.first_time(f"{turns}:after", "T1", {})


async def test_a_cancellation_waits_for_the_end_and_then_goes_on() -> None:
    """What was begun is done, and the caller is cancelled all the same, even when told twice."""
    entered, done = asyncio.Event(), asyncio.Event()
    go_on = asyncio.Event()

    @uncut
    async def transaction() -> None:
        entered.set()
        await go_on.wait()
        done.set()

    task = asyncio.create_task(transaction())
    await entered.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()
