"""The rows of a job: none is lost, none changes, all are counted."""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from statistics import quantiles
from time import perf_counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adding.errors import ConservationError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason, in_enum_order
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.remedies import remedies
from bot.adding.report import Tally
from bot.adding.state import JobEvent
from bot.leads.lead import Lead
from bot.store import Store
from bot.store.tables import job_rows
from tests.store.conftest import Running

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]

WITH_SO_MANY = ["sqlite", "postgresql"] if os.environ.get("ADDLEADS_STRESS") else ["sqlite"]

_ids = count()
_words = st.text(max_size=20)
_sentences = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
_reasons = st.lists(st.sampled_from(SkipReason), min_size=1, unique=True).map(in_enum_order)
_on_any_store = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def _rows(draw: st.DrawFn) -> tuple[JobRow, ...]:
    numbers = sorted(draw(st.sets(st.integers(1, 1_000_000), max_size=20)))
    return tuple(draw(_row(number)) for number in numbers)


@st.composite
def _row(draw: st.DrawFn, number: int) -> JobRow:
    outcome = draw(st.sampled_from(Outcome))
    reasons = draw(_reasons) if outcome is Outcome.SKIPPED else ()
    end = RowOutcome(number, outcome, reasons, draw(_sentences))
    cells = tuple(draw(st.lists(_words, max_size=4)))
    if outcome in {Outcome.INVALID, Outcome.DUPLICATE}:
        return JobRow(number, cells, None, None, end)
    data = draw(st.dictionaries(_words, _words, max_size=3))
    lead = Lead.of(number, email=f"jane.{number}@acme.com", data=data)
    return JobRow(number, cells, lead, 0, end)


@_on_any_store
@given(rows=_rows())
async def test_rows_come_back_as_they_were(store: Store, new_job: NewJob, rows: tuple[JobRow, ...]) -> None:
    """Whatever characters somebody's spreadsheet holds, and whatever became of the row."""
    job = await _create(store, new_job, rows)
    assert tuple([row async for row in store.jobs.rows(job.id)]) == rows


@_on_any_store
@given(rows=_rows())
async def test_a_tally_counts_every_row(store: Store, new_job: NewJob, rows: tuple[JobRow, ...]) -> None:
    """As counting them one by one does; so the conservation line adds up."""
    job = await _create(store, new_job, rows)
    tally = await store.jobs.tally(job.id)
    assert tally == Tally.of((row.outcome for row in rows), len(rows))
    assert sum(tally.outcomes.values()) == tally.rows == len(rows)


@_on_any_store
@given(rows=_rows(), limit=st.integers(1, 3))
async def test_a_sample_has_the_first_rows_of_each_kind(
    store: Store, new_job: NewJob, rows: tuple[JobRow, ...], limit: int
) -> None:
    """In row order, and no more than asked for."""
    job = await _create(store, new_job, rows)
    seen: Counter[object] = Counter()
    expected = []
    for row in rows:
        kind = row.outcome.outcome, row.outcome.reasons
        seen[kind] += 1
        if seen[kind] <= limit:
            expected.append(row)
    assert await store.jobs.sample(job.id, limit) == expected


async def _create(store: Store, new_job: NewJob, rows: Sequence[JobRow]) -> Job:
    job = new_job(id=f"job{next(_ids)}", origin=f"origin{next(_ids)}", root="")
    assert await store.jobs.create(job, Plan(tuple(rows), (EarlierTry.NONE,)))
    return job


async def test_characters_that_no_database_likes_come_back(store: Store, new_job: NewJob) -> None:
    """A NUL, and half a surrogate pair: as they were in a cell, replaced where a sentence quotes them."""
    cells = ("a\0b", "\ud83d", "\N{PILE OF POO}")
    end = RowOutcome(2, Outcome.INVALID, detail='"a\0b\ud83d" is not an e-mail address')
    job = await _create(store, new_job, [JobRow(2, cells, None, None, end)])
    [read] = [row async for row in store.jobs.rows(job.id)]
    assert read.cells == cells
    assert read.outcome.detail == '"a\ufffdb?" is not an e-mail address'


async def test_a_lost_row_is_noticed(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """A tally that does not account for every row the job was made with can't be had."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=4))
    async with store._database.write() as tx:
        await tx.execute(sa.delete(job_rows).where(job_rows.c.row == 3))
    with pytest.raises(ConservationError, match="3 of 4 rows"):
        await store.jobs.tally(job.id)


async def test_a_row_counts_under_each_of_its_reasons(running: Running) -> None:
    """So each button says how many leads it concerns."""
    number, (first, second) = await running.claim()
    both = SkipReason.EXCLUSION_LIST, SkipReason.RECENTLY_CONTACTED
    ended = [
        RowOutcome(first, Outcome.SKIPPED, both),
        RowOutcome(second, Outcome.SKIPPED, (SkipReason.RECENTLY_CONTACTED,)),
    ]
    await running.jobs.record(running.id, "R1", number, ended, finished=True)
    left = remedies(await running.jobs.remains(running.id), {})
    assert {kind.value: leads for kind, leads in left.retries.items()} == {
        "exclusion_list": 1,
        "recently_contacted": 2,
    }


async def test_rows_can_be_read_while_they_change(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Reading page by page holds nobody up, and misses no row."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=600, size=250))
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "R1")
    running, seen = Running(store, job, "R1"), 0
    async for row in store.jobs.rows(job.id):
        if row.row % 250 == 0:
            await running.finish(*await running.claim())
        seen += 1
    assert seen == 600


async def test_the_chain_knows_who_was_added(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Rows that any job of the chain added; not those of another chain."""
    first = new_job()
    child = new_job(parent=first.id, root=first.id)
    other = new_job()
    everybody = new_plan(leads=4, size=4)
    left = Plan(everybody.rows[2:], everybody.earlier_tries)
    for job, plan, added in ((first, everybody, [2, 3]), (child, left, [4]), (other, everybody, [5])):
        await _add(store, job, plan, added)
    assert await store.jobs.added_in_chain(first.id) == {2, 3, 4}
    assert await store.jobs.added_in_chain("J9") == frozenset()


async def _add(store: Store, job: Job, plan: Plan, rows: Sequence[int]) -> None:
    await store.jobs.create(job, plan)
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "R1", apart=["J1", "J2"])
    running = Running(store, job, "R1")
    number, _ = await running.claim()
    ended = [RowOutcome(row, Outcome.ADDED) for row in rows]
    await running.jobs.record(job.id, "R1", number, ended, finished=False)


@pytest.mark.parametrize("address", WITH_SO_MANY, indirect=True)
async def test_a_hundred_thousand_rows_hold_nobody_up(store: Store, new_job: NewJob) -> None:
    """While they are written and read, the event loop goes on: hardly a short stall, and never a long one."""
    lead = Lead.of(1, email="jane@acme.com", data={"company_name": "Acme", "title": "VP Sales"})
    end = RowOutcome(1, Outcome.NOT_SENT)
    rows = tuple(JobRow(number, ("Jane", "Acme"), lead, 0, end) for number in range(2, 100_002))
    job = new_job()
    gc.collect()
    gc.freeze()  # a collection over the test's own rows would count as a stall
    async with _lags() as lags:
        assert await store.jobs.create(job, Plan(rows, (EarlierTry.NONE,)))
        assert (await store.jobs.tally(job.id)).rows == 100_000
        read = [row.row async for row in _first(store.jobs.rows(job.id), 10_000)]
    gc.unfreeze()
    assert read == list(range(2, 10_002))
    assert quantiles(lags, n=20)[-1] < 0.05
    assert max(lags) < 0.5


async def _first(rows: AsyncIterator[JobRow], number: int) -> AsyncIterator[JobRow]:
    for _ in range(number):
        yield await anext(rows)


@asynccontextmanager
async def _lags() -> AsyncIterator[list[float]]:
    """How late the event loop was, each time it was asked."""
    lags: list[float] = []

    async def ask() -> None:
        while True:
            asked = perf_counter()
            await asyncio.sleep(0)
            lags.append(perf_counter() - asked)
            await asyncio.sleep(0.002)

    task = asyncio.create_task(ask())
    yield lags
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
