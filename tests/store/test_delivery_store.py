"""Deliveries: every one has one effect."""

import asyncio
from datetime import timedelta

from bot.store import Store
from tests.store.conftest import START, OpenStore, VirtualClock


async def test_only_the_first_delivery_is_new(store: Store) -> None:
    """A redelivered event is known; another event is not."""
    assert await store.deliveries.first_time("event:Ev1", "T1", {})
    assert not await store.deliveries.first_time("event:Ev1", "T1", {})
    assert await store.deliveries.first_time("event:Ev2", "T1", {})


async def test_a_double_click_is_new_once(open_store: OpenStore) -> None:
    """Of ten copies that arrive at once, in two processes, one is the first."""
    async with open_store() as one, open_store() as other:
        news = await asyncio.gather(
            *(store.deliveries.first_time("click:1", "T1", {}) for store in (one, other) * 5)
        )
    assert sorted(news) == [False] * 9 + [True]


async def test_the_health_check_is_no_delivery(store: Store) -> None:
    """It may be asked any number of times, and takes no key away from Slack."""
    assert await store.writable()
    assert await store.writable()
    assert await store.deliveries.first_time("event:Ev1", "T1", {})


async def test_what_a_delivery_says_is_kept_until_its_effect_is_complete(
    store: Store, clock: VirtualClock
) -> None:
    """A killed process leaves it to the next one, oldest first; afterwards only the key stays."""
    for number in (2, 1):
        await store.deliveries.first_time(f"event:Ev{number}", "T1", {"number": number})
        await clock.sleep(60)
    assert await store.deliveries.unhandled(START) == [{"number": 2}, {"number": 1}]
    assert await store.deliveries.unhandled(START + timedelta(seconds=60)) == [{"number": 1}]
    await store.deliveries.handled("event:Ev2")
    assert await store.deliveries.unhandled(START) == [{"number": 1}]
    assert not await store.deliveries.first_time("event:Ev2", "T1", {"number": 2})


async def test_what_another_process_has_in_hand_is_left_to_it(store: Store, clock: VirtualClock) -> None:
    """As long as that one says that it lives; of several that take it up after that, one does."""
    await store.deliveries.first_time("event:Ev1", "T1", {"number": 1})
    clock.seconds += 15
    await store.deliveries.in_hand({"event:Ev1"})
    clock.seconds += 15
    idle_since = clock.now() - timedelta(seconds=20)
    assert await store.deliveries.unhandled(START, idle_since) == []
    assert await store.deliveries.taken_up("event:Ev1", idle_since) == 0
    clock.seconds += 15
    idle_since = clock.now() - timedelta(seconds=20)
    assert await store.deliveries.unhandled(START, idle_since) == [{"number": 1}]
    taken = [await store.deliveries.taken_up("event:Ev1", idle_since) for _ in range(3)]
    assert taken == [1, 0, 0]
