"""Looking back: what is found, in which order, and that it does not look through everything."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow, Plan, plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent, JobState
from bot.jobs.history_ports import JobsWanted
from bot.leads.lead import Lead
from bot.leads.reading import read_leads
from bot.store import Store
from tests.store.conftest import START, Running

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]


@pytest.fixture
async def four(store: Store, new_job: NewJob, new_plan: NewPlan) -> list[str]:
    """Four jobs of one workspace, oldest first, beside one of another workspace."""
    made = [new_job(), new_job(user="U2"), new_job(alias="spring"), new_job(user="U2", alias="spring")]
    for job in (*made, new_job(team="T2")):
        await store.jobs.create(job, new_plan())
    return [job.id for job in made]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (JobsWanted(), [3, 2, 1, 0]),
        (JobsWanted(user="U2"), [3, 1]),
        (JobsWanted(alias="spring"), [3, 2]),
        (JobsWanted(user="U2", alias="spring"), [3]),
        (JobsWanted(since=START + timedelta(seconds=3)), [3, 2]),
        (JobsWanted(before="J3"), [1, 0]),
        (JobsWanted(before="J5"), []),  # of another workspace
        (JobsWanted(before="' OR 1=1 --"), []),
        (JobsWanted(user="U9"), []),
    ],
)
async def test_jobs_are_found_newest_first(
    store: Store, four: list[str], wanted: JobsWanted, found: list[int]
) -> None:
    """By any combination; never those of another workspace."""
    seen = await store.history.jobs("T1", wanted, 10)
    assert [one.job.id for one in seen] == [four[index] for index in found]


async def test_pages_of_jobs_made_at_once_leave_none_out(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """Each stands on one page, and on one only."""
    for _ in range(5):
        await store.jobs.create(new_job(created_at=START), new_plan())
    pages: list[str] = []
    wanted = JobsWanted()
    while page := await store.history.jobs("T1", wanted, 2):
        pages += [one.job.id for one in page]
        wanted = JobsWanted(before=page[-1].job.id)
    assert pages == ["J5", "J4", "J3", "J2", "J1"]


async def test_a_job_is_seen_as_it_stands(store: Store, running: Running) -> None:
    """Its counts, the message that tells most about it, and why it stopped."""
    number, rows = await running.claim()
    await running.finish(number, rows)
    (seen,) = await store.history.jobs("T1", JobsWanted(), 1)
    assert (seen.tally[Outcome.ADDED], seen.tally[Outcome.NOT_SENT]) == (2, 2)
    assert (seen.ts, seen.stop_code) == (seen.job.thread_ts, "")
    await store.jobs.keep_message(running.id, "status", "1.1")
    await store.jobs.move(running.id, JobEvent.STOP, code="key_refused")
    (seen,) = await store.history.in_state("T1", JobState.STOPPED, 5)
    assert (seen.ts, seen.stop_code) == ("1.1", "key_refused")
    await store.jobs.keep_message(running.id, "report", "1.2")
    (seen,) = await store.history.jobs("T1", JobsWanted(), 1)
    assert seen.ts == "1.2"


async def test_states_are_counted(store: Store, four: list[str]) -> None:
    """For one workspace."""
    await store.jobs.move(four[0], JobEvent.CANCEL)
    assert await store.history.counts("T1") == {JobState.DRAFT: 3, JobState.CANCELLED: 1}


async def test_who_added_and_where_to(store: Store, four: list[str]) -> None:
    """People, the latest first; and sequences' names, also those that are gone."""
    assert four
    assert list(await store.history.users("T1", 5)) == ["U2", "U1"]
    assert list(await store.history.users("T1", 1)) == ["U2"]
    assert await store.history.knows_alias("T1", "spring")
    assert not await store.history.knows_alias("T2", "spring")


def _with(plan: Plan, lead: Lead) -> Plan:
    """The plan with one of its leads replaced."""
    first, *rest = plan.rows
    row = JobRow(first.row, first.cells, lead._replace(row=first.row), first.batch, first.outcome)
    return Plan((row, *rest), (EarlierTry.NONE,))


async def test_one_lead_is_found_however_it_is_spelled(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """By address or by profile, in this workspace only, newest first, with how many there are."""
    jane = Lead.of(2, email="Jane@Acme.example", linkedin_url="https://www.linkedin.com/in/jane-doe")
    for team in ("T1", "T1", "T2", "T1"):
        await store.jobs.create(new_job(team=team), _with(new_plan(1), jane))
    await store.jobs.create(new_job(), new_plan(1))
    seen, total = await store.history.of_lead("T1", "jane@ACME.example", None, 2)
    assert ([one.job.id for one in seen], total) == (["J4", "J2"], 3)
    seen, total = await store.history.of_lead("T1", None, "https://www.linkedin.com/in/jane-doe", 9)
    assert ([one.job.id for one in seen], total) == (["J4", "J2", "J1"], 3)
    assert seen[0].outcome.outcome is Outcome.NOT_SENT
    assert await store.history.of_lead("T1", "nobody@acme.example", None, 9) == ([], 0)


async def test_rows_that_were_no_leads_are_found_too(store: Store, new_job: NewJob) -> None:
    """A duplicate, and an invalid row that names the person; not one of somebody with a longer name."""
    cells = ["Jane@Acme.example", "JANE@acme.example", "mary.jane@acme.example", "(jane@acme.example) oder"]
    listed = read_leads("\n".join(["Email", *cells[:3], f'"n/a, {cells[3]}"', "n/a"]).encode(), "l.csv")
    for team in ("T1", "T2"):
        await store.jobs.create(new_job(team=team), plan(listed, 250))
    seen, total = await store.history.of_lead("T1", "jane@acme.example", None, 9)
    outcomes = [(one.job.id, one.outcome.row, one.outcome.outcome.value) for one in seen]
    assert outcomes == [("J1", 2, "not sent"), ("J1", 3, "duplicate"), ("J1", 5, "invalid")]
    assert seen[1].outcome.detail == "same person as row 2"
    assert total == 3


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # it asks for SQLite's own account
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (
            "SELECT row FROM jobs JOIN lead_keys ON job_id = id WHERE jobs.team = 'T1' AND key IN (1, 2)",
            "lead_keys USING PRIMARY KEY (job_id=? AND key=?)",
        ),
        (
            """SELECT row FROM jobs JOIN job_rows ON job_id = id WHERE jobs.team = 'T1'
            AND outcome IN ('invalid', 'duplicate') AND batch IS NULL AND cells LIKE '%x%'""",
            "job_rows USING INDEX ix_job_rows_job_id_outcome_reasons_row (job_id=? AND outcome=?)",
        ),
        (
            "SELECT * FROM jobs WHERE team = 'T1' ORDER BY created_at DESC, id DESC LIMIT 11",
            "ix_jobs_team_created_at",
        ),
    ],
)
async def test_nothing_is_looked_through_as_a_whole(store: Store, query: str, index: str) -> None:
    """The database answers these from an index, whatever there is beside what is asked for."""
    async with store._database.read() as tx:
        plan = [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]
    assert any(index in step for step in plan)
    assert not any(step.startswith("SCAN") for step in plan)
