"""A real database for each test, once SQLite and once PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
import sqlalchemy as sa

from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent
from bot.leads.lead import Lead
from bot.store import Store
from tests.store.calls import begin_call

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class VirtualClock:
    """Time that passes only when somebody sleeps. It is the database's clock as well."""

    def __init__(self) -> None:
        self.seconds = START.timestamp()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)

    def in_database(self) -> sa.ColumnElement[float]:
        return sa.bindparam(None, callable_=lambda: self.seconds, type_=sa.Double)


class OpenStore(Protocol):
    def __call__(self, *, owner: bool = False) -> AbstractAsyncContextManager[Store]:
        """Open the test's database once more, as another process would."""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing else, made once: each test begins with a copy."""

    async def migrate(file: Path) -> None:
        async with Store.open(str(file), clock=VirtualClock(), owner=False):
            pass

    file = tmp_path_factory.mktemp("store") / "migrated.db"
    asyncio.run(migrate(file))
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> str:
    """Where the test's own database is."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(migrated, tmp_path / 'addleads.db')}"
    database: str = request.getfixturevalue("postgres_database")()
    return database


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def open_store(address: str, clock: VirtualClock) -> OpenStore:
    def opened(*, owner: bool = False) -> AbstractAsyncContextManager[Store]:
        return Store.open(address, clock=clock, owner=owner, database_clock=clock.in_database)

    return opened


@pytest.fixture
async def store(open_store: OpenStore) -> AsyncIterator[Store]:
    async with open_store(owner=True) as opened:
        yield opened


@pytest.fixture
def new_job() -> Callable[..., Job]:
    """Makes jobs, each a second younger than the one before; keywords replace fields."""
    made: list[Job] = []

    def new(**changes: object) -> Job:
        number = len(made) + 1
        fields: dict[str, object] = {
            "id": f"J{number}",
            "origin": f"event:Ev{number}:F1",
            "team": "T1",
            "channel": "C1",
            "user": "U1",
            "thread_ts": "1700000000.000100",
            "intake": Intake.FILE,
            "name": "leads.csv",
            "header": ("Name", "E-mail"),
            "created_at": START + timedelta(seconds=number),
            "sequence_id": "seq-1",
            "alias": "q4",
            "root": f"J{number}",
        }
        made.append(Job(**(fields | changes)))  # type: ignore[arg-type]
        return made[-1]

    return new


@pytest.fixture
def new_plan() -> Callable[..., Plan]:
    """Makes plans: so many leads from row 2 on, in batches of `size`, then rows with an end of their own."""

    def new(
        leads: int = 4, size: int = 2, *, ended: Sequence[Outcome] = (), earlier: EarlierTry = EarlierTry.NONE
    ) -> Plan:
        waiting = [_waiting(row, (row - 2) // size) for row in range(2, leads + 2)]
        others = [_ended(row, outcome) for row, outcome in enumerate(ended, start=leads + 2)]
        return Plan((*waiting, *others), (earlier,) * -(-leads // size))

    return new


def _waiting(row: int, batch: int) -> JobRow:
    lead = Lead.of(row, email=f"jane.{row}@acme.com", data={"company_name": "Acme"})
    return JobRow(
        row, (f"Jane {row}", f"jane.{row}@acme.com"), lead, batch, RowOutcome(row, Outcome.NOT_SENT)
    )


def _ended(row: int, outcome: Outcome) -> JobRow:
    return JobRow(row, (f"Row {row}",), None, None, RowOutcome(row, outcome, detail=f"{outcome} at once"))


class Running:
    """A job that run `R1` has started, and what tests do with it most."""

    def __init__(self, store: Store, job: Job, run: str) -> None:
        self.store, self.jobs, self.id, self.run = store, store.jobs, job.id, run

    async def claim(self) -> tuple[int, tuple[int, ...]]:
        """The batch's number and its rows."""
        batch = await self.jobs.claim(self.id, self.run)
        assert batch is not None
        return batch.number, tuple(lead.row for lead in batch.leads)

    async def begin_call(self, number: int) -> bool:
        return await begin_call(self.store, self.id, self.run, number)

    async def finish(self, number: int, rows: Sequence[int], outcome: Outcome = Outcome.ADDED) -> None:
        ended = [RowOutcome(row, outcome) for row in rows]
        await self.jobs.record(self.id, self.run, number, ended, finished=True)


@pytest.fixture
async def running(store: Store, new_job: Callable[..., Job], new_plan: Callable[..., Plan]) -> Running:
    """Four leads in two batches, in a job that runs."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "R1")
    return Running(store, job, "R1")
