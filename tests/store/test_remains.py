"""How a job's rows stand: what child jobs have taken up, who lacks what, and requests to admins."""

from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from bot.adding.approval import Approval, ApprovalState
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.refusal import lacks
from bot.adding.retry import RetryKind
from bot.leads.lead import Lead
from bot.store import Store
from bot.store.tables import jobs
from tests.store.conftest import START

NewJob = Callable[..., Job]
RECENT, EXCLUDED = SkipReason.RECENTLY_CONTACTED, SkipReason.EXCLUSION_LIST


def planned(*ends: RowOutcome) -> Plan:
    """Rows that have their end."""
    rows = [
        JobRow(one.row, (), Lead.of(one.row, email=f"Lead{one.row}@Acme.example"), 0, one) for one in ends
    ]
    return Plan(tuple(rows), (EarlierTry.NONE,))


def skipped(row: int, *reasons: SkipReason) -> RowOutcome:
    return RowOutcome(row, Outcome.SKIPPED, reasons)


ENDS = (
    RowOutcome(2, Outcome.ADDED),
    skipped(3, RECENT),
    skipped(4, EXCLUDED, RECENT),
    RowOutcome(5, Outcome.INVALID, detail=lacks("it")),
    RowOutcome(6, Outcome.INVALID, detail=f"{lacks('it')}; {lacks('100%')}"),
    RowOutcome(7, Outcome.INVALID, detail='"n/a" is not an e-mail address'),
    skipped(8, RECENT),
)


async def parent_and_child(store: Store, new_job: NewJob) -> tuple[Job, Job]:
    """The child has taken up rows 3, 4 and 5."""
    parent, child = new_job(), new_job()
    child = replace(
        child, parent=parent.id, root=parent.id, origin=f"retry:{parent.id}:recently_contacted:V1"
    )
    assert await store.jobs.create(parent, planned(*ENDS))
    assert await store.jobs.create(child, planned(*(RowOutcome(row, Outcome.ADDED) for row in (3, 4, 5))))
    return parent, child


async def test_what_children_have_taken_up(store: Store, new_job: NewJob) -> None:
    """Counted by what the parent said of those rows."""
    parent, child = await parent_and_child(store, new_job)
    remains = await store.jobs.remains(parent.id)
    assert remains.ends[Outcome.SKIPPED, (RECENT,)] == 2
    assert remains.untouched == {
        (Outcome.ADDED, ()): 1,
        (Outcome.SKIPPED, (RECENT,)): 1,
        (Outcome.INVALID, ()): 2,
    }
    assert remains.taken == {
        child.id: {
            (Outcome.SKIPPED, (RECENT,)): 1,
            (Outcome.SKIPPED, (EXCLUDED, RECENT)): 1,
            (Outcome.INVALID, ()): 1,
        }
    }
    assert remains.lacking == {("it", "100%"): 1}
    assert (await store.jobs.remains("gone")).ends == {}


async def test_children_of_other_jobs_do_not_count(store: Store, new_job: NewJob) -> None:
    """Rows are numbered in each list anew: a retry of one list takes nothing from another one."""
    await parent_and_child(store, new_job)
    other = new_job()
    assert await store.jobs.create(other, planned(*ENDS))
    remains = await store.jobs.remains(other.id)
    assert remains.untouched == remains.ends
    assert remains.lacking == {("it",): 1, ("it", "100%"): 1}


async def test_rows_are_picked_by_what_became_of_them(store: Store, new_job: NewJob) -> None:
    """In order; and found by a part of their address in any case, where no sign has a meaning."""
    parent, child = await parent_and_child(store, new_job)
    picked = [row.row async for row in store.jobs.picked(parent.id, {Outcome.SKIPPED, Outcome.ADDED})]
    assert picked == [2, 3, 4, 8]
    named = await store.jobs.named(parent.id, {Outcome.SKIPPED}, "lEAD4@", 10)
    assert [row.row for row in named] == [4]
    assert await store.jobs.named(parent.id, {Outcome.SKIPPED}, "%", 10) == []
    assert len(await store.jobs.named(parent.id, {Outcome.SKIPPED}, "", 2)) == 2
    assert await store.jobs.rows_of([child.id]) == {3, 4, 5}
    assert await store.jobs.rows_of([]) == frozenset()


async def test_people_of_a_chain_are_known(store: Store, new_job: NewJob) -> None:
    """In any spelling, and only where they came to the ends asked for."""
    parent, _ = await parent_and_child(store, new_job)
    given = ["LEAD2@acme.example", "lead8@acme.example", "nobody@acme.example"]
    assert await store.jobs.people_of([parent.id], given, []) == {given[0]: 2, given[1]: 8}
    assert await store.jobs.people_of([parent.id], given, [], [Outcome.ADDED]) == {given[0]: 2}
    assert await store.jobs.people_of(["other"], given, []) == {}


async def test_the_latest_jobs_of_a_channel(store: Store, new_job: NewJob) -> None:
    """Latest first; none of another channel or workspace."""
    made = [new_job(), new_job(), new_job(channel="C2"), new_job(team="T2"), new_job()]
    for job in made:
        await store.jobs.create(job, planned())
    assert [job.id for job in await store.jobs.recent("T1", "C1", 2)] == [made[4].id, made[1].id]


# ---- requests to admins -----------------------------------------------------------------------------


def asking(job: Job, number: int = 1, kind: RetryKind = RetryKind.EXCLUSION_LIST) -> Approval:
    return Approval(f"A{number}", "T1", job.id, kind, 12, f"U{number}", START)


async def test_one_request_at_a_time_about_the_same_leads(store: Store, new_job: NewJob) -> None:
    """The second person gets the first one's; about others, and once it is decided, there may be more."""
    job = new_job()
    await store.jobs.create(job, planned(*ENDS))
    first, second = asking(job), asking(job, 2)
    assert await store.approvals.ask(first) == first
    assert await store.approvals.ask(second) == first
    other = asking(job, 3, RetryKind.FAILED)
    assert await store.approvals.ask(other) == other
    await store.approvals.decide(first, ApprovalState.DECLINED, "U9")
    assert await store.approvals.ask(second) == second


async def test_a_request_is_decided_once(store: Store, new_job: NewJob) -> None:
    """Who comes second learns what was decided, and by whom."""
    job = new_job()
    await store.jobs.create(job, planned(*ENDS))
    asked = await store.approvals.ask(asking(job))
    approved = replace(asked, state=ApprovalState.APPROVED, decided_by="U8")
    assert await store.approvals.decide(asked, ApprovalState.APPROVED, "U8") == approved
    assert await store.approvals.decide(asked, ApprovalState.DECLINED, "U9") == approved
    assert await store.approvals.get(asked.id) == approved


async def test_a_request_goes_with_its_job(store: Store, new_job: NewJob) -> None:
    """What a purge removes is gone."""
    job = new_job()
    await store.jobs.create(job, planned(*ENDS))
    asked = await store.approvals.ask(asking(job))
    async with store._database.write() as tx:
        await tx.execute(sa.delete(jobs).where(jobs.c.id == job.id))
    assert await store.approvals.get(asked.id) is None
