"""Asking an admin: the request survives a kill at any moment, and one yes makes one retry."""

import asyncio
from contextlib import suppress
from itertools import count

import pytest

from bot.adding.access import Access
from bot.adding.approval import ApprovalState
from bot.adding.errors import NothingToDoError, SlackError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from tests.jobs.life import Death, Life
from tests.jobs.scene import Process, Scene, lead

EXCLUDED = RetryKind.EXCLUSION_LIST
ADMIN, ASKER = "UADMIN", "U2"


@pytest.fixture(autouse=True)
def admins(scene: Scene) -> None:
    scene.access = Access(admins=frozenset({ADMIN}))


async def ended(scene: Scene, job_id: str = "J1", row: int = 3) -> None:
    """A job that has ended, with one lead, who is on the exclusion list; as a run would have left it."""
    scene.keep_out({row: frozenset({SkipReason.EXCLUSION_LIST})})
    kept_out = RowOutcome(row, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST,))
    plan = Plan((JobRow(row, (), lead(row), 0, kept_out),), (EarlierTry.NONE,))
    assert await scene.store.jobs.create(scene.job(job_id, state=JobState.DONE), plan)


async def request_id(scene: Scene, job_id: str = "J1") -> str:
    """The id of the one request about a job."""
    return next(
        kind.removeprefix("approval:")
        for job, kind in scene.wall.posts
        if job == job_id and kind.startswith("approval:")
    )


async def approve(process: Process, approval_id: str) -> Job:
    child = await process.approvals.approve(approval_id, "T1", ADMIN)
    await process.quiet()
    return child


async def test_a_kill_at_any_moment_of_the_yes(scene: Scene) -> None:
    """The click comes once more, as deliveries do: the retry is there, once, with both people's names."""
    for moments in count():
        job_id = f"J{moments}"
        await ended(scene, job_id, 3 + 10 * moments)
        async with scene.process() as process:
            await process.approvals.ask(job_id, "T1", EXCLUDED, ASKER)
        asked = await request_id(scene, job_id)
        if lived := await approved_by_a_life_of(scene, moments, asked):
            assert moments > 5
        else:
            async with scene.process() as process:
                with suppress(NothingToDoError):  # "approved this already": it was only not told yet
                    await process.approvals.approve(asked, "T1", ADMIN)
        (child,) = await scene.store.jobs.children(job_id)
        assert (child.user, child.approved_by) == (ASKER, ADMIN)
        if lived:
            break


async def approved_by_a_life_of(scene: Scene, moments: int, approval_id: str) -> bool:
    """Whether a process that lives so long has come to the end of the approval."""
    try:
        async with scene.process(Life(moments)) as process:
            await process.approvals.approve(approval_id, "T1", ADMIN)
    except Death:
        return False
    return True


async def test_yes_and_no_at_once(scene: Scene) -> None:
    """Two admins: one decision, and who came second is told which."""
    scene.access = Access(admins=frozenset({ADMIN, "UOTHER"}))
    await ended(scene)
    async with scene.process() as process:
        await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        asked = await request_id(scene)
        results = await asyncio.gather(
            process.approvals.approve(asked, "T1", ADMIN),
            process.approvals.decline(asked, "T1", "UOTHER"),
            return_exceptions=True,
        )
        await process.quiet()
        decided = await process.store.approvals.get(asked)
        assert decided is not None
        late = [one for one in results if isinstance(one, NothingToDoError)]
        assert [one.by for one in late] == [decided.decided_by]
        children = await process.store.jobs.children("J1")
        assert len(children) == (decided.state is ApprovalState.APPROVED)


async def test_a_request_that_slack_refused_is_asked_once_more(scene: Scene) -> None:
    """Nothing stands in the thread yet, so the second press is no repetition."""
    await ended(scene)
    async with scene.process() as process:
        scene.wall.failing["approval"] += [lambda: SlackError("no")]
        with pytest.raises(SlackError):
            await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        with pytest.raises(NothingToDoError, match="asked the admins"):
            await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        assert (await approve(process, await request_id(scene))).user == ASKER


async def test_who_may_is_not_to_ask(scene: Scene) -> None:
    """An admin with an old refusal on the screen; and where nobody is set apart, everybody."""
    await ended(scene)
    async with scene.process() as process:
        with pytest.raises(NothingToDoError, match="yourself"):
            await process.approvals.ask("J1", "T1", EXCLUDED, ADMIN)
        with pytest.raises(NothingToDoError, match="nothing left"):
            await process.approvals.ask("J1", "T1", RetryKind.FAILED, ASKER)


async def test_another_workspace_has_no_such_request(scene: Scene) -> None:
    """Nothing tells it that there is one."""
    await ended(scene)
    async with scene.process() as process:
        await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        with pytest.raises(NothingToDoError, match="deleted"):
            await process.approvals.approve(await request_id(scene), "T2", ADMIN)


async def test_an_approved_retry_goes_on_for_everybody(scene: Scene) -> None:
    """It stopped for another reason: what an admin let through needs no second admin."""
    await ended(scene)
    async with scene.process() as process:
        await process.approvals.ask("J1", "T1", EXCLUDED, ASKER)
        scene.amplemarket.revoke_key()
        child = await approve(process, await request_id(scene))
        scene.amplemarket.restore_key()
        await process.new_jobs.confirm(child.id, "T1", ASKER)
        await process.quiet()
        assert await scene.outcomes(child.id) == [Outcome.ADDED]
