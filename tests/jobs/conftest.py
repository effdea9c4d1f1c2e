"""The real store, the real client over loopback; only Slack and time are played.

On SQLite; a share of the tests on PostgreSQL as well, and with ADDLEADS_STRESS=1 all of them.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.store import Store
from tests.jobs.scene import Scene, opened
from tests.jobs.virtual_clock import PatientClock, VirtualClock

ON_BOTH = frozenset(
    {
        "test_approvals",
        "test_going_on",
        "test_retries",
        "test_turns",
        "test_two_runs_at_once",
    }
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "address" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH or os.environ.get("ADDLEADS_STRESS")
        metafunc.parametrize("address", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
async def amplemarket(clock: VirtualClock) -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox(clock=PatientClock(clock), calls_per_minute=100_000) as sandbox:
        yield sandbox


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    # Plain HTTP on loopback: to load certificates would take longer than most of these tests.
    async with httpx.AsyncClient(trust_env=False, verify=False, timeout=5) as client:  # noqa: S501
        yield client


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated once; each test has a copy."""
    path = tmp_path_factory.mktemp("jobs") / "empty.db"

    async def migrate() -> None:
        async with Store.open(f"sqlite:///{path}", clock=VirtualClock(), owner=False):
            pass

    asyncio.run(migrate())
    return path


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> str:
    """Where the test's own database is."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(empty_database, tmp_path / 'addleads.db')}"
    database: str = request.getfixturevalue("postgres_database")()
    return database


@pytest.fixture
async def scene(
    amplemarket: AmplemarketSandbox,
    http: httpx.AsyncClient,
    clock: VirtualClock,
    address: str,
) -> AsyncIterator[Scene]:
    async with opened(address, clock) as store:
        yield Scene(amplemarket, http, clock, address, store, amplemarket.add_sequence("Q4"))
