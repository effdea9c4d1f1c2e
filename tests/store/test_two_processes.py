"""Two engines on one database, as two processes are: they share the work, and never do it twice."""

import asyncio
from collections.abc import Callable

import pytest

from bot.adding.errors import StaleRunError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import Plan
from bot.adding.state import JobEvent
from bot.store import Store
from tests.store.calls import begin_call
from tests.store.conftest import OpenStore


async def test_no_batch_is_claimed_twice(
    open_store: OpenStore, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Eight workers of one run in two processes: every batch goes to one, and all rows get their end."""
    job, claimed = new_job(), list[int]()

    async def work(store: Store) -> None:
        while (batch := await store.jobs.claim(job.id, "R1")) is not None:
            claimed.append(batch.number)
            assert await begin_call(store, job.id, "R1", batch.number)
            ended = [RowOutcome(lead.row, Outcome.ADDED) for lead in batch.leads]
            await store.jobs.record(job.id, "R1", batch.number, ended, finished=True)

    async with open_store() as one, open_store() as other:
        await one.jobs.create(job, new_plan(leads=120, size=3))
        await one.jobs.move(job.id, JobEvent.CONFIRM)
        await one.jobs.start(job.id, "R1")
        await asyncio.gather(*(work(store) for store in (one, other) * 4))
        tally = await other.jobs.tally(job.id)
    assert sorted(claimed) == list(range(40))
    assert tally[Outcome.ADDED] == 120


async def test_one_of_two_runs_wins(
    open_store: OpenStore, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """The run that started last sends everything; the other one is told at its next write."""
    job = new_job()
    async with open_store() as one, open_store() as other:
        await one.jobs.create(job, new_plan(leads=6, size=2))
        await one.jobs.move(job.id, JobEvent.CONFIRM)
        await one.jobs.start(job.id, "R1")
        assert await one.jobs.claim(job.id, "R1") is not None
        await other.jobs.start(job.id, "R2")
        with pytest.raises(StaleRunError):
            await one.jobs.claim(job.id, "R1")
        batches = [await other.jobs.claim(job.id, "R2") for _ in range(4)]
    assert [batch and batch.number for batch in batches] == [0, 1, 2, None]


async def test_an_origin_makes_one_job_in_two_processes(
    open_store: OpenStore, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """The same event delivered to both at once."""
    async with open_store() as one, open_store() as other:
        made = await asyncio.gather(
            *(store.jobs.create(new_job(origin="event:Ev1:F1"), new_plan()) for store in (one, other) * 3)
        )
    assert sorted(made) == [False] * 5 + [True]


async def test_only_one_confirmation_counts(
    open_store: OpenStore, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Two people press *Add* at once: one of them moves the job, the other is told that it has moved."""
    job = new_job()
    async with open_store() as one, open_store() as other:
        await one.jobs.create(job, new_plan())
        moved = await asyncio.gather(
            *(store.jobs.move(job.id, JobEvent.CONFIRM) for store in (one, other) * 3),
            return_exceptions=True,
        )
    assert sum(isinstance(result, Job) for result in moved) == 1
