"""A refused key stops jobs; once it works again they go on by themselves, as their threads have said."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.adding.access import Access, Member, Standing
from bot.adding.audit import NOBODY, Deed
from bot.adding.catalogue import Sequence, SequenceStatus
from bot.adding.errors import IllegalTransitionError, KeyRefusedError, UncheckedPersonError
from bot.adding.job import Alias, Options
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.overrides import Override
from bot.adding.state import JobEvent, JobState
from bot.jobs.catalogue import Catalogue
from bot.jobs.clock import SystemClock
from bot.jobs.dispatch import LocalDispatcher
from bot.jobs.going_on import LOOK_EVERY, GoingOn
from bot.jobs.job_ports import BatchCall
from bot.jobs.key_alarm import KeyAlarm
from bot.jobs.run import GOES_ON_FOR, Runner
from bot.jobs.target import Targets
from bot.sandbox.amplemarket import adds_leads, faults
from bot.store import Store
from tests.jobs.life import Death, Life
from tests.jobs.listed import Lists, NoLimit
from tests.jobs.scene import Scene, leads

LEADS = 4


class Nobody:
    """Admins who are told, and say nothing."""

    async def key_refused(self) -> bool:
        return True


@dataclass
class People:
    """Slack, of which everybody is the same; None where it does not tell."""

    standing: Standing | None

    async def member(self, user: str) -> Member:
        if self.standing is None:
            raise UncheckedPersonError
        return Member(user, self.standing)


@dataclass
class Bot:
    """One process with what lets jobs go on."""

    runner: Runner
    dispatcher: LocalDispatcher
    going_on: GoingOn
    lists: Lists

    async def run(self, *job_ids: str) -> None:
        for job_id in job_ids:
            self.dispatcher.dispatch(job_id)
        await self.quiet()

    async def look(self) -> None:
        """What happens every few minutes, and at the start; then let all run that was let go on."""
        works = self.going_on.alarm.works_now.is_set()
        self.going_on.alarm.works_now.clear()
        await self.going_on.look(works=works)
        await self.quiet()

    async def quiet(self) -> None:
        while tasks := list(self.dispatcher._tasks.values()):
            await asyncio.wait(tasks)


@asynccontextmanager
async def bot(
    scene: Scene,
    life: Life | None = None,
    store: Store | None = None,
    access: Access | None = None,
    standing: Standing | None = Standing.MEMBER,
) -> AsyncIterator[Bot]:
    """A process that has just started. Its lists can be read unless the test says otherwise."""
    store = store or scene.store
    async with scene.process(life, store=store) as process:
        alarm = KeyAlarm(store.key_state(scene.amplemarket.api_key), Nobody())
        runner = replace(process.runner, alarm=alarm)

        async def failed(_: str, error: Exception) -> None:
            raise error

        dispatcher = LocalDispatcher(runner.run, failed)
        lists = Lists([Sequence(scene.sequence, status=SequenceStatus.ACTIVE)])
        targets = Targets(runner.jobs, Catalogue(lists, NoLimit(), SystemClock()), runner.thread, 4)
        going_on = GoingOn(
            jobs=runner.jobs,
            aliases=store.aliases,
            targets=targets,
            thread=runner.thread,
            dispatcher=dispatcher,
            access=access or Access(),
            people=People(standing),
            alarm=alarm,
            clock=scene.clock,
        )
        yield Bot(runner, dispatcher, going_on, lists)
        tasks = list(dispatcher._tasks.values())
        await asyncio.gather(*tasks, return_exceptions=True)


async def stopped(scene: Scene, *job_ids: str, first: int = 2, **changes: object) -> None:
    """Jobs that a refused key has stopped; the key works again."""
    await scene.store.aliases.put(Alias("T1", "q4", scene.sequence))
    for number, job_id in enumerate(job_ids):
        job = scene.job(job_id, created_at=scene.clock.now() + timedelta(seconds=number), **changes)
        await scene.write(job, leads(LEADS, first + 100 * number), watched=False)
    scene.amplemarket.revoke_key()
    async with bot(scene) as process:
        await process.run(*job_ids)
    scene.amplemarket.restore_key()
    assert await states(scene, *job_ids) == [JobState.STOPPED] * len(job_ids)


async def states(scene: Scene, *job_ids: str) -> list[JobState]:
    return [await scene.job_state(job_id) for job_id in job_ids]


async def resumed(scene: Scene) -> list[str | None]:
    """The jobs that went on by themselves, as the audit has it."""
    entries = await scene.store.audit.entries("T1")
    return [one.job_id for one in entries if one.deed is Deed.RESUME and one.user == NOBODY]


async def test_after_a_start_with_a_key_that_works_all_go_on(scene: Scene) -> None:
    """The oldest first; once its call was taken the others follow. Each thread says so."""
    await stopped(scene, "J1", "J2", "J3")
    async with bot(scene) as process:
        await process.look()
        assert await resumed(scene) == ["J1"]
        await process.look()
    assert await resumed(scene) == ["J1", "J2", "J3"]
    assert await states(scene, "J1", "J2", "J3") == [JobState.DONE] * 3
    assert scene.wall.calls["confirmed"] == 3
    assert len(scene.amplemarket.added(scene.sequence)) == 3 * LEADS


async def test_while_the_key_is_refused_nothing_happens(scene: Scene) -> None:
    """A list is asked for now and then; no lead is sent, and nobody reads anything new."""
    await stopped(scene, "J1")
    async with bot(scene) as process:
        process.lists.error = KeyRefusedError("HTTP 401")
        for _ in range(3):
            await process.look()
        assert await states(scene, "J1") == [JobState.STOPPED]
        assert process.lists.calls
    assert not await resumed(scene)
    assert scene.wall.posted("J1", "stopped") == 1


async def test_nothing_is_asked_while_nothing_waits(scene: Scene) -> None:
    """Most bots, most of the time."""
    async with bot(scene) as process:
        await process.look()
        assert not process.lists.calls


async def test_a_call_that_is_taken_is_news(scene: Scene) -> None:
    """Somebody's next job shows that the key works, also where no list may be read."""
    await stopped(scene, "J1", "J2")
    await scene.write(scene.job("J3"), leads(LEADS, 602), watched=False)
    async with bot(scene) as process:
        process.lists.error = KeyRefusedError("HTTP 403")
        looking = asyncio.create_task(process.going_on.keep_on())
        await process.run("J3")
        while await states(scene, "J1", "J2") != [JobState.DONE] * 2:
            await scene.clock.sleep(1)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    assert scene.clock.elapsed < LOOK_EVERY.total_seconds()


async def test_it_is_looked_for_now_and_then(scene: Scene) -> None:
    """The key was mended without a start, and nothing else calls."""
    await stopped(scene, "J1")
    async with bot(scene) as process:
        process.lists.error = KeyRefusedError("HTTP 401")
        looking = asyncio.create_task(process.going_on.keep_on())
        await scene.clock.sleep(1)
        process.lists.error = None
        while await states(scene, "J1") != [JobState.DONE]:
            await scene.clock.sleep(60)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
    assert LOOK_EVERY.total_seconds() <= scene.clock.elapsed < 2 * LOOK_EVERY.total_seconds()


async def test_news_is_not_lost_where_a_look_fails(scene: Scene) -> None:
    """The database was away for a moment; while the key works, nobody says so again."""
    await stopped(scene, "J1")
    async with bot(scene) as process:
        process.lists.error = KeyRefusedError("HTTP 403")
        failing = Failing(process.going_on.jobs)
        process.going_on.jobs = failing  # type: ignore[assignment]
        await process.going_on.alarm.works(0)
        looking = asyncio.create_task(process.going_on.keep_on())
        await scene.clock.sleep(2 * LOOK_EVERY.total_seconds())
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await process.quiet()
    assert failing.failed
    assert await states(scene, "J1") == [JobState.DONE]


class Failing:
    """A job store; the first look fails."""

    def __init__(self, jobs: object) -> None:
        self.failed = False
        self._jobs = jobs

    def __getattr__(self, name: str) -> object:
        return getattr(self._jobs, name)

    async def waiting_to_go_on(self, code: str, now: datetime) -> object:
        if not self.failed:
            self.failed = True
            raise OSError("gone")
        return await self._jobs.waiting_to_go_on(code, now)  # type: ignore[attr-defined]


async def test_what_says_nothing_of_the_key_is_not_waited_for(scene: Scene) -> None:
    """The first one's sequence is gone, and the second one has nobody left to send: the third finds out."""
    await stopped(scene, "J1", "J2", "J3")
    everybody = [RowOutcome(row, Outcome.UNCONFIRMED) for row in range(102, 102 + LEADS)]
    jobs = scene.store.jobs
    await jobs.move("J2", JobEvent.CONFIRM, by="U1")
    await jobs.start("J2", "R1")
    while batch := await jobs.claim("J2", "R1"):
        of_batch = {lead.row for lead in batch.leads}
        ended = [one for one in everybody if one.row in of_batch]
        await jobs.record("J2", "R1", batch.number, ended, finished=True)
    until = scene.clock.now() + GOES_ON_FOR
    await jobs.move("J2", JobEvent.STOP, code=KeyRefusedError.code, goes_on_until=until)
    async with bot(scene) as process:
        scene.amplemarket.inject(faults.answered(404, {}), when=adds_leads)
        await process.look()
        assert await states(scene, "J1") == [JobState.STOPPED]
        scene.amplemarket.revoke_key()
        await process.look()
        assert await states(scene, "J2", "J3") == [JobState.DONE, JobState.STOPPED]
    assert await resumed(scene) == ["J1", "J2", "J3"]


# ---- when it would surprise --------------------------------------------------------------------------


async def test_after_twelve_hours_somebody_has_to_say_so(scene: Scene) -> None:
    """The thread has said until when."""
    await stopped(scene, "J1")
    await scene.clock.sleep(GOES_ON_FOR.total_seconds() + 1)
    async with bot(scene) as process:
        await process.look()
        assert await states(scene, "J1") == [JobState.STOPPED]
        assert not process.lists.calls


async def test_a_key_that_is_refused_again_is_not_tried_again(scene: Scene) -> None:
    """It may read lists, say, and add nobody: one job finds out, and the next time a person presses."""
    await stopped(scene, "J1", "J2")
    scene.amplemarket.revoke_key()
    async with bot(scene) as process:
        for _ in range(3):
            await process.look()
        assert await resumed(scene) == ["J1"]
        assert await states(scene, "J1", "J2") == [JobState.STOPPED] * 2
        scene.amplemarket.restore_key()
        await scene.store.jobs.move("J1", JobEvent.CONFIRM, by="U1")
        await process.run("J1")
        await process.look()
    assert await resumed(scene) == ["J1", "J2"]
    assert await states(scene, "J1", "J2") == [JobState.DONE] * 2


async def test_once_for_each_time_that_somebody_said_go(scene: Scene) -> None:
    """After a second refusal it waits for a person, whatever works meanwhile; then it may once more."""
    await stopped(scene, "J1")
    job = await scene.store.jobs.get("J1")
    assert job is not None
    assert job.goes_on_until == scene.clock.now() + GOES_ON_FOR
    async with bot(scene) as process:
        scene.amplemarket.inject(faults.answered(403, {}), when=adds_leads)
        await process.look()
        assert await states(scene, "J1") == [JobState.STOPPED]
        await process.going_on.look(works=True)
        assert await resumed(scene) == ["J1"]
        scene.amplemarket.inject(faults.answered(403, {}), when=adds_leads)
        await scene.store.jobs.move("J1", JobEvent.CONFIRM, by="U1")
        await process.run("J1")
        assert await states(scene, "J1") == [JobState.STOPPED]
        await process.going_on.look(works=True)
        await process.quiet()
    assert await resumed(scene) == ["J1", "J1"]
    assert await states(scene, "J1") == [JobState.DONE]


async def points_elsewhere(scene: Scene) -> None:
    await scene.store.aliases.put(Alias("T1", "q4", "another"))


async def means_nothing(scene: Scene) -> None:
    await scene.store.aliases.remove("T1", "q4")


async def cancelled(scene: Scene) -> None:
    await scene.store.jobs.move("J1", JobEvent.CANCEL, by="U1")


@pytest.mark.parametrize("decide", [points_elsewhere, means_nothing, cancelled])
async def test_what_somebody_decided_meanwhile_holds(
    scene: Scene, decide: Callable[[Scene], Awaitable[None]]
) -> None:
    """The name stands for another sequence, or for none, or the job was cancelled."""
    await stopped(scene, "J1")
    await decide(scene)
    async with bot(scene) as process:
        await process.going_on.look(works=True)
        await process.look()
    assert not await resumed(scene)
    assert not scene.amplemarket.added(scene.sequence)


async def test_once_by_any_clock(scene: Scene) -> None:
    """Of several machines one is a little behind; or the clock was set back."""
    await stopped(scene, "J1")
    async with bot(scene) as process:
        scene.amplemarket.inject(faults.answered(403, {}), when=adds_leads)
        await process.going_on.look(works=True)
        await process.quiet()
    earlier = scene.clock.now() - GOES_ON_FOR
    assert await states(scene, "J1") == [JobState.STOPPED]
    assert not await scene.store.jobs.waiting_to_go_on(KeyRefusedError.code, earlier)


async def test_not_when_its_hour_has_passed_since_it_was_read(scene: Scene) -> None:
    """Many go on one after the other, each with a message of its own: that takes minutes."""
    await stopped(scene, "J1")
    (job,) = await scene.store.jobs.waiting_to_go_on(KeyRefusedError.code, scene.clock.now())
    await scene.clock.sleep(GOES_ON_FOR.total_seconds())
    with pytest.raises(IllegalTransitionError):
        await scene.store.jobs.go_on(job)


async def test_where_the_key_is_refused_once_more_the_others_wait(scene: Scene) -> None:
    """Each may go on once: a key that works for a moment is not to use that up."""
    ids = [f"J{number}" for number in range(1, 7)]
    await stopped(scene, *ids)
    scene.amplemarket.revoke_key()
    async with bot(scene) as process:

        async def until_it_has_run(_: object) -> None:
            await process.quiet()

        process.going_on.thread = Told(until_it_has_run)  # type: ignore[assignment]
        await process.going_on.look(works=True)
        await process.quiet()
    assert await resumed(scene) == ["J1", "J2"]
    assert await states(scene, *ids) == [JobState.STOPPED] * len(ids)


@dataclass
class Told:
    """A thread, and what else happens while something is told."""

    act: Callable[[object], Awaitable[None]]

    async def confirmed(self, job: object, by: str) -> None:
        assert by == NOBODY
        await self.act(job)


async def test_a_call_that_was_begun_before_a_refusal_is_no_news(scene: Scene) -> None:
    """Its answer may come behind it; and news from before is none any more."""
    async with bot(scene) as process:
        alarm = process.going_on.alarm
        await alarm.works(0)
        await alarm.refused()
        assert not alarm.works_now.is_set()
        await alarm.works(0)
        assert not alarm.works_now.is_set()
        await alarm.works(1)
        assert alarm.works_now.is_set()


async def test_who_may_be_in_is_not_sent_again_by_itself(scene: Scene) -> None:
    """Four calls were on their way in a kill; the next start has one worker, and a key that is refused.

    The leads of all four are told as unconfirmed, and stay so until somebody presses their button.
    """
    await scene.store.aliases.put(Alias("T1", "q4", scene.sequence))
    await scene.write(scene.job("J1"), leads(24), watched=False)
    jobs, limiter = scene.store.jobs, scene.store.limiter(scene.amplemarket.api_key, scene.per_minute)
    await jobs.start("J1", "R0")
    for number in range(4):
        assert await jobs.claim("J1", "R0")
        assert await limiter.acquire(BatchCall("J1", "R0", number))
    scene.amplemarket.revoke_key()
    scene.workers = 1
    async with bot(scene) as process:
        await process.run("J1")
    stopped_with = await jobs.tally("J1")
    assert (stopped_with[Outcome.UNCONFIRMED], stopped_with[Outcome.NOT_SENT]) == (16, 8)
    scene.amplemarket.restore_key()
    async with bot(scene) as process:
        await process.going_on.look(works=True)
        await process.quiet()
    assert await states(scene, "J1") == [JobState.DONE]
    ended = await jobs.tally("J1")
    assert (ended[Outcome.UNCONFIRMED], ended[Outcome.ADDED]) == (16, 8)


async def test_of_many_into_a_closed_sequence_one_asks(scene: Scene) -> None:
    """A no is never said from memory: without this each would read the whole list, every few minutes."""
    await stopped(scene, *(f"J{number}" for number in range(1, 9)))
    async with bot(scene) as process:
        process.lists.listed = [Sequence(scene.sequence, status=SequenceStatus.ARCHIVED)]
        await process.look()
        assert [which for which, _ in process.lists.calls].count("sequences") <= 2
    assert not await resumed(scene)


@pytest.mark.parametrize("status", [SequenceStatus.DRAFT, SequenceStatus.ARCHIVED])
async def test_a_sequence_that_takes_no_leads_gets_none(scene: Scene, status: SequenceStatus) -> None:
    """The job stays with its button, which says why."""
    await stopped(scene, "J1")
    async with bot(scene) as process:
        process.lists.listed = [Sequence(scene.sequence, status=status)]
        await process.going_on.look(works=True)
    assert not await resumed(scene)


@pytest.mark.parametrize(
    ("access", "lifted", "approved_by"),
    [
        (Access(channels=frozenset({"C9"})), [], ""),
        (Access(admins=frozenset({"U9"})), [Override.EXCLUSION_LIST], ""),
        (Access(admins=frozenset({"U9"})), [Override.EXCLUSION_LIST], "U8"),
    ],
)
async def test_who_may_not_any_more_is_asked_anew(
    scene: Scene, access: Access, lifted: list[Override], approved_by: str
) -> None:
    """The channel is none of the bot's any more; or who lifted a check, or approved that, is no admin."""
    await stopped(scene, "J1", options=Options(overrides=frozenset(lifted)), approved_by=approved_by)
    async with bot(scene, access=access) as process:
        await process.going_on.look(works=True)
    assert not await resumed(scene)


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.STRANGER, None])
async def test_who_has_left_the_workspace_starts_nothing(scene: Scene, standing: Standing | None) -> None:
    """Nor who is a guest by now; and what can't be checked is not allowed. Somebody else may press."""
    await stopped(scene, "J1")
    async with bot(scene, standing=standing) as process:
        await process.going_on.look(works=True)
    assert not await resumed(scene)


async def test_other_stops_are_none_of_its_business(scene: Scene) -> None:
    """A sequence that is gone, a bug of ours."""
    await scene.write(scene.job("J1"), leads(LEADS), watched=False)
    await scene.store.jobs.start("J1", "R1")
    await scene.store.jobs.move("J1", JobEvent.STOP, code="sequence_not_found")
    await scene.write(scene.job("J2"), leads(LEADS, 102), watched=False)
    await scene.store.jobs.break_off("J2")
    async with bot(scene) as process:
        await process.going_on.look(works=True)
    assert await states(scene, "J1", "J2") == [JobState.STOPPED] * 2


# ---- races and kills ---------------------------------------------------------------------------------


async def test_of_several_processes_one_lets_it_go_on(scene: Scene) -> None:
    """And of it and a person one: each lead goes once, and the audit has one of them."""
    await stopped(scene, "J1")

    async def press() -> None:
        await scene.store.jobs.move("J1", JobEvent.CONFIRM, by="U1")

    async with (
        scene.own_store() as other,
        bot(scene) as one,
        bot(scene, store=other) as two,
    ):
        results = await asyncio.gather(
            one.going_on.look(works=True),
            two.going_on.look(works=True),
            press(),
            return_exceptions=True,
        )
        assert all(result is None or isinstance(result, IllegalTransitionError) for result in results)
        await one.run("J1")
        await two.quiet()
    entries = await scene.store.audit.entries("T1")
    assert [one.deed for one in entries].count(Deed.RESUME) == 1
    assert await states(scene, "J1") == [JobState.DONE]
    assert len(scene.amplemarket.added(scene.sequence)) == LEADS


async def test_it_goes_on_once_whenever_the_process_dies(scene: Scene) -> None:
    """After each call of a port once; the next start ends it."""
    for moments in count():
        job_id, life = f"J{moments}", Life(moments)
        scene.sequence = scene.amplemarket.add_sequence(f"Q{moments}")
        await stopped(scene, job_id, first=2 + 100 * moments)  # no two jobs have people in common
        async with bot(scene, life) as process:
            try:
                await process.going_on.look(works=True)
                await process.quiet()
            except Death:
                assert life.dead
        async with bot(scene) as process:
            await process.run(*await scene.store.jobs.unfinished())
            await process.going_on.look(works=True)
            await process.quiet()
        assert await scene.job_state(job_id) is JobState.DONE
        assert (await resumed(scene)).count(job_id) == 1
        assert len(scene.amplemarket.added(scene.sequence)) == LEADS
        if not life.dead:
            return
