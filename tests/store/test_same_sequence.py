"""What jobs into one sequence share: who may start now, and who is in it already."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from bot.adding.errors import IllegalTransitionError
from bot.adding.job import ColumnMapping, Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.same_list import Earlier, only_new
from bot.adding.state import JobEvent, JobState
from bot.leads.lead import Lead
from bot.store import Store
from bot.store import lead_keys as keys_in_store
from bot.store.tables import job_rows, lead_keys
from tests.store.calls import begin_call
from tests.store.conftest import START, OpenStore

NewJob = Callable[..., Job]


def people(numbers: Iterable[int]) -> Plan:
    """One batch; the person of a number is the same in every job, the row is not."""
    rows = [
        JobRow(row, (), Lead.of(row, email=f"p{number}@acme.com"), 0, RowOutcome(row, Outcome.NOT_SENT))
        for row, number in enumerate(numbers, start=2)
    ]
    return Plan(tuple(rows), (EarlierTry.NONE,))


async def confirmed(store: Store, job: Job, numbers: Iterable[int]) -> Job:
    assert await store.jobs.create(replace(job, state=JobState.CONFIRMED), people(numbers))
    return replace(job, state=JobState.CONFIRMED)


async def running(store: Store, job: Job, numbers: Iterable[int]) -> Job:
    """Started whoever else runs."""
    await confirmed(store, job, numbers)
    beside = {other.id for other in await store.jobs.beside(job)}
    return await store.jobs.start(job.id, "R1", beside)


async def sent(store: Store, job: Job, ends: dict[int, RowOutcome]) -> Job:
    """A job that has ended, with an end for each person; the ends' own row numbers do not matter."""
    started = await running(store, job, ends)
    batch = await store.jobs.claim(job.id, "R1")
    assert batch is not None
    outcomes = [replace(end, row=lead.row) for lead, end in zip(batch.leads, ends.values(), strict=True)]
    await store.jobs.record(job.id, "R1", batch.number, outcomes, finished=True)
    await store.jobs.move(job.id, JobEvent.FINISH)
    return started


ADDED = RowOutcome(0, Outcome.ADDED)
FAILED = RowOutcome(0, Outcome.FAILED)


def added(numbers: Iterable[int]) -> dict[int, RowOutcome]:
    return dict.fromkeys(numbers, ADDED)


# ---- who may start ----------------------------------------------------------------------------------


async def test_a_job_does_not_start_beside_another_one(store: Store, new_job: NewJob) -> None:
    """Unless it is known to share nobody with it. Other sequences and workspaces do not matter."""
    first, second = new_job(), new_job()
    elsewhere, abroad = new_job(sequence_id="seq-2"), new_job(team="T2")
    await running(store, first, [1, 2])
    for other in (second, elsewhere, abroad):
        await confirmed(store, other, [2, 3])
    assert (await store.jobs.start(elsewhere.id, "R1")).state is JobState.RUNNING
    assert (await store.jobs.start(abroad.id, "R1")).state is JobState.RUNNING
    assert (await store.jobs.start(second.id, "R1")).state is JobState.CONFIRMED
    assert [job.id for job in await store.jobs.beside(second)] == [first.id]
    assert (await store.jobs.start(second.id, "R1", [first.id])).state is JobState.RUNNING


async def test_a_running_job_waits_for_nobody(store: Store, new_job: NewJob) -> None:
    """A restart takes it up whoever runs beside it: else two could wait for each other."""
    one, other = new_job(), new_job()
    await running(store, one, [1])
    await running(store, other, [1])
    assert (await store.jobs.start(one.id, "R2")).state is JobState.RUNNING
    assert (await store.jobs.start(other.id, "R2")).state is JobState.RUNNING


@pytest.mark.parametrize("event", [JobEvent.STOP, JobEvent.FINISH, JobEvent.CANCEL])
async def test_nobody_waits_for_a_job_that_sends_no_more(
    store: Store, new_job: NewJob, event: JobEvent
) -> None:
    """A stopped one may stand for days. When it goes on, it is the one that waits."""
    first, second = new_job(), new_job()
    await running(store, first, [1])
    await store.jobs.move(first.id, event)
    await confirmed(store, second, [1])
    assert (await store.jobs.start(second.id, "R1")).state is JobState.RUNNING
    if event is JobEvent.STOP:
        assert (await store.jobs.start(first.id, "R2")).state is JobState.STOPPED


async def test_a_call_on_its_way_outlives_a_cancel(store: Store, new_job: NewJob) -> None:
    """Its leads are shared until the call has ended, or nobody is left to end it."""
    first, second = new_job(), new_job()
    await running(store, first, [1, 2])
    await store.jobs.claim(first.id, "R1")
    await begin_call(store, first.id, "R1", 0)
    cancelled = await store.jobs.move(first.id, JobEvent.CANCEL)
    await confirmed(store, second, [2, 3])
    assert (await store.jobs.start(second.id, "R1")).state is JobState.CONFIRMED
    assert await store.jobs.shared(second.id, [cancelled]) == {cancelled.id: 1}
    await store.jobs.calls_ended(first.id)
    assert await store.jobs.earlier_tries(first.id) == {0: EarlierTry.PERHAPS}
    assert (await store.jobs.start(second.id, "R1")).state is JobState.RUNNING


async def test_of_two_that_start_at_once_one_waits(open_store: OpenStore, new_job: NewJob) -> None:
    """In two processes: the store lets one of them through."""
    async with open_store() as one, open_store() as other:
        jobs = [await confirmed(one, new_job(), [1]) for _ in range(4)]
        stores = [one, other, one, other]
        starts = [store.jobs.start(job.id, "R1") for store, job in zip(stores, jobs, strict=True)]
        states = [job.state for job in await asyncio.gather(*starts)]
    assert sorted(states) == [JobState.CONFIRMED] * 3 + [JobState.RUNNING]


async def test_people_are_shared_until_they_are_through(store: Store, new_job: NewJob) -> None:
    """By either key, once each, and only while the other job may still send them."""
    first, second = new_job(), new_job()
    url = "https://www.linkedin.com/in/jane-doe"
    leads = [Lead.of(2, email="jane@acme.com", linkedin_url=url), Lead.of(3, email="bo@acme.com")]
    rows = [JobRow(lead.row, (), lead, 0, RowOutcome(lead.row, Outcome.NOT_SENT)) for lead in leads]
    await store.jobs.create(replace(first, state=JobState.CONFIRMED), Plan(tuple(rows), (EarlierTry.NONE,)))
    started = await store.jobs.start(first.id, "R1")
    again = [
        Lead.of(2, linkedin_url=f"{url}/?x=1"),
        Lead.of(3, email="BO@acme.com"),
        Lead.of(4, email="c@d.example"),
        leads[0]._replace(row=5),
    ]
    rows = [JobRow(lead.row, (), lead, 0, RowOutcome(lead.row, Outcome.NOT_SENT)) for lead in again]
    await store.jobs.create(second, Plan(tuple(rows), (EarlierTry.NONE,)))
    assert await store.jobs.shared(second.id, [started]) == {started.id: 3}
    await store.jobs.claim(first.id, "R1")
    await store.jobs.record(first.id, "R1", 0, [RowOutcome(2, Outcome.ADDED)], finished=False)
    assert await store.jobs.shared(second.id, [started]) == {started.id: 1}


# ---- the same list again ----------------------------------------------------------------------------


async def earlier(store: Store, job: Job, numbers: Iterable[int]) -> Earlier | None:
    """What a draft with these people is told."""
    assert await store.jobs.create(job, people(numbers))
    return await store.jobs.earlier(job.id)


async def test_the_same_list_is_known_by_its_people(store: Store, new_job: NewJob) -> None:
    """In another order: who shared it last, when, and who of it is in."""
    await sent(store, new_job(), added(range(8)))
    last = await sent(store, new_job(user="U2"), added(range(10)) | {8: FAILED})
    found = await earlier(store, new_job(), reversed(range(10)))
    assert found == Earlier(
        by="U2", at=last.created_at, same=True, under_way=False, shared=10, leads=10, seen=10, known=9
    )


async def test_a_grown_list_is_known_by_most_of_its_people(store: Store, new_job: NewJob) -> None:
    """All earlier jobs count; named is the one with most of them."""
    await sent(store, new_job(user="U1"), added(range(7)))
    await sent(store, new_job(user="U2"), added(range(5, 10)))
    found = await earlier(store, new_job(), range(12))
    assert found is not None
    assert (found.by, found.same, found.shared) == ("U1", False, 7)
    assert (found.leads, found.seen, found.known) == (12, 10, 10)


async def test_nobody_is_known_elsewhere(store: Store, new_job: NewJob) -> None:
    """Not by another sequence or workspace, nor by a draft, nor by what was cancelled before it began."""
    await sent(store, new_job(sequence_id="seq-2"), added(range(10)))
    await sent(store, new_job(team="T2"), added(range(10)))
    draft, withdrawn, undecided = new_job(), new_job(), new_job(sequence_id=None)
    for job in (draft, withdrawn):
        await store.jobs.create(job, people(range(10)))
    await store.jobs.move(withdrawn.id, JobEvent.CANCEL)
    assert await earlier(store, new_job(), range(10)) is None
    assert await earlier(store, undecided, range(10)) is None


async def test_who_counts_as_known(store: Store, new_job: NewJob) -> None:
    """Added, found in, or on the way in; not who was kept out, failed, or may be in."""
    skipped = RowOutcome(0, Outcome.SKIPPED, (SkipReason.RECENTLY_CONTACTED,))
    found_in = replace(skipped, reasons=(SkipReason.RECENTLY_CONTACTED, SkipReason.ALREADY_IN_SEQUENCE))
    ends = {0: ADDED, 1: found_in, 2: skipped, 3: FAILED, 4: RowOutcome(0, Outcome.UNCONFIRMED)}
    await sent(store, new_job(), ends)
    await running(store, new_job(), [5])
    job = new_job()
    found = await earlier(store, job, range(7))
    assert found is not None
    assert (found.seen, found.known) == (6, 3)
    assert await store.jobs.known_rows(job) == {2, 3, 7}


async def test_a_retry_is_not_named_but_counts(store: Store, new_job: NewJob) -> None:
    """Who shared the list is named, not who pressed a button of its report."""
    parent = await sent(store, new_job(user="U1"), {5: FAILED} | added(range(5)))
    await sent(store, new_job(user="U2", parent=parent.id, root=parent.id), added([5]))
    found = await earlier(store, new_job(), range(7))
    assert found is not None
    assert (found.by, found.known) == ("U1", 6)


async def test_a_list_whose_leads_are_gone_is_still_known(store: Store, new_job: NewJob) -> None:
    """Its fingerprint stays with the job."""
    await sent(store, new_job(user="U2"), added(range(10)))
    async with store._database.write() as tx:
        await tx.execute(sa.delete(lead_keys))
        await tx.execute(sa.delete(job_rows))
    found = await earlier(store, new_job(), range(10))
    assert found is not None
    assert (found.by, found.forgotten, found.known) == ("U2", True, 0)


async def test_a_list_under_way_is_told_so(store: Store, new_job: NewJob) -> None:
    """Its leads count as known although none is in yet."""
    await running(store, new_job(), range(10))
    found = await earlier(store, new_job(), range(10))
    assert found is not None
    assert (found.under_way, found.known) == (True, 10)


async def test_other_columns_make_another_list(store: Store, new_job: NewJob) -> None:
    """A draft that is read anew is compared by its new people."""
    await sent(store, new_job(), added(range(10)))
    job = new_job()
    assert await earlier(store, job, range(20, 30)) is None
    await store.jobs.replan(job, people(range(10)), ColumnMapping({}, "U1", START), [])
    found = await store.jobs.earlier(job.id)
    assert found is not None
    assert (found.same, found.known) == (True, 10)


# ---- only the new ones ------------------------------------------------------------------------------


async def drafted(store: Store, job: Job, numbers: Iterable[int]) -> list[JobRow]:
    assert await store.jobs.create(job, people(numbers))
    return [row async for row in store.jobs.rows(job.id)]


async def test_a_narrowed_draft_is_confirmed_with_the_rows_that_are_left(
    store: Store, new_job: NewJob
) -> None:
    """And with nothing else: batches, keys and counts are those of a smaller list."""
    job = new_job()
    rows = await drafted(store, job, range(6))
    plan = only_new(rows, frozenset({2, 3, 4, 5}), 1)
    narrowed = await store.jobs.narrow(job, plan, 4, by="U2")
    assert (narrowed.state, narrowed.left_out) == (JobState.CONFIRMED, 4)
    assert await store.jobs.get(job.id) == narrowed
    assert [row async for row in store.jobs.rows(job.id)] == list(plan.rows)
    assert (await store.jobs.tally(job.id)).line.startswith("2 rows = 0 added")
    await store.jobs.start(job.id, "R1")
    first = await store.jobs.claim(job.id, "R1")
    assert first is not None
    assert [lead.row for lead in first.leads] == [6]
    other = new_job()
    await store.jobs.create(other, people(range(6)))
    started = await store.jobs.start(job.id, "R1")
    assert await store.jobs.shared(other.id, [started]) == {job.id: 2}


async def test_a_draft_is_narrowed_once(store: Store, new_job: NewJob) -> None:
    """Two people press at once: one decides, and of the other's press nothing stays."""
    job = new_job()
    rows = await drafted(store, job, range(6))
    plans = [only_new(rows, frozenset({row}), 2) for row in (2, 3)]
    presses = (store.jobs.narrow(job, plan, 1, by="U2") for plan in plans)
    results = await asyncio.gather(*presses, return_exceptions=True)
    assert sum(isinstance(one, IllegalTransitionError) for one in results) == 1
    assert [row async for row in store.jobs.rows(job.id)] in [list(plan.rows) for plan in plans]


async def test_a_draft_that_changed_is_not_narrowed(store: Store, new_job: NewJob) -> None:
    """Its rows are others by now: those that were looked at must not come back."""
    job = new_job()
    rows = await drafted(store, job, range(6))
    await store.jobs.replan(job, people(range(3)), ColumnMapping({}, "U1", START), [])
    with pytest.raises(IllegalTransitionError, match="changed"):
        await store.jobs.narrow(job, only_new(rows, frozenset(), 2), 0, by="U2")
    assert (await store.jobs.tally(job.id)).rows == 3


# ---- how the database goes about it -----------------------------------------------------------------


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it counts SQLite's own steps
async def test_a_start_looks_at_no_job_that_is_over(store: Store, new_job: NewJob) -> None:
    """It costs the same however many have gone to the sequence before."""
    job = new_job()
    await confirmed(store, job, [1])
    few = await steps_of_a_start(store, job)
    for _ in range(60):
        await sent(store, new_job(), added([1]))
    assert await steps_of_a_start(store, job) == few


async def steps_of_a_start(store: Store, job: Job) -> int:
    """Of SQLite's machine, to find out who sends beside a job, and whether it may start."""
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    async with store._database.read() as tx:
        driver: Any = (await tx.get_raw_connection()).driver_connection
        await driver.set_progress_handler(step, 1)
        assert await keys_in_store.beside(tx, job) == []
        assert await keys_in_store.may_start(tx, job, [])
        await driver.set_progress_handler(None, 1)
    return steps


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it asks for SQLite's own account
@pytest.mark.parametrize(("people_in_it", "outer", "inner"), [(2, "mine", "theirs"), (40, "theirs", "mine")])
async def test_the_smaller_side_is_gone_through(
    store: Store, new_job: NewJob, people_in_it: int, outer: str, inner: str
) -> None:
    """The other side, however large, is looked up by its key; what became of a row comes last."""
    await sent(store, new_job(), added(range(20)))
    job = new_job()
    await store.jobs.create(job, people(range(people_in_it)))
    async with store._database.read() as tx:
        pairs = await keys_in_store._pairs(tx, job.id, keys_in_store._of_earlier(job))
        query = sa.select(pairs.c.row).select_from(keys_in_store._with_ends(pairs))
        compiled = query.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True})
        steps = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")).mappings()
        plan = [str(step["detail"]) for step in steps]
    tables = [step.split()[1] for step in plan if step.startswith(("SEARCH", "SCAN"))]
    order = [table for table in tables if table != "one"]  # where the job's own rows stand
    assert order in (["jobs", outer, inner, "pairs", "job_rows"], [outer, "jobs", inner, "pairs", "job_rows"])
    assert any(step.startswith(f"SEARCH {inner} USING PRIMARY KEY (job_id=? AND key=?)") for step in plan)


async def test_postgres_understands_the_questions(store: Store, new_job: NewJob) -> None:
    """They compile for it as well."""
    job = new_job()
    await store.jobs.create(job, people(range(3)))
    async with store._database.read() as tx:
        pairs = await keys_in_store._pairs(tx, job.id, keys_in_store._of_earlier(job))
    compiled = str(sa.select(pairs.c.row).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call] # SQLAlchemy's
    assert compiled.startswith("WITH pairs AS MATERIALIZED")
