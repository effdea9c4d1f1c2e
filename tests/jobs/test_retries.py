"""Retry buttons: who is sent again, with which checks lifted, and that no press has a second effect."""

import asyncio

import pytest

from bot.adding.access import Access
from bot.adding.errors import AdminsOnlyError, CannotPostError, NothingToDoError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.overrides import Override
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import Process, Scene, Seeds, in_batch, leads

RECENT, DRAFT, EXCLUDED = (
    SkipReason.RECENTLY_CONTACTED,
    SkipReason.IN_OTHER_DRAFT_SEQUENCES,
    SkipReason.EXCLUSION_LIST,
)
SEEDS: Seeds = {3: frozenset({RECENT}), 4: frozenset({RECENT, DRAFT}), 7: frozenset({EXCLUDED})}


async def press(process: Process, job_id: str, kind: RetryKind, by: str = "U2") -> Job:
    child = await process.retries.retry(job_id, "T1", kind, by)
    await process.quiet()
    return child


async def ended(scene: Scene, process: Process, number: int = 8) -> None:
    """A first job with its reasons, sent."""
    scene.keep_out(SEEDS)
    await scene.write(scene.job(), leads(number), watched=False)
    await process.start()
    await process.quiet()


async def test_only_the_leads_concerned_are_sent_again(scene: Scene) -> None:
    """With the one check lifted, under their old row numbers; who has another reason stays skipped for it."""
    async with scene.process() as process:
        await ended(scene, process)
        child = await press(process, "J1", RetryKind.RECENTLY_CONTACTED)
        assert [row.row for row in await scene.rows(child.id)] == [3, 4]
        assert await scene.outcomes(child.id) == [Outcome.ADDED, Outcome.SKIPPED]
        await scene.check_report(child.id, SEEDS)
        assert scene.amplemarket.calls[-1].leads[0]["overrides"] == {Override.RECENTLY_CONTACTED: True}


async def test_a_chain_unites_what_people_lifted(scene: Scene) -> None:
    """A retry of a retry lifts both; a retry beside it lifts its own only."""
    async with scene.process() as process:
        await ended(scene, process)
        child = await press(process, "J1", RetryKind.RECENTLY_CONTACTED)
        grandchild = await press(process, child.id, RetryKind.IN_OTHER_DRAFT_SEQUENCES)
        assert grandchild.options.overrides == {
            Override.RECENTLY_CONTACTED,
            Override.OTHER_DRAFT_SEQUENCES,
        }
        assert await scene.outcomes(grandchild.id) == [Outcome.ADDED]
        beside = await press(process, "J1", RetryKind.EXCLUSION_LIST)
        assert beside.options.overrides == {Override.EXCLUSION_LIST}


async def test_who_is_in_by_now_is_not_sent_again(scene: Scene) -> None:
    """A lead that a retry beside this one has added is left out; when nobody is left, it says so."""
    async with scene.process() as process:
        await ended(scene, process)
        child = await press(process, "J1", RetryKind.RECENTLY_CONTACTED)
        await press(process, child.id, RetryKind.IN_OTHER_DRAFT_SEQUENCES)
        calls = len(scene.amplemarket.calls)
        with pytest.raises(NothingToDoError, match="in by now"):
            await press(process, "J1", RetryKind.IN_OTHER_DRAFT_SEQUENCES)
        assert len(scene.amplemarket.calls) == calls


async def test_a_retry_races_itself(scene: Scene) -> None:
    """Five presses at once make one child; the others are told who was first."""
    async with scene.process() as process:
        await ended(scene, process)
        presses = [process.retries.retry("J1", "T1", RetryKind.RECENTLY_CONTACTED, f"U{n}") for n in range(5)]
        results = await asyncio.gather(*presses, return_exceptions=True)
        await process.quiet()
        late = [one for one in results if isinstance(one, NothingToDoError)]
        (child,) = [one for one in results if isinstance(one, Job)]
        assert (len(late), {one.by for one in late}) == (4, {child.user})
        assert len(await process.store.jobs.children("J1")) == 1


async def test_two_buttons_for_one_lead(scene: Scene) -> None:
    """Row 4 stands under both: the second press is told to wait, and works later."""
    async with scene.process() as process:
        await ended(scene, process)
        kinds = (RetryKind.RECENTLY_CONTACTED, RetryKind.IN_OTHER_DRAFT_SEQUENCES)
        scene.amplemarket.latency = 1.0
        with scene.clock.at_work():  # time stands still, so the first one's answer does not come
            results = await asyncio.gather(
                *(process.retries.retry("J1", "T1", kind, "U2") for kind in kinds), return_exceptions=True
            )
        late = [kind for kind, one in zip(kinds, results, strict=True) if isinstance(one, NothingToDoError)]
        assert len(late) == 1
        await process.quiet()
        child = await press(process, "J1", late[0])
        own = {kinds[0]: [Outcome.ADDED], kinds[1]: []}[late[0]]  # rows that stand under that button alone
        assert await scene.outcomes(child.id) == [*own, Outcome.SKIPPED]


async def test_a_job_that_is_still_sent_has_no_retry(scene: Scene) -> None:
    """An old screen may offer one."""
    scene.amplemarket.latency = 1.0
    await scene.write(scene.job(), leads(4), watched=False)
    async with scene.process() as process:
        await process.start()
        with pytest.raises(NothingToDoError, match="still being sent"):
            await process.retries.retry("J1", "T1", RetryKind.FAILED, "U2")
        await process.quiet()


async def test_leads_without_an_answer_are_sent_again_with_their_companions(scene: Scene) -> None:
    """The lost batch goes as the call it was, so "already in" reads "added by the first try"."""
    await scene.write(scene.job(), leads(12), watched=False)
    scene.amplemarket.inject(faults.dropped(processed=True), times=2, when=in_batch(6))
    async with scene.process() as process:
        await process.start()
        await process.quiet()
        assert (await scene.check_report())[Outcome.UNCONFIRMED] == 4
        child = await press(process, "J1", RetryKind.FAILED)
        assert await scene.outcomes(child.id) == [Outcome.ADDED] * 4
        assert len(scene.amplemarket.calls[-1].leads) == 4
        await scene.check_report(child.id)


async def test_a_retry_that_fails_does_not_forget_the_first_try(scene: Scene) -> None:
    """Amplemarket is down now, but what was unconfirmed may still be in: not `failed`."""
    await scene.write(scene.job(), leads(4), watched=False)
    scene.amplemarket.inject(faults.dropped(processed=True), times=2)
    async with scene.process() as process:
        await process.start()
        await process.quiet()
        await scene.amplemarket.go_down()
        child = await press(process, "J1", RetryKind.FAILED)
        assert await scene.outcomes(child.id) == [Outcome.UNCONFIRMED] * 4
        await scene.amplemarket.come_back()
        again = await press(process, child.id, RetryKind.FAILED)
        assert await scene.outcomes(again.id) == [Outcome.ADDED] * 4


async def test_a_refused_key_does_not_end_a_retry_of_unconfirmed_leads(scene: Scene) -> None:
    """Nothing of the retry was sent, so all of it is kept for when the key works."""
    await scene.write(scene.job(), leads(4), watched=False)
    scene.amplemarket.inject(faults.dropped(processed=True), times=2)
    async with scene.process() as process:
        await process.start()
        await process.quiet()
        scene.amplemarket.revoke_key()
        child = await press(process, "J1", RetryKind.FAILED)
        assert await scene.job_state(child.id) is JobState.STOPPED
        scene.amplemarket.restore_key()
        await process.new_jobs.confirm(child.id, "T1", "U2")
        await process.quiet()
        assert await scene.outcomes(child.id) == [Outcome.ADDED] * 4


async def test_only_admins_lift_the_exclusion_list(scene: Scene) -> None:
    """Also not in a chain in which an admin has lifted it before."""
    scene.access = Access(admins=frozenset({"UADMIN"}))
    async with scene.process() as process:
        await ended(scene, process)
        with pytest.raises(AdminsOnlyError):
            await press(process, "J1", RetryKind.EXCLUSION_LIST)
        assert not await process.store.jobs.children("J1")
        child = await press(process, "J1", RetryKind.EXCLUSION_LIST, by="UADMIN")
        with pytest.raises(AdminsOnlyError):
            await press(process, child.id, RetryKind.FAILED)


async def test_slack_does_not_keep_a_retry_from_being_sent(scene: Scene) -> None:
    """The parent's report can't be edited; the retry is sent and reported all the same."""
    async with scene.process() as process:
        await ended(scene, process)
        scene.wall.failing["retried"] += [CannotPostError] * 2
        child = await press(process, "J1", RetryKind.RECENTLY_CONTACTED)
        await scene.check_report(child.id, SEEDS)


async def test_a_kill_after_the_press(scene: Scene) -> None:
    """The child is written down as confirmed: the next start sends it."""
    async with scene.process() as process:
        await ended(scene, process)
        await process.dispatcher.drain(0)
        child = await process.retries.retry("J1", "T1", RetryKind.RECENTLY_CONTACTED, "U2")
    await scene.live()
    await scene.check_report(child.id, SEEDS)


async def test_another_workspace_has_no_such_job(scene: Scene) -> None:
    """Nothing tells it that there is one."""
    async with scene.process() as process:
        await ended(scene, process)
        with pytest.raises(NothingToDoError, match="deleted"):
            await process.retries.retry("J1", "T2", RetryKind.RECENTLY_CONTACTED, "U2")
