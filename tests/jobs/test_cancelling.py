"""Tasks that are cancelled end, whatever a library does with the first cancellation."""

import asyncio

import pytest

from bot.jobs import cancelling


async def hard_of_hearing(times: int) -> None:
    """Swallows so many cancellations, as `wait_for` of Python 3.11 may."""
    while True:
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            if not times:
                raise
            times -= 1


async def broken() -> None:
    raise ValueError("its own trouble")


async def test_a_task_that_swallows_a_cancellation_ends_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is cancelled until it has ended."""
    monkeypatch.setattr(cancelling, "AGAIN", 0.001)
    tasks = [asyncio.create_task(hard_of_hearing(times)) for times in range(4)]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await cancelling.end_all(tasks)
    assert all(task.cancelled() for task in tasks)


async def test_what_an_ended_task_raised_is_dropped() -> None:
    """The others are ended, and nobody is told of an exception that was never looked at."""
    tasks = [asyncio.create_task(broken()), asyncio.create_task(hard_of_hearing(0))]
    await asyncio.sleep(0)
    await cancelling.end_all(tasks)
    assert all(task.done() for task in tasks)


async def test_without_a_task_there_is_nothing_to_wait_for() -> None:
    """A program that runs no job drains at once."""
    await cancelling.end_all([])
