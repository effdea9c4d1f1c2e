"""Deleting the leads of old jobs: counts stay, nothing else does, and nobody waits long."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.adding.errors import NothingToDoError
from bot.adding.job import ColumnMapping, Job, Options
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent, JobState
from bot.jobs.history_ports import JobsWanted
from bot.leads.lead import Lead
from bot.store import Store
from bot.store.tables import batches, deliveries, job_rows, jobs, lead_keys
from tests.store.calls import begin_call
from tests.store.conftest import START, OpenStore, Running, VirtualClock

LATER = START + timedelta(days=31)


async def rows_in(store: Store, *tables: sa.Table) -> list[int]:
    async with store._database.read() as tx:
        return [await tx.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables]


async def purged(store: Store, root: str) -> None:
    """The whole of it, as the retention task does it."""
    assert await store.purge.seal(root, LATER, even_untold=False)
    while await store.purge.delete_some():
        pass
    while await store.purge.give_back_some():
        pass
    assert await store.purge.empty_log()


async def ended(running: Running) -> None:
    await running.claim()
    await running.jobs.record(
        running.id,
        running.run,
        0,
        [RowOutcome(2, Outcome.ADDED), RowOutcome(3, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST,))],
        finished=True,
    )
    await running.claim()
    await running.finish(1, (4, 5))
    await running.jobs.move(running.id, JobEvent.FINISH)
    await running.jobs.keep_message(running.id, "report", "1.1")


async def test_counts_stay_and_leads_go(store: Store, running: Running) -> None:
    """The tally is what it was; rows, keys and batches are gone; so is what names people."""
    await ended(running)
    before = await store.jobs.tally(running.id)
    await purged(store, running.id)
    assert await rows_in(store, job_rows, lead_keys, batches) == [0, 0, 0]
    assert await store.jobs.tally(running.id) == before
    assert before.reasons == {SkipReason.EXCLUSION_LIST: 1}
    job = await store.jobs.get(running.id)
    assert job is not None
    assert (job.purged_at, job.name, job.header, job.state) == (LATER, "", (), JobState.DONE)
    assert len(await store.audit.entries("T1")) == 1
    assert [one.tally for one in await store.history.jobs("T1", _any(), 9)] == [before]


def _any() -> JobsWanted:
    return JobsWanted()


async def test_what_could_name_somebody_goes_with_the_rows(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """The file's name, assumptions, constants, mailboxes, chosen columns; and the fingerprint of a few."""
    draft = new_job(
        name="Jane Doe.csv",
        assumptions=("Müller looks right",),
        columns=ColumnMapping({"E-mail": "email"}, "U1", START),
        options=Options(mailboxes=("rep@own.example",), data={"note": "ask Jane"}),
    )
    await store.jobs.create(draft, new_plan())
    await store.jobs.move(draft.id, JobEvent.CANCEL)
    await purged(store, draft.id)
    job = await store.jobs.get(draft.id)
    assert job is not None
    assert (job.name, job.assumptions, job.columns, job.options) == ("", (), None, Options())
    async with store._database.read() as tx:
        assert await tx.scalar(sa.select(jobs.c.fingerprint)) == f"purged:{draft.id}"


async def test_a_long_list_keeps_its_fingerprint(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """So that it is known again when somebody shares it once more; the leads themselves are not."""
    old, again = new_job(), new_job()
    for job in (old, again):
        await store.jobs.create(job, new_plan(12))
    await store.jobs.move(old.id, JobEvent.CONFIRM)
    await store.jobs.move(old.id, JobEvent.CANCEL)
    async with store._database.write() as tx:
        await tx.execute(sa.update(jobs).where(jobs.c.id == old.id).values(run="R1"))
    assert not await store.purge.seal(old.id, LATER, even_untold=False)
    assert await store.purge.seal(old.id, LATER, even_untold=True)
    while await store.purge.delete_some():
        pass
    earlier = await store.jobs.earlier(again.id)
    assert earlier is not None
    assert earlier.forgotten


@pytest.mark.parametrize("state", ["running", "confirmed", "draft", "stopped"])
async def test_a_job_that_may_still_send_is_never_sealed(store: Store, running: Running, state: str) -> None:
    """However old it is: its leads are somebody's work, or somebody is to decide first."""
    async with store._database.write() as tx:
        await tx.execute(sa.update(jobs).values(state=JobState(state)))
    assert [one.id for one in await store.purge.due(LATER)] == [running.id]
    undecided = [one.id for one in await store.purge.undecided(running.id)]
    assert undecided == ([running.id] if state in {"draft", "stopped"} else [])
    assert not await store.purge.seal(running.id, LATER, even_untold=True)
    assert (await rows_in(store, job_rows)) == [4]


async def test_a_call_on_its_way_keeps_the_leads_for_a_while(store: Store, running: Running) -> None:
    """Of a cancelled job: its answer must find its rows. A day later they go all the same."""
    number, _ = await running.claim()
    await begin_call(store, running.id, "R1", number)
    await store.jobs.move(running.id, JobEvent.CANCEL)
    await store.jobs.keep_message(running.id, "report", "1.1")
    assert not await store.purge.seal(running.id, LATER, even_untold=False)
    assert await store.purge.seal(running.id, LATER, even_untold=True)


async def test_a_job_whose_end_is_not_told_is_not_taken_up_without_its_leads(
    store: Store, running: Running
) -> None:
    """A report of deleted leads would be a lie; whoever waits for it has waited long."""
    await running.claim()
    await running.finish(0, (2, 3))
    await running.claim()
    await running.finish(1, (4, 5))
    await store.jobs.move(running.id, JobEvent.FINISH)
    assert await store.jobs.unfinished() == [running.id]
    assert not await store.purge.seal(running.id, LATER, even_untold=False)
    assert await store.purge.seal(running.id, LATER, even_untold=True)
    assert await store.jobs.unfinished() == []


async def test_a_list_goes_with_its_retries_and_no_new_one_is_made(
    store: Store, running: Running, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """A retry pressed in the same moment finds the leads deleted, and nothing is written."""
    await ended(running)
    child = new_job(parent=running.id, root=running.id, state=JobState.CONFIRMED)
    await store.jobs.create(child, Plan(new_plan(2).rows[1:], (EarlierTry.NONE,)))
    assert not await store.purge.seal(running.id, LATER, even_untold=False)
    await store.jobs.move(child.id, JobEvent.CANCEL)
    assert [one.id for one in await store.purge.due(LATER)] == [running.id]
    await purged(store, running.id)
    assert await store.purge.due(LATER) == []
    late = new_job(parent=running.id, root=running.id, state=JobState.CONFIRMED)
    with pytest.raises(NothingToDoError, match="just deleted"):
        await store.jobs.create(late, new_plan(2))
    assert await store.jobs.get(late.id) is None


async def test_a_kill_in_between_costs_nothing(store: Store, running: Running, open_store: OpenStore) -> None:
    """What is sealed counts as it did, and the next process deletes its rows."""
    await ended(running)
    before = await store.jobs.tally(running.id)
    await store.purge.seal(running.id, LATER, even_untold=False)
    async with store._database.write() as tx:
        await tx.execute(sa.delete(job_rows).where(job_rows.c.row == 2))
    async with open_store() as other:
        assert await other.jobs.tally(running.id) == before
        while await other.purge.delete_some():
            pass
        assert await rows_in(other, job_rows, lead_keys, batches) == [0, 0, 0]


async def test_old_deliveries_say_nothing_and_older_ones_go(store: Store, clock: VirtualClock) -> None:
    """A command that no process has finished holds leads too."""
    for days, key in enumerate(("new", "old", "ancient")):
        clock.seconds = (START - timedelta(days=days * 20)).timestamp()
        await store.deliveries.first_time(key, "T1", {"text": "q4 jane@acme.com"})
    clock.seconds = START.timestamp()
    while await store.purge.delete_some_deliveries(START - timedelta(days=1), START - timedelta(days=30)):
        pass
    async with store._database.read() as tx:
        found = await tx.execute(sa.select(deliveries.c.key, deliveries.c.payload.is_(None)))
        assert sorted(map(tuple, found)) == [("new", False), ("old", True)]
    assert len(await store.deliveries.unhandled(START - timedelta(days=99))) == 1


class TestSqlite:
    """What stands in the file itself."""

    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'addleads.db'}"

    async def test_no_byte_of_an_address_is_left_and_the_file_shrinks(
        self,
        store: Store,
        new_job: Callable[..., Job],
        new_plan: Callable[..., Plan],
        tmp_path: Path,
    ) -> None:
        """Neither in the file nor in its log, while other lists stay as they are."""
        lists = [_others(new_plan(800, 250), f"list{number}") for number in range(4)]
        made = [new_job(name=f"list{number}.csv") for number in range(4)]
        for job, plan in zip(made, lists, strict=True):
            await store.jobs.create(job, plan)
            await store.jobs.move(job.id, JobEvent.CANCEL)
        assert await store.purge.empty_log()
        size = (tmp_path / "addleads.db").stat().st_size
        for job in made[:3]:
            await purged(store, job.id)
        bytes_left = b"".join(path.read_bytes() for path in tmp_path.glob("addleads.db*"))
        assert [number for number in range(4) if f"list{number}".encode() in bytes_left] == [3]
        assert (tmp_path / "addleads.db").stat().st_size < size / 2
        assert (await store.jobs.tally(made[3].id)).rows == 800

    async def test_other_writers_get_their_turn_meanwhile(
        self, store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
    ) -> None:
        """Nobody waits for the whole of it, only for one portion."""
        job = new_job()
        await store.jobs.create(job, new_plan(5_000, 250))
        await store.jobs.move(job.id, JobEvent.CANCEL)
        longest = 0.0
        done = asyncio.Event()

        async def write() -> None:
            nonlocal longest
            while not done.is_set():
                began = time.monotonic()
                await store.writable()
                longest = max(longest, time.monotonic() - began)

        writer = asyncio.create_task(write())
        await purged(store, job.id)
        done.set()
        await writer
        assert longest < 0.5  # 0.1 on a machine that does nothing else


def _others(plan: Plan, name: str) -> Plan:
    """The same plan with people of their own."""
    return Plan(
        tuple(
            replace(
                row,
                cells=(f"{name} {row.row}", f"{name}.{row.row}@acme.com"),
                lead=row.lead and Lead.of(row.row, email=f"{name}.{row.row}@acme.com", data={"x": name}),
            )
            for row in plan.rows
        ),
        plan.earlier_tries,
    )
