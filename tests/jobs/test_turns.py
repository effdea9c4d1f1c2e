"""Jobs into one sequence that share people: one sends at a time, in any process, after any kill."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from itertools import combinations

import pytest

from bot.adding.outcome import Outcome
from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.sandbox.amplemarket import Call, adds_leads, faults
from tests.jobs.scene import Process, Scene, in_batch, leads


@pytest.fixture(autouse=True)
def slow(scene: Scene) -> None:
    """Each call takes a second."""
    scene.amplemarket.latency = 1.0


async def write(scene: Scene, job_id: str, count: int, first: int, **changes: object) -> None:
    await scene.write(scene.job(job_id, **changes), leads(count, first), watched=False)


def at_once(calls: Sequence[Call]) -> list[tuple[int, int]]:
    """Pairs of calls that had the same person on the way at the same time, by the sandbox's own log."""
    adding = [call for call in calls if adds_leads(call)]
    return [
        (one.number, other.number)
        for one, other in combinations(adding, 2)
        if _people(one) & _people(other) and _overlap(one, other)
    ]


def _people(call: Call) -> set[object]:
    return {lead.get("email") or lead.get("linkedin_url") for lead in call.leads}


def _overlap(one: Call, other: Call) -> bool:
    first, second = sorted((one, other), key=lambda call: call.at)
    return first.took is None or (second.at - first.at).total_seconds() < first.took


def starts(scene: Scene, *jobs: range) -> list[float]:
    """When the first call with people of each of these rows arrived, in seconds since the first of all."""
    adding = [call for call in scene.amplemarket.calls if adds_leads(call)]
    firsts = [min(call.at for call in adding if any(in_batch(row)(call) for row in rows)) for rows in jobs]
    return [(at - adding[0].at).total_seconds() for at in firsts]


async def told(scene: Scene, job_id: str, *, most: int = 1) -> Tally:
    """What people were told of a job, once. Who is added, or was in already, is in, and once."""
    rows = await scene.rows(job_id)
    inside = [key for one in scene.amplemarket.added(scene.sequence) for key in one.keys]
    assert len(inside) == len(set(inside))
    for row in rows:
        assert row.lead is not None
        is_in = not set(row.lead.keys).isdisjoint(inside)
        assert is_in or row.outcome.outcome is Outcome.NOT_SENT
    tally = Tally.of((row.outcome for row in rows), len(rows))
    assert scene.wall.report(job_id) == tally.line
    assert 1 <= scene.wall.posted(job_id, "report") <= most
    return tally


async def test_two_processes_confirm_jobs_with_the_same_people_at_once(scene: Scene) -> None:
    """One waits and says so. Each of the people is added once, and told once."""
    await write(scene, "J1", 12, 2, state=JobState.DRAFT)
    await write(scene, "J2", 12, 8, state=JobState.DRAFT)
    async with scene.own_store() as store, scene.process() as one, scene.process(store=store) as other:
        await asyncio.gather(one.new_jobs.confirm("J1", "T1", "U1"), other.new_jobs.confirm("J2", "T1", "U2"))
        await asyncio.gather(one.quiet(), other.quiet())
    assert at_once(scene.amplemarket.calls) == []
    assert scene.wall.calls["waiting"] == 1
    tallies = [await told(scene, job_id) for job_id in ("J1", "J2")]
    assert sum(tally[Outcome.ADDED] for tally in tallies) == 18
    assert sum(tally[Outcome.SKIPPED] for tally in tallies) == 6


async def test_many_jobs_that_share_in_a_ring(scene: Scene) -> None:
    """Each shares people with the next, the last with the first: nobody waits for ever."""
    for number in range(6):
        await write(scene, f"J{number}", 8, 2 + 4 * number)
    await scene.write(scene.job("J6"), [*leads(4), *leads(4, 26)], watched=False)
    async with AsyncExitStack() as stack:
        processes = [await stack.enter_async_context(scene.process()) for _ in range(2)]
        for number in range(7):
            processes[number % 2].dispatcher.dispatch(f"J{number}")
        await asyncio.gather(*(process.quiet() for process in processes))
    assert at_once(scene.amplemarket.calls) == []
    for number in range(7):
        await told(scene, f"J{number}")


@pytest.mark.parametrize("moments", range(3, 48, 5))
async def test_killed_while_one_sends_and_one_waits(scene: Scene, moments: int) -> None:
    """The next start lets the one that was sending go on, and the other one wait on."""
    await write(scene, "J1", 8, 2)
    await write(scene, "J2", 8, 6)
    await scene.live(moments)
    calls = len(scene.amplemarket.calls)
    await scene.live()
    assert at_once(scene.amplemarket.calls[calls:]) == []
    for job_id in ("J1", "J2"):
        await told(scene, job_id, most=2)


async def test_who_waits_goes_on_as_soon_as_the_other_has_ended(scene: Scene) -> None:
    """In the same process it does not wait for its next look, which comes after two seconds."""
    await write(scene, "J1", 4, 2)
    await write(scene, "J2", 4, 4)
    await scene.live()
    first, second = sorted(call.at for call in scene.amplemarket.calls if adds_leads(call))
    assert 1.0 <= (second - first).total_seconds() < 1.5


async def test_jobs_without_a_person_in_common_run_at_once(scene: Scene) -> None:
    """The same sequence alone is no reason to wait."""
    await write(scene, "J1", 4, 2)
    await write(scene, "J2", 4, 102)
    await scene.live()
    first, second = starts(scene, range(2, 6), range(102, 106))
    assert abs(first - second) < 0.5
    assert scene.wall.calls["waiting"] == 0


async def test_a_small_job_waits_for_its_own_people_only(scene: Scene) -> None:
    """Once those are through it starts, however long the other list is."""
    scene.workers = 1
    await write(scene, "J1", 80, 2)
    async with scene.process() as process:
        process.dispatcher.dispatch("J1")
        await scene.clock.sleep(0.5)
        await write(scene, "J2", 4, 2)
        process.dispatcher.dispatch("J2")
        await process.quiet()
    assert at_once(scene.amplemarket.calls) == []
    adding = [call for call in scene.amplemarket.calls if adds_leads(call)]
    again = next(place for place, call in enumerate(adding) if place and in_batch(2)(call))
    assert again < len(adding) / 2


async def test_a_stopped_job_blocks_nobody(scene: Scene) -> None:
    """Its key was refused. The other one goes; the stopped one, told to go on, waits its turn."""
    await write(scene, "J1", 8, 2)
    await write(scene, "J2", 8, 2)
    async with scene.process() as process:
        scene.amplemarket.revoke_key()
        process.dispatcher.dispatch("J1")
        await process.quiet()
        scene.amplemarket.restore_key()
        assert await scene.job_state("J1") is JobState.STOPPED
        process.dispatcher.dispatch("J2")
        await scene.clock.sleep(0.5)
        await process.new_jobs.confirm("J1", "T1", "U1")
        await process.quiet()
    assert at_once(scene.amplemarket.calls) == []
    assert scene.wall.calls["waiting"] == 1
    assert (await told(scene, "J2"))[Outcome.ADDED] == 8
    assert await scene.outcomes("J1") == [Outcome.SKIPPED] * 8


async def one_waits(scene: Scene, process: Process) -> None:
    """J1 sends for a long time; J2 has the same people, and waits."""
    scene.amplemarket.inject(faults.delayed(30), when=adds_leads)
    await write(scene, "J1", 4, 2)
    await write(scene, "J2", 4, 2)
    process.dispatcher.dispatch("J1")
    await scene.clock.sleep(0.5)
    process.dispatcher.dispatch("J2")
    await scene.clock.sleep(5)
    assert await scene.job_state("J2") is JobState.CONFIRMED
    assert scene.wall.lines["J2", "status"] == "waiting for J1, 4 shared"


async def test_a_job_that_waits_can_be_cancelled(scene: Scene) -> None:
    """It ends within seconds, and none of it was sent."""
    async with scene.process() as process:
        await one_waits(scene, process)
        await process.new_jobs.cancel("J2", "T1", "U2")
        await scene.clock.sleep(3)
        assert (await told(scene, "J2"))[Outcome.NOT_SENT] == 4
        assert await scene.job_state("J1") is JobState.RUNNING
        await process.quiet()


async def test_a_job_that_waits_holds_up_no_end_of_the_program(scene: Scene) -> None:
    """The next start takes it up; it waits on, and goes."""
    async with scene.process() as process:
        await one_waits(scene, process)
        process.runner.draining.set()
        await process.dispatcher.drain(60)
        assert await scene.job_state("J2") is JobState.CONFIRMED
    await scene.live()
    assert await scene.outcomes("J2") == [Outcome.SKIPPED] * 4
    await told(scene, "J2")


async def test_a_cancelled_job_is_waited_for_while_its_call_is_on_its_way(scene: Scene) -> None:
    """No further one is begun, but this one may still add its people."""
    async with scene.process() as process:
        await one_waits(scene, process)
        await process.new_jobs.cancel("J1", "T1", "U1")
        await process.quiet()
    assert at_once(scene.amplemarket.calls) == []
    assert await scene.outcomes("J2") == [Outcome.SKIPPED] * 4


async def test_nobody_waits_for_the_call_of_a_dead_process(scene: Scene) -> None:
    """Cancelled, then killed with a call on its way: the next start knows that nobody makes it any more."""
    scene.amplemarket.inject(faults.delayed(5), when=adds_leads)
    await write(scene, "J1", 4, 2)
    async with scene.process() as process:
        process.dispatcher.dispatch("J1")
        await scene.clock.sleep(0.5)
        await process.new_jobs.cancel("J1", "T1", "U1")
    await write(scene, "J2", 4, 2)
    await scene.live()
    await told(scene, "J1")
    assert await scene.job_state("J2") is JobState.DONE
