"""The same list again: looked at before it goes, never lost meanwhile; only its new leads on demand."""

import asyncio

import pytest

from bot.adding.errors import NothingToDoError
from bot.adding.job import Alias, Intake, Job
from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.jobs.intake import Request
from bot.jobs.same_list import NewLeads
from bot.leads.reading import read_leads
from tests.jobs.life import Death, Life
from tests.jobs.scene import Process, Scene


async def share(scene: Scene, process: Process, people: range, origin: str = "event:1:F1") -> Job:
    """A file with these people."""
    data = "Email\n" + "".join(f"p{number}@acme.example\n" for number in people)
    request = Request(
        origin=origin,
        team="T1",
        channel="C1",
        user="U1",
        intake=Intake.FILE,
        thread_ts="1.0",
        alias=Alias("T1", "q4", scene.sequence),
    )
    return await process.new_jobs.begin(request, read_leads(data.encode(), "l.csv"))


def new_leads(process: Process) -> NewLeads:
    """The use case, on the ports of the process's others."""
    parts = process.new_jobs
    return NewLeads(
        jobs=parts.jobs,
        targets=parts.targets,
        thread=parts.thread,
        dispatcher=parts.dispatcher,
        access=parts.access,
        batch_size=parts.batch_size,
    )


async def grown(scene: Scene, process: Process) -> Job:
    """Six people are in; a list with four more waits for an answer."""
    await share(scene, process, range(6))
    await process.quiet()
    return await share(scene, process, range(10), "event:2:F1")


async def test_a_list_nobody_has_added_goes_at_once(scene: Scene) -> None:
    """The look at earlier ones keeps nobody waiting."""
    async with scene.process() as process:
        job = await share(scene, process, range(8))
        await process.quiet()
    assert scene.wall.posts == [(job.id, "report")]
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 8


async def test_a_grown_list_waits_and_sends_the_new(scene: Scene) -> None:
    """All rows of the job are new leads: the line adds up, and the rest is counted beside it."""
    async with scene.process() as process:
        job = await grown(scene, process)
        assert await scene.job_state(job.id) is JobState.DRAFT
        await new_leads(process).add(job.id, "T1", "U2")
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 4
    sent = await scene.store.jobs.get(job.id)
    assert sent is not None
    assert sent.left_out == 6
    assert len(scene.amplemarket.added(scene.sequence)) == 10


async def test_who_is_new_is_looked_up_at_the_click(scene: Scene) -> None:
    """Somebody else has added them since: there is nobody left, and nothing happens."""
    async with scene.process() as process:
        job = await grown(scene, process)
        await share(scene, process, range(6, 11), "event:3:F1")
        await process.quiet()
        with pytest.raises(NothingToDoError, match="new by now"):
            await new_leads(process).add(job.id, "T1", "U2")
    assert await scene.job_state(job.id) is JobState.DRAFT


@pytest.mark.parametrize("new_first", [True, False])
async def test_only_the_new_races_all_of_them(scene: Scene, *, new_first: bool) -> None:
    """One of the two presses counts; the other person is told."""
    async with scene.process() as process:
        job = await grown(scene, process)
        new, everybody = (
            new_leads(process).add(job.id, "T1", "U2"),
            process.new_jobs.confirm(job.id, "T1", "U3"),
        )
        presses = (new, everybody) if new_first else (everybody, new)
        results = await asyncio.gather(*presses, return_exceptions=True)
        await process.quiet()
    assert [type(one) for one in results if one is not None] == [NothingToDoError]
    rows = await scene.rows(job.id)
    assert len(rows) in {4, 10}
    assert scene.wall.posted(job.id, "report") == 1
    assert len(scene.amplemarket.added(scene.sequence)) == 10


@pytest.mark.parametrize("ended", ["cancelled", "started"])
async def test_an_old_button_says_what_became_of_the_list(scene: Scene, ended: str) -> None:
    """It was decided before."""
    async with scene.process() as process:
        job = await grown(scene, process)
        decide = process.new_jobs.cancel if ended == "cancelled" else process.new_jobs.confirm
        await decide(job.id, "T1", "U2")
        with pytest.raises(NothingToDoError, match=f"{ended} already"):
            await new_leads(process).add(job.id, "T1", "U3")
        await process.quiet()


async def test_killed_at_any_moment_while_a_list_is_looked_at(scene: Scene) -> None:
    """The delivery comes once more: the list is sent once and reported once.

    Moments later than these are those of any running job.
    """
    for moments in range(14):
        origin, people = f"event:{moments}:F1", range(100 * moments, 100 * moments + 6)
        scene.sequence = scene.amplemarket.add_sequence(f"Q{moments}")
        async with scene.process(Life(moments)) as process:
            try:
                await share(scene, process, people, origin)
                await process.quiet()
            except Death:
                pass
        async with scene.process() as process:
            await process.start()
            job = await share(scene, process, people, origin)
            await process.quiet()
        assert (await scene.check_report(job.id, most=2))[Outcome.ADDED] == 6
