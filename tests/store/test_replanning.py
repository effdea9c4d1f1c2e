"""A draft whose columns are changed: other rows and batches, in one piece, or nothing at all."""

from collections.abc import Callable

import pytest

from bot.adding.errors import IllegalTransitionError
from bot.adding.job import ColumnMapping, Job
from bot.adding.outcome import Outcome
from bot.adding.plan import Plan
from bot.adding.state import JobEvent
from bot.store import Store, bits
from tests.store.conftest import START

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]

COLUMNS = ColumnMapping({"1:email": "email", "1:name": "full_name"}, "U0BO", START)


@pytest.fixture(autouse=True, params=[1, bits.AT_ONCE])
def bit(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each draft is a long one, and a short one."""
    monkeypatch.setattr(bits, "AT_ONCE", request.param)


async def everything(store: Store, job_id: str) -> list[object]:
    """All that is stored of a job's rows and batches."""
    tries = await store.jobs.earlier_tries(job_id)
    return [[row async for row in store.jobs.rows(job_id)], tries, await store.jobs.tally(job_id)]


@pytest.mark.parametrize("columns", [COLUMNS, ColumnMapping({}, "", START)])
async def test_a_job_keeps_its_columns(
    store: Store, new_job: NewJob, new_plan: NewPlan, columns: ColumnMapping
) -> None:
    """Those chosen for all such lists, and those said for one upload."""
    job = new_job(columns=columns)
    await store.jobs.create(job, new_plan())
    assert await store.jobs.get(job.id) == job


async def test_a_draft_is_as_if_it_had_been_read_so_at_once(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """Rows, batches and counts are those of the new plan; the job itself is the same."""
    anew = new_plan(leads=3, size=1, ended=[Outcome.INVALID, Outcome.DUPLICATE])
    changed, other = new_job(assumptions=("semicolon-separated", "a guess")), new_job()
    await store.jobs.create(changed, new_plan(leads=5))
    await store.jobs.create(other, anew)
    await store.jobs.replan(changed, anew, COLUMNS, ["semicolon-separated"])
    assert await everything(store, changed.id) == await everything(store, other.id)
    kept = await store.jobs.get(changed.id)
    assert kept is not None
    assert (kept.columns, kept.assumptions) == (COLUMNS, ("semicolon-separated",))
    assert (kept.origin, kept.header, kept.state) == (changed.origin, changed.header, changed.state)


async def test_a_changed_draft_runs(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Its first batch is the new plan's."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=4, size=4))
    await store.jobs.replan(job, new_plan(leads=2, size=1), COLUMNS, [])
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "R1")
    batch = await store.jobs.claim(job.id, "R1")
    assert batch is not None
    assert [lead.row for lead in batch.leads] == [2]


@pytest.mark.parametrize("event", [JobEvent.CONFIRM, JobEvent.CANCEL])
async def test_only_a_draft_is_changed(
    store: Store, new_job: NewJob, new_plan: NewPlan, event: JobEvent
) -> None:
    """Where somebody has decided meanwhile, not one row is touched."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    await store.jobs.move(job.id, event)
    before = await everything(store, job.id), await store.jobs.get(job.id)
    with pytest.raises(IllegalTransitionError):
        await store.jobs.replan(job, new_plan(leads=1), COLUMNS, [])
    assert (await everything(store, job.id), await store.jobs.get(job.id)) == before


async def test_no_other_job_is_touched(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Nor is there anything to change in a job that does not exist."""
    one, other = new_job(), new_job()
    await store.jobs.create(one, new_plan())
    await store.jobs.create(other, new_plan())
    before = await everything(store, other.id)
    await store.jobs.replan(one, new_plan(leads=1), COLUMNS, [])
    with pytest.raises(IllegalTransitionError):
        await store.jobs.replan(new_job(id="J9"), new_plan(), COLUMNS, [])
    assert await everything(store, other.id) == before
