"""Removing one person: nothing of theirs is left, other people's rows stay, every report still adds up."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.adding.job import Alias, ColumnMapping, Job, Options
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent
from bot.leads.lead import Lead
from bot.leads.person import Person
from bot.store import Store
from bot.store.forgetting import REMOVED, REMOVED_UNCLEAR
from bot.store.tables import deliveries, metadata
from tests.store.calls import begin_call
from tests.store.conftest import Running

JANE = "Jane.3@acme.com"
"""Of the four in the plan: row 3, in the first batch."""


def person(text: str = JANE) -> Person:
    found = Person.of(text)
    assert found is not None
    return found


async def everything(store: Store) -> str:
    """All that is stored, as one text."""
    async with store._database.read() as tx:
        found = [await tx.execute(sa.select(table)) for table in metadata.sorted_tables]
    return "\n".join(repr(tuple(row)) for rows in found for row in rows).lower()


async def outcomes(store: Store, job_id: str) -> dict[int, tuple[Outcome, str]]:
    return {row.row: (row.outcome.outcome, row.outcome.detail) async for row in store.jobs.rows(job_id)}


async def test_a_row_that_has_its_end_keeps_it_and_names_nobody(store: Store, running: Running) -> None:
    """The report counts as before; nobody else's row has changed."""
    await running.claim()
    await running.finish(0, (2, 3))
    before = await store.jobs.tally(running.id)
    others = [row async for row in store.jobs.rows(running.id) if row.row != 3]
    removed = await store.forgetting.remove_from(running.id, person())
    assert removed is not None
    assert (removed.rows, removed.mentions, removed.under_way) == (1, 0, 0)
    assert "jane.3@" not in await everything(store)
    assert await store.jobs.tally(running.id) == before
    assert [row async for row in store.jobs.rows(running.id) if row.row != 3] == others
    (row,) = [row async for row in store.jobs.rows(running.id) if row.row == 3]
    assert (row.lead, row.cells) == (None, ("", ""))
    assert (await store.history.of_lead("T1", "jane.3@acme.com", None, 9)) == ([], 0)
    assert await store.forgetting.jobs_with(person()) == []


async def test_who_was_not_sent_never_is(store: Store, running: Running) -> None:
    """The row is out of its batch, and its report says why; the batch is sent without it."""
    removed = await store.forgetting.remove_from(running.id, person())
    assert removed is not None
    assert removed.under_way == 0
    assert await running.claim() == (0, (2,))
    assert (await outcomes(store, running.id))[3] == (Outcome.INVALID, REMOVED)
    await running.finish(0, (2,))
    await running.claim()
    await running.finish(1, (4, 5))
    await running.jobs.move(running.id, JobEvent.FINISH)
    assert (await store.jobs.tally(running.id)).outcomes == {Outcome.ADDED: 3, Outcome.INVALID: 1}


async def test_who_is_being_sent_is_unconfirmed_until_the_answer(store: Store, running: Running) -> None:
    """The running call has its lead in hand: that is told, and its answer still finds the row."""
    number, rows = await running.claim()
    await begin_call(store, running.id, "R1", number)
    removed = await store.forgetting.remove_from(running.id, person())
    assert removed is not None
    assert removed.under_way == 1
    assert "jane.3@" not in await everything(store)
    assert (await outcomes(store, running.id))[3] == (Outcome.UNCONFIRMED, REMOVED_UNCLEAR)
    await running.finish(number, rows)
    assert (await outcomes(store, running.id))[3] == (Outcome.ADDED, "")


async def test_a_call_lost_with_its_process_is_not_made_again_for_who_is_removed(
    store: Store, running: Running
) -> None:
    """The others of the batch go once more; the person stays unconfirmed, without an address."""
    number, _ = await running.claim()
    await begin_call(store, running.id, "R1", number)
    await store.forgetting.remove_from(running.id, person())
    await store.jobs.start(running.id, "R2")
    batch = await store.jobs.claim(running.id, "R2")
    assert batch is not None
    assert [lead.row for lead in batch.leads] == [2]
    assert batch.earlier_try is EarlierTry.PERHAPS
    ended = [RowOutcome(2, Outcome.ADDED)]
    await store.jobs.record(running.id, "R2", 0, ended, finished=True)
    assert (await outcomes(store, running.id))[3][0] is Outcome.UNCONFIRMED


async def test_nobody_who_only_looks_alike_is_touched(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """Part of an address is another address."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    before = await everything(store)
    for text in ("ane.3@acme.com", "jane.3@acme.co", "linkedin.com/in/jane"):
        assert await store.forgetting.remove_from(job.id, person(text)) is None
    assert await everything(store) == before


async def test_rows_that_are_no_leads_and_other_peoples_cells(
    store: Store, new_job: Callable[..., Job]
) -> None:
    """A repeated row goes; of a row that only mentions the person, the cell goes and the lead stays."""
    job = new_job()
    lead = Lead.of(2, email="bo@acme.com", data={"referrer": "asked by JANE.3@acme.com", "x": "y"})
    rows = (
        JobRow(2, ("Bo", "bo@acme.com", f"<{JANE}>"), lead, 0, RowOutcome(2, Outcome.NOT_SENT)),
        JobRow(3, (JANE,), None, None, RowOutcome(3, Outcome.DUPLICATE, detail="same person as row 9")),
        JobRow(4, ("x",), None, None, RowOutcome(4, Outcome.INVALID, detail=f"{JANE} has left")),
    )
    await store.jobs.create(job, Plan(rows, (EarlierTry.NONE,)))
    removed = await store.forgetting.remove_from(job.id, person())
    assert removed is not None
    assert (removed.rows, removed.mentions) == (2, 1)
    assert "jane.3@" not in await everything(store)
    kept = [row async for row in store.jobs.rows(job.id)]
    assert kept[0].lead is not None
    assert (kept[0].lead.email, kept[0].lead.data) == ("bo@acme.com", {"x": "y"})
    assert kept[0].cells == ("Bo", "bo@acme.com", "")
    assert [row.outcome.outcome for row in kept[1:]] == [Outcome.DUPLICATE, Outcome.INVALID]


async def test_what_else_holds_a_name(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """The list's name, its columns, its constants, a delivery that nobody has finished; not an alias."""
    job = new_job(
        name="jane.3@acme.com.csv".replace(".csv", " list.csv"),
        header=("E-mail", JANE),
        assumptions=(f"{JANE} is a header", "comma"),
        columns=ColumnMapping({JANE: "email", "E-mail": "ignored"}, "U1", store._clock.now()),
        options=Options(data={"referrer": JANE, "x": "y"}, mailboxes=(JANE, "rep@own.example")),
    )
    await store.jobs.create(job, new_plan(0, ended=[Outcome.INVALID]))
    await store.deliveries.first_time("e1", "T1", {"command": {"text": [f"q4 {JANE}"]}})
    await store.deliveries.first_time("e2", "T1", {"text": "q4 bo@acme.com"})
    await store.aliases.put(Alias("T1", "q4", "a" * 40, Options(mailboxes=(JANE,))))
    removed = await store.forgetting.remove_from(job.id, person())
    assert removed is not None
    assert (removed.rows, removed.about) == (0, 6)
    assert await store.forgetting.remove_deliveries(person()) == 1
    assert await store.forgetting.aliases_with(person()) == ["q4"]
    await store.aliases.remove("T1", "q4")
    assert "jane.3@" not in await everything(store)
    after = await store.jobs.get(job.id)
    assert after is not None
    assert (after.header, after.assumptions) == (("E-mail", ""), ("comma",))
    assert (after.options.data, after.options.mailboxes) == ({"x": "y"}, ("rep@own.example",))
    async with store._database.read() as tx:
        assert await tx.scalar(sa.select(sa.func.count()).where(deliveries.c.payload.is_not(None))) == 1


async def test_a_profile_is_forgotten_in_any_spelling_and_its_address_is_told(
    store: Store, new_job: Callable[..., Job]
) -> None:
    """Rows are found by what identifies a person, not by how it is written."""
    job = new_job()
    url = "https://www.linkedin.com/in/j%C3%BCrgen-m"
    lead = Lead.of(2, email="jm@acme.com", linkedin_url=url)
    cells = ("https://linkedin.com/in/Jürgen-M/", "jm@acme.com")
    row = JobRow(2, cells, lead, 0, RowOutcome(2, Outcome.NOT_SENT))
    await store.jobs.create(job, Plan((row,), (EarlierTry.NONE,)))
    who = person("linkedin.com/in/jürgen-m?trk=x")
    assert await store.forgetting.jobs_with(who) == [job.id]
    removed = await store.forgetting.remove_from(job.id, who)
    assert removed is not None
    assert "jm@acme.com" in removed.also
    left = await everything(store)
    assert "rgen-m" not in left
    assert "jm@acme" not in left


async def test_every_workspace_is_looked_through(
    store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]
) -> None:
    """The command line stands above workspaces."""
    ids = []
    for team in ("T1", "T2"):
        job = new_job(team=team)
        await store.jobs.create(job, new_plan())
        ids.append(job.id)
    assert await store.forgetting.jobs_with(person()) == ids


def test_each_table_is_known_to_hold_people_or_not_to() -> None:
    """Who adds a table decides whether `forget` and the purge have to look into it."""
    looked_into = {"jobs", "job_rows", "lead_keys", "deliveries", "aliases"}
    ids_and_counts_only = {
        "audit", "approvals", "batches", "channel_defaults", "column_mappings", "messages", "rate_limits",
    }  # fmt: skip
    assert looked_into | ids_and_counts_only == set(metadata.tables)


class TestSqlite:
    """What stands in the file itself."""

    @pytest.fixture
    def address(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'addleads.db'}"

    async def test_no_byte_of_the_person_is_left(
        self, store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan], tmp_path: Path
    ) -> None:
        """In pages that were split and written over many times, everybody else still stands."""
        for number in range(3):
            job = new_job(sequence_id=f"seq-{number}")
            await store.jobs.create(job, new_plan(300, 50))
            await store.jobs.move(job.id, JobEvent.CONFIRM)
            await store.jobs.start(job.id, "R")
            while batch := await store.jobs.claim(job.id, "R"):
                long = [
                    RowOutcome(lead.row, Outcome.FAILED, detail="long " * (lead.row % 90 + number))
                    for lead in batch.leads
                ]
                await store.jobs.record(job.id, "R", batch.number, long, finished=True)
        gone = [f"jane.{row}@acme.com" for row in (77, 150, 299)]
        for text in gone:
            for job_id in await store.forgetting.jobs_with(person(text)):
                assert await store.forgetting.remove_from(job_id, person(text))
        assert await store.forgetting.empty_log()
        left = b"".join(path.read_bytes() for path in tmp_path.glob("addleads.db*"))
        assert [text for text in gone if text.encode() in left] == []
        assert all(f"jane.{row}@acme.com".encode() in left for row in (76, 78, 151, 298))
