"""The two small engines under a run: the dispatcher, and the flag that wakes who waits."""

import asyncio

import pytest

from bot.jobs.dispatch import LocalDispatcher
from bot.jobs.halt import Halt, HaltedError


class Runs:
    """Records runs; each waits until it is let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.failed: list[tuple[str, str]] = []
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def run(self, job_id: str) -> None:
        self.begun.append(job_id)
        await self.go.wait()
        if self.error:
            raise self.error

    async def tell(self, job_id: str, error: Exception) -> None:
        self.failed.append((job_id, str(error)))
        raise RuntimeError("Slack is down as well")


async def test_a_dispatch_during_a_run_runs_once_more() -> None:
    """However often it comes."""
    runs = Runs()
    dispatcher = LocalDispatcher(runs.run, runs.tell)
    for _ in range(3):
        dispatcher.dispatch("J1")
        await asyncio.sleep(0)
    runs.go.set()
    await asyncio.wait(list(dispatcher._tasks.values()))
    assert runs.begun == ["J1", "J1"]
    assert not dispatcher._tasks


async def test_an_error_is_told_and_ends_nothing_else() -> None:
    """Not even where telling it fails too: the run asked for meanwhile still comes."""
    runs = Runs()
    runs.error = ValueError("boom")
    dispatcher = LocalDispatcher(runs.run, runs.tell)
    dispatcher.dispatch("J1")
    await asyncio.sleep(0)
    dispatcher.dispatch("J1")
    runs.go.set()
    await asyncio.wait(list(dispatcher._tasks.values()))
    assert runs.failed == [("J1", "boom")] * 2


async def test_a_drain_waits_then_cuts_off() -> None:
    """And takes nothing more."""
    runs = Runs()
    dispatcher = LocalDispatcher(runs.run, runs.tell)
    dispatcher.dispatch("J1")
    await asyncio.sleep(0)
    dispatcher.dispatch("J1")
    await dispatcher.drain(0)
    dispatcher.dispatch("J2")
    await asyncio.sleep(0)
    assert (runs.begun, runs.failed) == (["J1"], [])


async def test_a_halt_wakes_who_waits() -> None:
    """All of them; the first one who set it decides how it goes on."""
    halt = Halt()

    async def wait() -> bool:
        try:
            async with halt.wakes():
                await asyncio.Event().wait()
        except HaltedError as halted:
            return halted.resumes
        raise AssertionError

    waiting = [asyncio.create_task(wait()) for _ in range(3)]
    await asyncio.sleep(0)
    halt.set(resumes=True)
    halt.set(resumes=False)
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await wait()
    await halt.wait()


async def test_a_halt_does_not_touch_what_stands_outside() -> None:
    """Nor a wait that was over before, nor a time-out or a cancellation of somebody else's."""
    halt = Halt()
    async with halt.wakes():
        await asyncio.sleep(0)
    halt_later = asyncio.get_running_loop().call_soon(halt.set)
    await asyncio.sleep(0)
    assert halt.is_set()
    assert not halt_later.cancelled()
    fresh = Halt()
    with pytest.raises(TimeoutError):
        async with fresh.wakes(), asyncio.timeout(0):
            await asyncio.Event().wait()
    task = asyncio.create_task(fresh.wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not fresh._waits


async def test_a_semaphore_is_not_lost_when_halted() -> None:
    """Whether the halt comes before, with or after the place that was waited for."""
    for turns in range(6):
        gate, halt = asyncio.Semaphore(1), Halt()
        await gate.acquire()

        async def wait(gate: asyncio.Semaphore = gate, halt: Halt = halt) -> None:
            async with halt.wakes():
                await gate.acquire()
            gate.release()

        waiting = asyncio.create_task(wait())
        for _ in range(turns % 3):
            await asyncio.sleep(0)
        if turns > 2:
            halt.set()
        gate.release()
        halt.set()
        await asyncio.gather(waiting, return_exceptions=True)
        assert not gate.locked()
