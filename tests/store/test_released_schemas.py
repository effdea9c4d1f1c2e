"""A database of each release is opened by this program with nothing lost, and no release changes any more."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.adding.approval import ApprovalState
from bot.adding.audit import Deed
from bot.adding.job import EVERY_TEAM
from bot.adding.outcome import Outcome
from bot.adding.overrides import Override
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent, JobState
from bot.jobs.history_ports import JobsWanted
from bot.store import Store, schema
from bot.store.engine import Database, database_url
from bot.store.tables import metadata
from tests.store import life_of_a_release as life
from tests.store.conftest import VirtualClock
from tests.store.releasing import RELEASED, build, made

RELEASES = sorted(folder.name for folder in RELEASED.iterdir())


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'released.db'}"
    database: str = request.getfixturevalue("postgres_database")(empty=True)
    return database


@pytest.fixture(params=RELEASES)
async def upgraded(request: pytest.FixtureRequest, empty: str, clock: VirtualClock) -> AsyncIterator[Store]:
    """A release's database with people in it, opened by the newest program."""
    build(empty, request.param)
    before = await counted(empty)
    async with Store.open(empty, clock=clock, database_clock=clock.in_database) as store:
        assert before.items() <= (await counted(empty)).items()
        yield store


async def counted(address: str) -> dict[str, int]:
    """How many rows each table has, whatever tables there are."""

    def count(connection: sa.Connection) -> dict[str, int]:
        names = sa.inspect(connection).get_table_names()
        rows = sa.func.count()
        return {name: connection.scalar(sa.select(rows).select_from(sa.table(name))) or 0 for name in names}

    async with Database.open(database_url(address)) as database, database.read() as tx:
        return await tx.run_sync(count)


@pytest.mark.parametrize("release", RELEASES)
async def test_a_released_migration_is_never_edited(empty: str, release: str) -> None:
    """It tells an empty database just what it told on the day of the release: a change is a new migration."""
    kind = "sqlite" if empty.startswith("sqlite") else "postgresql"
    assert await made(empty, release) == (RELEASED / release / f"{kind}.sql").read_text()


def test_the_newest_tables_are_kept_too() -> None:
    """Before a release goes out: `python -m tests.store.releasing`."""
    assert schema.SCHEMA in RELEASES


async def test_what_is_kept_has_something_in_every_table(empty: str) -> None:
    """Else a later program could lose it, and no test would see."""
    build(empty, schema.SCHEMA)
    rows = await counted(empty)
    assert [name for name in metadata.tables if not rows[name]] == []


async def test_an_upgraded_database_has_the_tables_that_the_code_knows(upgraded: Store) -> None:
    """The same as a new one: alembic finds no difference."""

    def differences(connection: sa.Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with upgraded._database.read() as tx:
        assert await tx.run_sync(differences) == []


async def test_jobs_and_rows_are_as_they_were(upgraded: Store) -> None:
    """In every state, with every end, in every spelling."""
    states = {one: (await _job_state(upgraded, one)) for one in ("DONE", "RUNNING", "DRAFT", "PURGED")}
    assert states == {
        "DONE": JobState.DONE, "RUNNING": JobState.RUNNING,
        "DRAFT": JobState.DRAFT, "PURGED": JobState.CANCELLED,
    }  # fmt: skip
    rows = [row async for row in upgraded.jobs.rows("DONE")]
    expected = life.plan([[one.row for one in life.ENDS]])
    assert [row.cells for row in rows] == [*(row.cells for row in expected.rows), life.NO_LEAD.cells]
    assert [row.lead for row in rows] == [*(row.lead for row in expected.rows), None]
    assert [row.outcome for row in rows] == [*life.ENDS, life.NO_LEAD.outcome]
    line = "8 rows = 2 added + 2 skipped + 2 invalid + 0 duplicate + 1 unconfirmed + 1 failed"
    assert (await upgraded.jobs.tally("DONE")).line == line
    assert (await upgraded.jobs.tally("PURGED"))[Outcome.NOT_SENT] == 2
    running, draft = await upgraded.jobs.get("RUNNING"), await upgraded.jobs.get("DRAFT")
    assert running is not None
    assert draft is not None
    assert running.options.overrides == {Override.EXCLUSION_LIST}
    assert (running.parent, running.approved_by, running.created_at) == ("DONE", "U9", life.NOW)
    assert (draft.columns, draft.left_out, draft.continues) == (life.MAPPING, 3, "DONE")
    assert [row async for row in upgraded.jobs.rows("DRAFT")] == list(life.plan([[2]], of="draft").rows)
    assert [one.id for one in await upgraded.jobs.children("DONE")] == ["RUNNING"]
    assert len(await upgraded.history.jobs("T1", JobsWanted(), 99)) == 7


async def _job_state(store: Store, job_id: str) -> JobState:
    job = await store.jobs.get(job_id)
    assert job is not None
    return job.state


async def test_what_was_under_way_goes_on(upgraded: Store) -> None:
    """The call in flight may have had its effect; what is done is not sent again; the rest is sent once."""
    assert set(await upgraded.jobs.unfinished()) == {"RUNNING", "CONFIRMED"}
    await upgraded.jobs.start("RUNNING", "R9")
    found = [await upgraded.jobs.claim("RUNNING", "R9") for _ in range(4)]
    batches = [one and (tuple(lead.row for lead in one.leads), one.earlier_try) for one in found]
    assert batches == [
        (life.IN_FLIGHT, EarlierTry.PERHAPS),
        (life.CLAIMED, EarlierTry.NONE),
        (life.WAITING, EarlierTry.NONE),
        None,
    ]
    assert await upgraded.jobs.owed_message("RUNNING", "report") == "a marker"
    assert await upgraded.jobs.message_ts("RUNNING", "status") == "1700000000.7"
    assert (await upgraded.jobs.move("STOPPED", JobEvent.CONFIRM, by="U1")).state is JobState.CONFIRMED
    assert await upgraded.deliveries.unhandled(life.NOW) == [{"text": "q4 zoë@acme.example"}]
    assert not await upgraded.deliveries.first_time("event:Ev2", "T1", {})


async def test_names_rights_and_the_audit_are_as_they_were(upgraded: Store, clock: VirtualClock) -> None:
    """Aliases with their defaults, channel defaults, columns, requests, who did what; the key's limit."""
    ours, everybodys = (
        await upgraded.aliases.find("T1", "q4"),
        await upgraded.aliases.find("T1", "everybody"),
    )
    assert ours is not None
    assert everybodys is not None
    assert (ours.defaults.mailboxes, ours.defaults.data) == (("bo@own.example",), {"region": "DACH"})
    assert everybodys.team == EVERY_TEAM
    assert await upgraded.defaults.find("T1", "C1") == "q4"
    assert await upgraded.mappings.recall("T1", "columns") == life.MAPPING
    decided, still_open = await upgraded.approvals.get("A0"), await upgraded.approvals.get("A1")
    assert decided is not None
    assert still_open is not None
    assert (decided.state, decided.decided_by) == (ApprovalState.APPROVED, "U9")
    assert still_open.state is ApprovalState.OPEN
    entries = await upgraded.audit.entries("T1")
    deeds = [one.deed for one in entries]
    assert (deeds.count(Deed.ADD), deeds.count(Deed.CANCEL), deeds.count(Deed.RETRY)) == (4, 2, 1)
    assert {one.at for one in entries} == {clock.now()}
    assert await upgraded.key_state(life.KEY).is_refusal_told()
    before = len(entries)
    await upgraded.aliases.remove("T1", "q4", by="U1")
    assert len(await upgraded.audit.entries("T1")) == before + 1
