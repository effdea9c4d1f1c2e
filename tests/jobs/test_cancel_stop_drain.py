"""A job that ends early: cancelled, stopped by a refused key, or interrupted by the end of the program."""

import asyncio

import pytest

from bot.adding.errors import NothingToDoError
from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import PATIENT, Scene, in_batch, leads

LEADS = 20


@pytest.mark.parametrize("tenths", range(0, 28, 4))
async def test_cancelled_at_any_moment(scene: Scene, tenths: int) -> None:
    """What is in is told as added, what may be in as unconfirmed, the rest as not sent; reported once."""
    scene.workers, scene.amplemarket.latency = 2, 1.0
    scene.amplemarket.inject(faults.dropped(processed=True), times=1)
    await scene.write(scene.job(), leads(LEADS))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(tenths / 10)
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
    assert await scene.job_state() is JobState.CANCELLED
    tally = await scene.check_report()
    assert tally[Outcome.NOT_SENT] > 0


async def test_cancelled_before_it_began(scene: Scene) -> None:
    """The dispatcher had it in hand already: nothing is sent, and the report says so."""
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
    assert not scene.amplemarket.calls
    tally = await scene.check_report()
    assert tally[Outcome.NOT_SENT] == 4


async def test_a_cancel_between_two_looks_of_the_run(scene: Scene) -> None:
    """Cancelled after the run has looked and before it has started the job: no error, one report."""
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        job = await process.store.jobs.get("J1")
        assert job is not None
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
        assert await process.runner._send(job)
    assert not scene.amplemarket.calls
    assert scene.wall.posted("J1", "report") == 1


async def test_a_long_wait_notices_a_cancel(scene: Scene) -> None:
    """A worker that has minutes to wait before its next try waits no longer than a few seconds."""
    scene.amplemarket.inject(faults.rate_limited("3600"), times=None)
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(30)
        cancelled = scene.clock.elapsed
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
        assert scene.clock.elapsed - cancelled < 5
    tally = await scene.check_report()
    assert tally[Outcome.NOT_SENT] == 4


async def test_a_backoff_notices_a_cancel(scene: Scene) -> None:
    """The call before may have had its effect, so its leads are unconfirmed, not `not sent`."""
    scene.amplemarket.inject(faults.server_failed(processed=True), times=None)
    scene.backoff = PATIENT
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(30)
        cancelled = scene.clock.elapsed
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
        assert scene.clock.elapsed - cancelled < 5
    tally = await scene.check_report()
    assert tally[Outcome.UNCONFIRMED] == 4


async def test_a_second_cancel_finds_it_cancelled(scene: Scene) -> None:
    """Whoever comes second is told, and the report is not repeated."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await process.new_jobs.cancel("J1", "T1", "U2")
        with pytest.raises(NothingToDoError, match="cancelled already"):
            await process.new_jobs.cancel("J1", "T1", "U3")
        await process.quiet()
    await scene.check_report()


# ---- a refused key -----------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [0, 1])
async def test_a_key_revoked_in_the_middle(scene: Scene, calls: int) -> None:
    """What was sent is kept, the stop is told once, and the job goes on when somebody says so."""
    scene.workers, scene.amplemarket.latency = 2, 1.0
    await scene.write(scene.job(), leads(LEADS))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(calls + 0.5 if calls else 0)
        scene.amplemarket.revoke_key()
        await process.quiet()
        assert await scene.job_state() is JobState.STOPPED
        assert scene.wall.posted("J1", "stopped") == 1
        added = (await scene.check())[Outcome.ADDED]
        refused = [call for call in scene.amplemarket.calls if call.status == 401]
        assert 1 <= len(refused) <= scene.workers
        scene.amplemarket.restore_key()
        await process.new_jobs.confirm("J1", "T1", "U2")
        await process.quiet()
    tally = await scene.check_report()
    assert (tally[Outcome.ADDED], added < LEADS) == (LEADS, True)


async def test_a_refused_key_wakes_those_who_wait(scene: Scene) -> None:
    """Another batch of the job is backing off: the stop is told before that, without a call more."""
    scene.workers, scene.backoff = 2, PATIENT
    scene.amplemarket.inject(faults.server_failed(), times=8, when=in_batch(2))
    scene.amplemarket.inject(faults.delayed(100), when=in_batch(6))
    scene.amplemarket.inject(faults.answered(401), times=None, when=in_batch(11))
    await scene.write(scene.job(), leads(12))
    async with scene.process() as process:
        await process.start()
        await process.quiet()
    assert await scene.job_state() is JobState.STOPPED
    assert scene.clock.elapsed < 110
    await scene.check()


async def test_a_double_go_on_starts_it_once(scene: Scene) -> None:
    """Two people press the button of a stopped job: the second is told that it was started."""
    scene.amplemarket.revoke_key()
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await process.quiet()
        scene.amplemarket.restore_key()
        presses = [process.new_jobs.confirm("J1", "T1", user) for user in ("U2", "U3")]
        results = await asyncio.gather(*presses, return_exceptions=True)
        await process.quiet()
    assert [type(one) for one in results if one is not None] == [NothingToDoError]
    assert scene.wall.posted("J1", "stopped") == 1
    await scene.check_report()


async def test_a_stopped_job_is_not_started_by_chance(scene: Scene) -> None:
    """Neither a restart nor a stray dispatch says go: only a person does."""
    scene.amplemarket.revoke_key()
    await scene.write(scene.job(), leads(4))
    await scene.live()
    calls = len(scene.amplemarket.calls)
    async with scene.process() as process:
        await process.start()
        process.dispatcher.dispatch("J1")
        await process.quiet()
    assert len(scene.amplemarket.calls) == calls
    assert scene.wall.posted("J1", "stopped") == 1


async def test_going_on_survives_a_kill(scene: Scene) -> None:
    """The press is written down before it is acted on."""
    scene.amplemarket.revoke_key()
    await scene.write(scene.job(), leads(4))
    await scene.live()
    scene.amplemarket.restore_key()
    async with scene.process() as process:
        await process.dispatcher.drain(0)  # from now on it starts nothing, as a killed one would
        await process.new_jobs.confirm("J1", "T1", "U2")
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4


async def test_a_sequence_that_is_gone(scene: Scene) -> None:
    """A stale alias stops the job and blames no lead."""
    await scene.write(scene.job(sequence_id="0" * 40), leads(4))
    await scene.live()
    assert await scene.job_state() is JobState.STOPPED
    assert scene.wall.lines["J1", "stopped"].startswith("stopped: sequence_not_found")


# ---- the end of the program --------------------------------------------------------------------------


@pytest.mark.parametrize("tenths", [0, 5, 15, 25])
async def test_drained_and_started_again(scene: Scene, tenths: int) -> None:
    """Calls under way are finished, no further one is begun, and the next start does the rest."""
    scene.workers, scene.amplemarket.latency = 2, 1.0
    scene.amplemarket.inject(faults.dropped(processed=True), times=1)
    await scene.write(scene.job(), leads(LEADS))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(tenths / 10)
        before = scene.clock.elapsed
        process.runner.draining.set()
        await process.dispatcher.drain(5)
        assert scene.clock.elapsed - before <= 1.0
    assert await scene.job_state() in {JobState.CONFIRMED, JobState.RUNNING}
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == LEADS


async def test_a_drain_wakes_who_waits_for_an_hour(scene: Scene) -> None:
    """Nothing is called failed, cancelled or unconfirmed because the program ends."""
    scene.amplemarket.inject(faults.rate_limited("3600"))
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(30)
        process.runner.draining.set()
        await process.dispatcher.drain(5)
        assert scene.clock.elapsed == 30
    assert await scene.outcomes() == [Outcome.NOT_SENT] * 4
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4


async def test_a_draining_dispatcher_starts_nothing(scene: Scene) -> None:
    """The store knows of the job: the next start takes it up."""
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.dispatcher.drain(5)
        process.dispatcher.dispatch("J1")
        assert not process.dispatcher._tasks
    await scene.live()
    await scene.check_report()


async def test_a_call_that_outlasts_the_drain(scene: Scene) -> None:
    """It is cut off; the next start asks once more, and tells who was added by the first try."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job(), leads(4))
    async with scene.process() as process:
        await process.start()
        await scene.amplemarket.until(lambda: bool(scene.amplemarket.calls))
        with scene.clock.at_work():  # time stands still, so the answer does not come
            await process.dispatcher.drain(0)
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4


async def test_who_is_cancelled_while_all_callers_are_held_wastes_no_call(scene: Scene) -> None:
    """The next one goes as soon as the pause is over."""
    scene.amplemarket.inject(faults.rate_limited("600"))
    scene.per_minute = 1
    await scene.write(scene.job(), leads(4), watched=False)
    await scene.write(scene.job("J2"), leads(4, 102), watched=False)
    async with scene.process() as process:
        process.dispatcher.dispatch("J1")
        await scene.clock.sleep(30)
        await process.new_jobs.cancel("J1", "T1", "U2")
        await process.quiet()
        process.dispatcher.dispatch("J2")
        await process.quiet()
    assert 600 <= scene.clock.elapsed < 605
    assert (await scene.check_report("J2"))[Outcome.ADDED] == 4
    assert (await scene.check_report("J1"))[Outcome.NOT_SENT] == 4
