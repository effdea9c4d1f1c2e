"""The audit: each deed goes down with it, and nothing that is down can be changed."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from bot.adding.audit import NOBODY, AuditEntry, Deed
from bot.adding.errors import IllegalTransitionError
from bot.adding.job import Alias, Job, Options
from bot.adding.overrides import Override
from bot.adding.plan import Plan
from bot.adding.state import JobEvent, JobState
from bot.store import Store
from tests.store.conftest import START, VirtualClock

EXCLUDED = Options(frozenset({Override.EXCLUSION_LIST}))


async def test_what_is_sent_at_once_is_an_add(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Who, when, where to, how many leads, and what was lifted; and nobody's address."""
    job = new_job(state=JobState.CONFIRMED, options=EXCLUDED)
    await store.jobs.create(job, new_plan(3))
    assert await store.audit.entries("T1") == [
        AuditEntry(
            at=job.created_at,
            team="T1",
            user="U1",
            deed=Deed.ADD,
            job_id=job.id,
            alias="q4",
            sequence_id="seq-1",
            leads=3,
            overrides=EXCLUDED.overrides,
        )
    ]


async def test_a_retry_is_told_from_an_add(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """By the job that it retries."""
    parent = new_job()
    await store.jobs.create(parent, new_plan())
    child = new_job(parent=parent.id, root=parent.id, state=JobState.CONFIRMED, user="U2")
    await store.jobs.create(child, new_plan(1))
    (entry,) = await store.audit.entries("T1")
    assert (entry.deed, entry.user, entry.leads) == (Deed.RETRY, "U2", 1)


async def test_the_deeds_of_a_job_go_down_with_who_did_them(
    store: Store, clock: VirtualClock, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """A preview is nobody's deed; what the program does by itself is none either."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    assert await store.audit.entries("T1") == []
    for event, by in (
        (JobEvent.CONFIRM, "U1"),
        (JobEvent.START, ""),
        (JobEvent.STOP, ""),
        (JobEvent.CONFIRM, "U2"),
        (JobEvent.CANCEL, "U3"),
    ):
        clock.seconds += 1
        await store.jobs.move(job.id, event, by=by, code="key_refused")
    entries = await store.audit.entries("T1")
    assert [(entry.deed, entry.user, (entry.at - START).seconds) for entry in entries] == [
        (Deed.ADD, "U1", 1),
        (Deed.RESUME, "U2", 4),
        (Deed.CANCEL, "U3", 5),
    ]


async def test_a_deed_that_has_no_effect_is_not_written_down(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """A second click on a button, a second delivery."""
    job = new_job(state=JobState.CONFIRMED)
    await store.jobs.create(job, new_plan())
    assert not await store.jobs.create(new_job(origin=job.origin, state=JobState.CONFIRMED), new_plan())
    with pytest.raises(IllegalTransitionError):
        await store.jobs.move(job.id, JobEvent.CONFIRM, by="U2")
    assert len(await store.audit.entries("T1")) == 1


async def test_changed_names_go_down(store: Store) -> None:
    """With the sequence that they stand for, and stood for."""
    await store.aliases.put(Alias("T1", "Spring", "seq-1"), by="U1")
    await store.aliases.remove("T1", "spring", by="U2")
    await store.aliases.remove("T1", "spring", by="U3")
    entries = await store.audit.entries("T1")
    assert [(one.deed, one.user, one.alias.lower(), one.sequence_id) for one in entries] == [
        (Deed.PUT_ALIAS, "U1", "spring", "seq-1"),
        (Deed.REMOVE_ALIAS, "U2", "spring", "seq-1"),
    ]


@pytest.mark.parametrize("change", ["UPDATE audit SET leads = 0", "DELETE FROM audit"])
async def test_the_database_itself_refuses_to_change_an_entry(store: Store, change: str) -> None:
    """Also to those who come by another way than this program's code."""
    await store.audit.write(AuditEntry(START, "T1", NOBODY, Deed.APPROVE, leads=2))
    with pytest.raises(sa.exc.DBAPIError, match="only grows"):
        async with store._database.write() as tx:
            await tx.exec_driver_sql(change)
    assert [entry.leads for entry in await store.audit.entries("T1")] == [2]


async def test_entries_are_read_from_a_day_on(store: Store) -> None:
    """And only those of one workspace."""
    for team in ("T1", "T2"):
        await store.audit.write(AuditEntry(START, team, "U1", Deed.CANCEL))
    assert len(await store.audit.entries("T1", since=START)) == 1
    assert not await store.audit.entries("T1", since=START.replace(year=2027))


async def test_the_audit_outlives_its_jobs(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Deleting a job's leads deletes nothing here."""
    job = new_job(state=JobState.CONFIRMED)
    await store.jobs.create(job, new_plan())
    async with store._database.write() as tx:
        await tx.exec_driver_sql("DELETE FROM jobs")
    assert [entry.job_id for entry in await store.audit.entries("T1")] == [job.id]


async def test_who_approved_goes_down_beside_who_asked(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Two people answer for a retry that only admins may let through."""
    parent = new_job()
    await store.jobs.create(parent, new_plan())
    child = new_job(parent=parent.id, root=parent.id, state=JobState.CONFIRMED, user="U2", approved_by="U3")
    await store.jobs.create(child, new_plan(1))
    entries = await store.audit.entries("T1")
    assert [(one.deed, one.user) for one in entries] == [(Deed.RETRY, "U2"), (Deed.APPROVE, "U3")]
