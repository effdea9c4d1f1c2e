"""Other rows for a long draft: bit by bit where writers wait for each other, and yet in one moment.

With bits of one or two rows a draft of four rows is a long one.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import count

import aiosqlite
import pytest
import sqlalchemy as sa
from alembic import command

from bot.adding.errors import IllegalTransitionError
from bot.adding.job import Alias, ColumnMapping, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import Plan
from bot.adding.report import Tally
from bot.adding.state import JobEvent, JobState
from bot.leads.person import Person
from bot.store import Store, bits, tables, unseen
from bot.store.engine import Database
from bot.store.sqlite_connection import QuickConnection
from bot.store.store import NOT_LONG
from tests.store.conftest import START, OpenStore
from tests.store.test_migrations import config
from tests.store.writes import Death, Writes

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]
Replace = Callable[[Store, Job, Plan], Awaitable[object]]

ROWS = 4
COLUMNS = ColumnMapping({"1:email": "email"}, "U0BO", START)
PARTS = tables.job_rows, tables.lead_keys, tables.batches


async def other_columns(store: Store, job: Job, plan: Plan) -> None:
    await store.jobs.replan(job, plan, COLUMNS, ["a guess"])


async def other_sequence(store: Store, job: Job, plan: Plan) -> None:
    await store.jobs.choose_sequence(job, Alias("T1", "q5", "seq-5"), "Q5", plan)


async def only_the_new(store: Store, job: Job, plan: Plan) -> None:
    await store.jobs.narrow(job, plan, 1, by="U2")


WAYS = pytest.mark.parametrize("replace", [other_columns, other_sequence, only_the_new])

IN_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""In Postgres other writers wait for nobody."""


@pytest.fixture(autouse=True)
def small_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bits, "AT_ONCE", 1)
    monkeypatch.setattr("bot.store.rows.PAGE", 1)


@pytest.fixture
def anew(new_plan: NewPlan) -> Plan:
    """Other rows than those of the draft, and other calls; as many, as it is the same list."""
    return new_plan(leads=ROWS - 1, size=1, ended=[Outcome.INVALID])


async def seen(store: Store, job_id: str) -> list[object]:
    """All that can be seen of a draft: itself, its rows, its calls."""
    tries = await store.jobs.earlier_tries(job_id)
    return [await store.jobs.get(job_id), [row async for row in store.jobs.rows(job_id)], tries]


def new_rows_of(plan: Plan) -> list[object]:
    return [list(plan.rows), dict(enumerate(plan.earlier_tries))]


async def stored(store: Store) -> list[int]:
    """How many rows, keys and batches there are, of whatever jobs."""
    async with store._database.read() as tx:
        return [await tx.scalar(sa.select(sa.func.count()).select_from(part)) or 0 for part in PARTS]


# ---- a kill ------------------------------------------------------------------------------------------


@WAYS
async def test_a_kill_leaves_all_of_the_old_or_all_of_the_new(
    open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """Before each transaction once. The next start finds a whole draft, and nothing that is not its own."""
    for moment in count():
        job = new_job(created_at=START - NOT_LONG)
        async with open_store(owner=True) as store:
            await store.jobs.create(job, new_plan(leads=ROWS))
            old, others = await seen(store, job.id), await stored(store)
            died = await _dies(store, moment, lambda: replace(store, job, anew))  # noqa: B023 - at once
        async with open_store(owner=True) as store:
            found = await seen(store, job.id)
            assert found == old or found[1:] == new_rows_of(anew)
            assert (found[0] == job) == (found == old), "the draft and its rows belong together"
            counted = await stored(store)
            assert counted[0] == others[0], "nothing lost, nothing left over"
            await _is_usable(store, job.id, anew)
        if not died:
            assert found != old
            return


async def _dies(store: Store, moment: int, work: Callable[[], Awaitable[object]]) -> bool:
    Writes(store, {}, until=moment)
    try:
        await work()
    except Death:
        return True
    return False


async def _is_usable(store: Store, job_id: str, anew: Plan) -> None:
    """It can be changed once more, and then be sent."""
    job = await store.jobs.get(job_id)
    assert job is not None
    if job.state is JobState.DRAFT:
        await other_columns(store, job, anew)
        assert (await seen(store, job_id))[1:] == new_rows_of(anew)
        await store.jobs.move(job_id, JobEvent.CONFIRM)
    await store.jobs.start(job_id, "R1", apart=[one.id for one in await store.jobs.beside(job)])
    batch = await store.jobs.claim(job_id, "R1")
    assert batch is not None
    assert batch.leads
    assert (await store.jobs.tally(job_id)).rows == ROWS


@WAYS
async def test_what_fails_leaves_nothing(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """The disk was full for a moment, say: the draft is as it was, and the rest is removed at once."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=ROWS))
    before = await seen(store, job.id), await stored(store)

    async def fail() -> None:
        raise OSError("disk full")

    writes = Writes(store, {0: fail} if store.is_shared else {3: fail})
    with pytest.raises(OSError, match="disk full"):
        await replace(store, job, anew)
    assert (await seen(store, job.id), await stored(store)) == before
    assert store.is_shared or writes.number > 3


@WAYS
async def test_an_error_behind_a_commit_loses_nothing(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """Of each transaction once: it is written, and whoever wrote it hears that it failed."""

    async def fail() -> None:
        raise OSError("gone")

    for moment in count():
        job = new_job()
        await store.jobs.create(job, new_plan(leads=ROWS))
        old = await seen(store, job.id)
        writes = Writes(store, {}, after={moment: fail})
        with suppress(OSError):
            await replace(store, job, anew)
        store._database.write = writes._write  # type: ignore[method-assign]
        assert (await seen(store, job.id))[1:] in (old[1:], new_rows_of(anew))
        if writes.number <= moment:
            return


@WAYS
@IN_SQLITE
async def test_the_end_of_the_program_loses_nothing(
    *,
    open_store: OpenStore,
    new_job: NewJob,
    new_plan: NewPlan,
    anew: Plan,
    replace: Replace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """asyncio.run cancels whatever is still at work: here in the middle of each commit once."""
    for moment in count():
        async with open_store(owner=True) as store:
            job = new_job()
            await store.jobs.create(job, new_plan(leads=ROWS))
            old, others, number = await seen(store, job.id), asyncio.all_tasks(), count()

            async def commit(connection: QuickConnection) -> None:
                if next(number) == moment:  # noqa: B023 - at once
                    for task in asyncio.all_tasks() - others:  # noqa: B023 - as above
                        task.cancel()
                await aiosqlite.Connection.commit(connection)

            with monkeypatch.context() as patch:
                patch.setattr(QuickConnection, "commit", commit)
                await asyncio.gather(replace(store, job, anew), return_exceptions=True)
            assert (await seen(store, job.id))[1:] in (old[1:], new_rows_of(anew))
        if next(number) <= moment:
            return


@IN_SQLITE
async def test_what_is_done_is_done_where_the_old_rows_cannot_be_removed(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan
) -> None:
    """Whoever confirmed the list hears that it is, and sees to it that it runs."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=ROWS))

    async def fail() -> None:
        raise sa.exc.OperationalError("DELETE", {}, OSError("disk full"))

    switched = 1 + 2 * ROWS + 1  # what they stand under, the rows, the keys of their leads; the job
    writes = Writes(store, dict.fromkeys(range(switched, switched + 9), fail))
    await only_the_new(store, job, anew)
    assert writes.number == switched
    confirmed = await store.jobs.get(job.id)
    assert confirmed is not None
    assert confirmed.state is JobState.CONFIRMED
    assert (await seen(store, job.id))[1:] == new_rows_of(anew)


@IN_SQLITE
async def test_rows_that_the_next_start_has_removed_do_not_come_into_force(
    *, open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan
) -> None:
    """This process has let go of the database already, and another one has begun with it."""
    job = new_job()
    async with open_store() as store:

        async def next_start() -> None:
            async with writes._write() as tx:
                await unseen.remove(tx, START + NOT_LONG)

        await store.jobs.create(job, new_plan(leads=ROWS))
        old = await seen(store, job.id)
        writes = Writes(store, {1 + 2 * ROWS: next_start})
        with pytest.raises(IllegalTransitionError):
            await other_columns(store, job, anew)
        assert await seen(store, job.id) == old


# ---- others beside it --------------------------------------------------------------------------------


@WAYS
@IN_SQLITE
async def test_no_transaction_writes_more_than_a_bit(
    *,
    store: Store,
    new_job: NewJob,
    new_plan: NewPlan,
    replace: Replace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forty rows in bits of five: written and deleted five at a time, and one change of the job itself."""
    monkeypatch.setattr(bits, "AT_ONCE", 5)
    job, calls = new_job(), 2
    await store.jobs.create(job, new_plan(leads=40, size=20))
    writes = Writes(store, {})
    await replace(store, job, new_plan(leads=40, size=20))
    assert len(writes.changed) > 4 * (40 // 5)
    switch = 2 * calls + 5  # the batches, old and new; the job, a few times; the audit
    assert max(writes.changed) <= max(5, switch)
    assert sorted(writes.changed)[-2] <= 5


@WAYS
@IN_SQLITE
async def test_others_write_in_between(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """An ack waits for one bit, not for all of them."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=ROWS))
    replacing = asyncio.ensure_future(replace(store, job, anew))
    written = 0
    while not replacing.done():
        await store.deliveries.first_time(f"event:Ev{written}", "T1", {})
        written += 1
    await replacing
    assert written > ROWS


@WAYS
async def test_who_cancels_meanwhile_is_heeded(
    *, open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """Before each transaction once, from another process: a cancelled list is never changed."""

    async def cancel(store: Store, job_id: str) -> None:
        await store.jobs.move(job_id, JobEvent.CANCEL)

    async with open_store(owner=True) as store, open_store() as other:
        for moment in count():
            job = new_job()
            await store.jobs.create(job, new_plan(leads=ROWS))
            old = await seen(store, job.id)
            writes = Writes(store, {moment: lambda: cancel(other, job.id)})  # noqa: B023 - at once
            try:
                await replace(store, job, anew)
            except IllegalTransitionError:
                assert (await seen(store, job.id))[1:] == old[1:]
            else:
                assert (await seen(store, job.id))[1:] == new_rows_of(anew)
            store._database.write = writes._write  # type: ignore[method-assign]
            if writes.number <= moment:
                return
            cancelled = await store.jobs.get(job.id)
            assert cancelled is not None
            assert cancelled.state is JobState.CANCELLED


@WAYS
async def test_who_is_forgotten_meanwhile_does_not_come_back(
    *, open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """Before each transaction once, from another process: nowhere in the database, once all has ended."""
    person = Person.of("jane.2@acme.com")
    assert person is not None

    async def forget(store: Store) -> None:
        for job_id in await store.forgetting.jobs_with(person):
            await store.forgetting.remove_from(job_id, person)

    async with open_store(owner=True) as store, open_store() as other:
        for moment in count():
            job = new_job()
            await store.jobs.create(job, new_plan(leads=ROWS))
            writes = Writes(store, {moment: lambda: forget(other)})
            try:
                await replace(store, job, anew)
            except IllegalTransitionError:
                assert (await store.jobs.tally(job.id)).rows == ROWS
            store._database.write = writes._write  # type: ignore[method-assign]
            if writes.number <= moment:
                return
            assert "jane.2@" not in await _everything(store._database)


async def _everything(database: Database) -> str:
    async with database.read() as tx:
        return str([(await tx.execute(sa.select(table))).all() for table in PARTS])


@WAYS
async def test_several_at_once_are_one_after_the_other(
    *, open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan, replace: Replace
) -> None:
    """Two change the columns, a third one does something else: one state or another, never a mixture."""
    job = new_job()
    ours = new_plan(leads=ROWS, size=3)
    async with open_store(owner=True) as store, open_store() as other:
        await store.jobs.create(job, new_plan(leads=ROWS))
        others = await stored(store)
        await asyncio.gather(
            other_columns(store, job, ours),
            replace(other, job, anew),
            other_columns(store, job, ours),
            return_exceptions=True,
        )
        found = await seen(store, job.id)
        assert found[1:] in (new_rows_of(ours), new_rows_of(anew))
        assert (await stored(store))[0] == others[0]
        assert (await store.jobs.tally(job.id)).rows == ROWS


# ---- what comes after --------------------------------------------------------------------------------


async def test_rows_that_stand_elsewhere_are_purged_like_others(
    open_store: OpenStore, new_job: NewJob, new_plan: NewPlan, anew: Plan
) -> None:
    """Their counts stay, they go, and at the next start nothing but the job itself is left."""
    job = new_job(created_at=START - NOT_LONG)
    async with open_store(owner=True) as store:
        await store.jobs.create(job, new_plan(leads=ROWS))
        await other_columns(store, job, anew)
        await store.jobs.move(job.id, JobEvent.CANCEL)
        counted = await store.jobs.tally(job.id)
        assert await store.purge.seal(job.id, START, even_untold=False)
        while await store.purge.delete_some():
            pass
        assert await stored(store) == [0, 0, 0]
        assert await store.jobs.tally(job.id) == counted
    async with open_store(owner=True) as store:
        assert await _jobs(store) == [job.id]


@IN_SQLITE
async def test_rows_that_could_not_be_removed_are_purged_too(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows of them any more, and the next start may be months away."""
    job, other = new_job(), new_job(id="J10", root="J10")
    for one in (job, other):
        await store.jobs.create(one, new_plan(leads=ROWS))
    await other_columns(store, other, anew)

    async def fail(*_: object) -> None:
        raise sa.exc.OperationalError("DELETE", {}, OSError("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(bits, "remove", fail)
        for _ in range(3):
            await other_columns(store, job, anew)
    assert (await stored(store))[0] == 5 * ROWS
    await store.jobs.move(job.id, JobEvent.CANCEL)
    assert await store.purge.seal(job.id, START, even_untold=False)
    while await store.purge.delete_some():
        pass
    assert [row async for row in store.jobs.rows(job.id)] == []
    assert (await seen(store, other.id))[1:] == new_rows_of(anew)
    assert (await stored(store))[0] == ROWS


@IN_SQLITE
async def test_an_older_program_finds_them_when_the_migration_is_taken_back(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan
) -> None:
    """They stand under the job's own id again, and so do the keys of its leads."""
    job = new_job()
    await store.jobs.create(job, new_plan(leads=ROWS))
    await other_columns(store, job, anew)
    before = await _everything(store._database)

    def downgrade(connection: sa.Connection) -> None:
        command.downgrade(config(connection), "0001")

    async with store._database.write() as tx:
        await tx.run_sync(downgrade)
    place = re.compile(rf"'{job.id}/\w+'")
    assert await _everything(store._database) == place.sub(f"'{job.id}'", before) != before
    assert await _jobs(store) == [job.id]


async def test_they_are_sent_counted_and_found_like_others(
    store: Store, new_job: NewJob, new_plan: NewPlan, anew: Plan
) -> None:
    """By a run, a report, a retry, the history of one lead, a list that comes again."""
    job, again = new_job(), new_job()
    await store.jobs.create(job, new_plan(leads=ROWS))
    await other_columns(store, job, anew)
    await store.jobs.move(job.id, JobEvent.CONFIRM, by="U1")
    await store.jobs.start(job.id, "R1")
    while batch := await store.jobs.claim(job.id, "R1"):
        ended = [RowOutcome(lead.row, Outcome.ADDED) for lead in batch.leads]
        await store.jobs.record(job.id, "R1", batch.number, ended, finished=True)
    await store.jobs.move(job.id, JobEvent.FINISH)
    assert await store.jobs.tally(job.id) == Tally(ROWS, {Outcome.ADDED: 3, Outcome.INVALID: 1})
    assert await store.jobs.rows_of([job.id]) == {2, 3, 4, 5}
    assert await store.jobs.added_in_chain(job.id) == {2, 3, 4}
    assert (await store.jobs.remains(job.id)).ends[Outcome.ADDED, ()] == 3
    (found,), number = await store.history.of_lead("T1", "jane.2@acme.com", None, 9)
    assert (found.job.id, number) == (job.id, 1)
    await store.jobs.create(again, new_plan(leads=ROWS))
    await other_columns(store, again, new_plan(leads=ROWS))
    newest = await store.jobs.get(again.id)
    assert newest is not None
    assert await store.jobs.known_rows(newest) == {2, 3, 4}
    earlier = await store.jobs.earlier(again.id)
    assert earlier is not None
    assert (earlier.known, earlier.leads) == (3, 4)


async def _jobs(store: Store) -> Sequence[str]:
    async with store._database.read() as tx:
        return list(await tx.scalars(sa.select(tables.jobs.c.id)))
