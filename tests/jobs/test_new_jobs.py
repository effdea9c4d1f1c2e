"""From a list to a job: previewed or sent at once, decided once, and never lost on the way."""

import asyncio

import pytest

from bot.adding.access import Access
from bot.adding.errors import (
    AdminsOnlyError,
    CannotPostError,
    NothingToDoError,
    SlackAnswerLostError,
    SlackError,
)
from bot.adding.job import Alias, Intake, Job, Options
from bot.adding.outcome import Outcome
from bot.adding.overrides import Override
from bot.adding.state import JobState
from bot.jobs.intake import Request
from bot.leads.command_text import read_text
from bot.leads.errors import NoLeadsError
from tests.jobs.life import Death, Life
from tests.jobs.scene import Process, Scene

TYPED = "jane@acme.example bo@acme.example"


def request(scene: Scene, **changes: object) -> Request:
    fields: dict[str, object] = {
        "origin": "command:1.1",
        "team": "T1",
        "channel": "C1",
        "user": "U1",
        "intake": Intake.TYPED,
        "alias": Alias("T1", "q4", scene.sequence),
    }
    return Request(**(fields | changes))  # type: ignore[arg-type]


async def begin(scene: Scene, process: Process, typed: str = TYPED, **changes: object) -> Job:
    return await process.new_jobs.begin(request(scene, **changes), read_text(typed))


def lifting(*overrides: Override) -> Options:
    return Options(overrides=frozenset(overrides))


async def test_a_typed_handful_goes_at_once(scene: Scene) -> None:
    """Under a message of its own, which is the job's thread."""
    async with scene.process() as process:
        job = await begin(scene, process)
        await process.quiet()
    assert scene.wall.posts == [(job.id, "status"), (job.id, "report")]
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2
    stored = await scene.store.jobs.get(job.id)
    assert stored is not None
    assert stored.thread_ts == job.thread_ts == "1.1"


async def test_the_same_origin_has_one_effect(scene: Scene) -> None:
    """Twice at once or later: one job, one parent message, one call."""
    async with scene.process() as process:
        one, other = await asyncio.gather(begin(scene, process), begin(scene, process))
        await process.quiet()
        assert (await begin(scene, process)).id == one.id == other.id
        await process.quiet()
    assert len(scene.amplemarket.calls) == 1
    assert scene.wall.posted(one.id, "status") == 1


async def test_killed_at_any_moment_while_it_begins(scene: Scene) -> None:
    """Slack's delivery comes once more, as the inbox sees to: the job is sent once and reported once."""
    for moments in range(40):
        origin, typed = f"command:{moments}", f"jane{moments}@acme.example bo{moments}@acme.example"
        scene.sequence = scene.amplemarket.add_sequence(f"Q{moments}")
        life = Life(moments)
        async with scene.process(life) as process:
            try:
                await begin(scene, process, typed, origin=origin)
                await process.quiet()
            except Death:
                pass
        async with scene.process() as process:
            await process.start()
            job = await begin(scene, process, typed, origin=origin)
            await process.quiet()
        assert (await scene.check_report(job.id, most=2))[Outcome.ADDED] == 2
        assert scene.wall.posted(job.id, "status") <= 2
        if not life.dead:
            return
    raise AssertionError


@pytest.mark.parametrize("error", [CannotPostError, SlackAnswerLostError])
async def test_without_a_message_nothing_is_sent(scene: Scene, error: type[SlackError]) -> None:
    """People could not find the outcome. Who asked is told; a restart does not change that."""
    scene.wall.failing["open"].append(error)
    async with scene.process() as process:
        with pytest.raises(error):
            await begin(scene, process)
        await process.quiet()
    await scene.live()
    assert not scene.amplemarket.calls


async def test_nobody_in_it_makes_no_job(scene: Scene) -> None:
    """It says what was wrong instead."""
    async with scene.process() as process:
        with pytest.raises(NoLeadsError):
            await process.new_jobs.begin(request(scene), read_text("jane@@acme"))
        assert await process.store.jobs.by_origin("command:1.1") is None


async def test_lifting_a_check_is_shown_first(scene: Scene) -> None:
    """A typed job with an override waits for somebody; its preview is the thread that the report goes to."""
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.RECENTLY_CONTACTED))
        await process.quiet()
        assert not scene.amplemarket.calls
        await process.new_jobs.confirm(job.id, "T1", "U2")
        await process.quiet()
        sent = await process.store.jobs.get(job.id)
    assert sent is not None
    assert sent.thread_ts == "1.1"
    assert scene.wall.posts == [(job.id, "status"), (job.id, "report")]


async def test_only_admins_confirm_a_lifted_exclusion_list(scene: Scene) -> None:
    """Who may not changes nothing."""
    scene.access = Access(admins=frozenset({"UADMIN"}))
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.EXCLUSION_LIST))
        with pytest.raises(AdminsOnlyError):
            await process.new_jobs.confirm(job.id, "T1", "U2")
        assert await scene.job_state(job.id) is JobState.DRAFT


async def test_a_list_without_a_sequence_asks_for_one(scene: Scene) -> None:
    """It can't be confirmed before; once confirmed, the sequence can't be changed."""
    async with scene.process() as process:
        job = await begin(scene, process, alias=None)
        with pytest.raises(NothingToDoError, match="sequence"):
            await process.new_jobs.confirm(job.id, "T1", "U2")
        await process.new_jobs.choose(job.id, "T1", Alias("T1", "q4", scene.sequence))
        await process.new_jobs.confirm(job.id, "T1", "U2")
        with pytest.raises(NothingToDoError, match="decided"):
            await process.new_jobs.choose(job.id, "T1", Alias("T1", "q5", "f" * 40))
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2


async def test_a_double_confirm(scene: Scene) -> None:
    """One of three wins; the leads are sent once."""
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.RECENTLY_CONTACTED))
        presses = [process.new_jobs.confirm(job.id, "T1", f"U{n}") for n in range(3)]
        results = await asyncio.gather(*presses, return_exceptions=True)
        await process.quiet()
    assert sum(isinstance(one, NothingToDoError) for one in results) == 2
    assert len(scene.amplemarket.calls) == 1


@pytest.mark.parametrize("confirm_first", [True, False])
async def test_confirm_races_cancel(scene: Scene, *, confirm_first: bool) -> None:
    """Whoever wins, what people read is true: withdrawn means that nothing was sent."""
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.RECENTLY_CONTACTED))
        confirm = process.new_jobs.confirm(job.id, "T1", "U2")
        cancel = process.new_jobs.cancel(job.id, "T1", "U3")
        presses = (confirm, cancel) if confirm_first else (cancel, confirm)
        await asyncio.gather(*presses, return_exceptions=True)
        await process.quiet()
    assert await scene.job_state(job.id) in {JobState.DONE, JobState.CANCELLED}
    tally = await scene.check(job.id)
    if scene.wall.lines[job.id, "status"].startswith("withdrawn"):
        assert tally[Outcome.NOT_SENT] == 2
        assert not scene.amplemarket.calls
    else:
        await scene.check_report(job.id)


async def test_a_withdrawn_draft_is_not_reported(scene: Scene) -> None:
    """Its preview says that nothing was sent; that is all there is to tell, now and after a restart."""
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.RECENTLY_CONTACTED))
        await process.new_jobs.cancel(job.id, "T1", "U2")
        await process.quiet()
    await scene.live()
    assert scene.wall.posts == [(job.id, "status")]
    assert scene.wall.lines[job.id, "status"] == "withdrawn by U2"


async def test_slack_does_not_keep_a_confirmed_job_from_being_sent(scene: Scene) -> None:
    """The preview can't be edited; the leads are sent and reported all the same."""
    async with scene.process() as process:
        job = await begin(scene, process, options=lifting(Override.RECENTLY_CONTACTED))
        scene.wall.failing["confirmed"].append(SlackAnswerLostError)
        await process.new_jobs.confirm(job.id, "T1", "U2")
        await process.quiet()
    await scene.check_report(job.id)
