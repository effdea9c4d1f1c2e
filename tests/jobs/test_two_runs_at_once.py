"""Two runs of one job at the same time: the later one has it, the earlier one writes nothing any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import Process, Scene, leads

BATCHES = 6


@asynccontextmanager
async def two_processes(scene: Scene) -> AsyncIterator[tuple[Process, Process]]:
    async with scene.own_store() as store, scene.process() as one, scene.process(store=store) as other:
        yield one, other


@pytest.mark.parametrize("head_start", [0.0, 0.5, 1.5, 2.5])
async def test_the_later_run_takes_over(scene: Scene, head_start: float) -> None:
    """Whenever it starts: all are added once, told as added, and reported once."""
    scene.workers, scene.amplemarket.latency = 2, 1.0
    await scene.write(scene.job(), leads(BATCHES * scene.batch_size))
    async with two_processes(scene) as (one, other):
        first = asyncio.create_task(one.runner.run("J1"))
        await scene.clock.sleep(head_start)
        await asyncio.gather(first, other.runner.run("J1"))
    tally = await scene.check_report()
    assert tally[Outcome.ADDED] == BATCHES * scene.batch_size


async def test_a_stale_run_stops_nothing(scene: Scene) -> None:
    """Its key was refused, the other's works by now: the job goes on."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job(), leads(8))
    scene.amplemarket.inject(faults.answered(401), times=2)
    async with two_processes(scene) as (one, other):
        first = asyncio.create_task(one.runner.run("J1"))
        await scene.clock.sleep(0.5)
        await asyncio.gather(first, other.runner.run("J1"))
    assert await scene.job_state() is JobState.DONE
    assert scene.wall.posted("J1", "stopped") == 0
    tally = await scene.check_report()
    assert tally[Outcome.ADDED] == 8


async def test_one_dispatcher_runs_a_job_once_at_a_time(scene: Scene) -> None:
    """Dispatched three times, it is run, and once more afterwards, when there is nothing left to do."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job(), leads(8))
    async with scene.process() as process:
        for _ in range(3):
            process.dispatcher.dispatch("J1")
        await process.quiet()
    assert len(scene.amplemarket.calls) == 2
    assert scene.wall.calls["report"] == 2
    await scene.check_report()
