"""Jobs beside each other: small ones do not wait for large ones, and all together stay within the limits."""

import asyncio

import pytest

from bot.adding.outcome import Outcome
from tests.jobs.scene import Scene, leads


async def test_a_small_job_does_not_wait_for_a_large_one(scene: Scene) -> None:
    """It comes when the large one has dozens of calls before it, and is reported after a few of them."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job("BIG"), leads(80), watched=False)
    await scene.write(scene.job("SMALL"), leads(4, 1002), watched=False)
    async with scene.process() as process:
        process.dispatcher.dispatch("BIG")
        await scene.clock.sleep(2.5)
        process.dispatcher.dispatch("SMALL")
        began = scene.clock.elapsed
        await asyncio.wait([process.dispatcher._tasks["SMALL"]])
        assert scene.clock.elapsed - began <= 3.5
        assert scene.wall.posted("SMALL", "report") == 1
        assert scene.wall.posted("BIG", "report") == 0
        await process.quiet()
    assert (await scene.check_report("BIG"))[Outcome.ADDED] == 80


@pytest.mark.parametrize("workers", [1, 3])
async def test_never_more_calls_at_once_than_set(scene: Scene, workers: int) -> None:
    """Over all jobs together; and as many as are allowed, while there is work."""
    scene.workers, scene.amplemarket.latency = workers, 1.0
    for number in range(3):
        await scene.write(scene.job(f"J{number}"), leads(12, 2 + 100 * number), watched=False)
    await scene.live()
    assert scene.ledger.most == workers
    assert scene.clock.elapsed == 9 / workers


async def test_the_rate_limit_holds_over_jobs_and_restarts(scene: Scene) -> None:
    """In no window of a minute more calls than set, though the process is started anew in between."""
    scene.per_minute = 30
    for number in range(2):
        await scene.write(scene.job(f"J{number}"), leads(80, 2 + 100 * number), watched=False)
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(40)
        process.runner.draining.set()
        await process.dispatcher.drain(5)
    await scene.live()
    assert scene.amplemarket.most_calls_in(60) <= 30
    assert len(scene.amplemarket.calls) == 40
    assert scene.clock.elapsed < 90
    for number in range(2):
        await scene.check_report(f"J{number}")
