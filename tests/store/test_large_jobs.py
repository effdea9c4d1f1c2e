"""A large job is written bit by bit: nobody sees half of one, and a kill leaves nothing behind."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.adding.errors import NothingToDoError
from bot.adding.job import Job
from bot.adding.plan import Plan
from bot.adding.state import JobEvent, JobState
from bot.store import Store, bits, creation, tables
from bot.store.store import NOT_LONG
from tests.store.conftest import START, OpenStore, Running
from tests.store.writes import Death, Writes

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]


@pytest.fixture(autouse=True)
def small_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row a transaction: a job of four rows is a large one."""
    monkeypatch.setattr(bits, "AT_ONCE", 1)
    monkeypatch.setattr("bot.store.rows.PAGE", 1)


async def stored(store: Store, table: sa.Table) -> int:
    async with store._database.read() as tx:
        return await tx.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_it_is_a_job_like_any_other(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """The whole of it, its rows and its batches, once it is there."""
    job = new_job(state=JobState.CONFIRMED)
    assert await store.jobs.create(job, new_plan(leads=4))
    assert await store.jobs.get(job.id) == job
    assert await store.jobs.unfinished() == [job.id]
    assert (await store.jobs.tally(job.id)).rows == len([row async for row in store.jobs.rows(job.id)])


async def test_the_same_origin_at_the_same_time_makes_one_job(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """Whoever is complete first; nothing is left of the other."""
    jobs = [new_job(id=job_id, root=job_id, origin="event:Ev1:F1") for job_id in ("J1", "J2", "J3")]
    made = await asyncio.gather(*(store.jobs.create(job, new_plan(leads=4)) for job in jobs))
    assert sorted(made) == [False, False, True]
    assert await stored(store, tables.jobs) == 1
    found = await store.jobs.by_origin("event:Ev1:F1")
    assert found is not None
    assert await stored(store, tables.job_rows) == (await store.jobs.tally(found.id)).rows


async def test_half_of_one_is_seen_by_nobody_and_gone_at_the_next_start(
    open_store: OpenStore, new_job: NewJob, new_plan: NewPlan
) -> None:
    """Killed in the middle: the delivery that comes once more makes the job anew."""
    job = new_job(state=JobState.CONFIRMED, created_at=START - 2 * NOT_LONG)
    async with open_store(owner=True) as store:
        Writes(store, {}, until=4)  # the job, two rows, and the keys of the first
        with pytest.raises(Death):
            await creation.create(store._database, job, new_plan(leads=4))
        assert await stored(store, tables.job_rows) == 2
        assert await store.jobs.by_origin(job.origin) is None
        assert await store.jobs.unfinished() == []
    async with open_store(owner=True) as store:
        assert await stored(store, tables.jobs) == await stored(store, tables.job_rows) == 0
        assert await store.jobs.create(job, new_plan(leads=4))


@pytest.mark.parametrize("bit", [1, 100])
async def test_two_retries_of_the_same_rows_are_one(
    *, open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, monkeypatch: pytest.MonkeyPatch, bit: int
) -> None:
    """By two processes at once, of two buttons; once it has ended the rows are free for the other one."""
    monkeypatch.setattr(bits, "AT_ONCE", bit)
    root = new_job(state=JobState.DONE)
    children = [
        replace(root, id=kind, origin=f"retry:{root.id}:{kind}", parent=root.id, state=JobState.CONFIRMED)
        for kind in ("exclusion_list", "recently_contacted")
    ]
    async with open_store(owner=True) as one, open_store() as other:
        assert await one.jobs.create(root, new_plan(leads=4))
        made = await asyncio.gather(
            *(
                store.jobs.create(child, new_plan(leads=4))
                for store, child in zip((one, other), children, strict=True)
            ),
            return_exceptions=True,
        )
        late = next(
            child
            for child, result in zip(children, made, strict=True)
            if isinstance(result, NothingToDoError)
        )
        (first,) = await one.jobs.unfinished()
        assert first != late.id
        await one.jobs.move(first, JobEvent.CANCEL)
        again = replace(late, id="again")
        assert await other.jobs.create(again, new_plan(leads=4))


async def test_a_retry_planned_before_another_one_added_some_of_its_rows_is_refused(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """However fast the other one was: nobody is sent once more whom the chain has added."""
    root = new_job(state=JobState.DONE)
    assert await store.jobs.create(root, new_plan(leads=4))
    child = replace(root, parent=root.id, state=JobState.CONFIRMED)
    fast, late = (replace(child, id=kind, origin=f"retry:{root.id}:{kind}") for kind in ("fast", "late"))
    planned = new_plan(leads=4)
    assert await store.jobs.create(fast, planned)
    await store.jobs.start(fast.id, "R1")
    run = Running(store, fast, "R1")
    await run.finish(*await run.claim())
    await store.jobs.move(fast.id, JobEvent.CANCEL)
    with pytest.raises(NothingToDoError, match="just added some"):
        await store.jobs.create(late, planned)
    assert await store.jobs.by_origin(late.origin) is None


@pytest.mark.parametrize("bit", [1, 100])
async def test_nothing_is_left_of_a_retry_that_is_refused(
    *, store: Store, new_job: NewJob, new_plan: NewPlan, monkeypatch: pytest.MonkeyPatch, bit: int
) -> None:
    """Its leads must not stay, seen by nobody, until the next start: that may be months away."""
    monkeypatch.setattr(bits, "AT_ONCE", bit)
    root = new_job(state=JobState.DONE)
    assert await store.jobs.create(root, new_plan(leads=4))
    child = replace(root, parent=root.id, state=JobState.CONFIRMED)
    first, late = (replace(child, id=kind, origin=f"retry:{root.id}:{kind}") for kind in ("first", "late"))
    assert await store.jobs.create(first, new_plan(leads=4))
    with pytest.raises(NothingToDoError):
        await store.jobs.create(late, new_plan(leads=4))
    assert [await stored(store, table) for table in (tables.jobs, tables.job_rows)] == [2, 8]


async def test_an_error_behind_the_last_commit_loses_nothing(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """The job is there, so it stays there, though whoever wrote it hears that it failed."""
    job = new_job(state=JobState.CONFIRMED)

    async def fail() -> None:
        raise OSError("gone")

    Writes(store, {}, after={1 + 2 * 4: fail})
    with pytest.raises(OSError, match="gone"):
        await store.jobs.create(job, new_plan(leads=4))
    assert await store.jobs.unfinished() == [job.id]
    assert (await store.jobs.tally(job.id)).rows == await stored(store, tables.job_rows) == 4
