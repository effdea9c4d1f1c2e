"""For all tests: a clean environment, no way out of this machine, and PostgreSQL for those who ask."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import count
from typing import Any

import hypothesis
import pytest

from bot.jobs.clock import SystemClock
from bot.store import Store
from tests.postgres import NoPostgresError, PostgresServer, postgres_server

hypothesis.settings.register_profile("shared", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("shared")

_SETTINGS = ("SLACK_", "AMPLEMARKET_", "ADDLEADS_")
_numbers = count()
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of this test process. Without one its tests are skipped; with CI=true they fail instead."""
    try:
        with postgres_server() as server:
            yield server
    except NoPostgresError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL: {error}")


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a database with its tables and nothing else: each test begins with a copy."""

    async def migrate(address: str) -> None:
        async with Store.open(address, clock=SystemClock(), owner=False):
            pass

    asyncio.run(migrate(postgres.create("migrated")))
    return "migrated"


@pytest.fixture
def postgres_database(postgres: PostgresServer, migrated_postgres: str) -> Iterator[Callable[..., str]]:
    """Makes databases for one test, with our tables or `empty` ones; gives their addresses."""
    made: list[str] = []

    def make(*, empty: bool = False) -> str:
        made.append(f"test_{next(_numbers)}")
        return postgres.create(made[-1], "template0" if empty else migrated_postgres)

    yield make
    for name in made:
        postgres.drop(name)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting of the machine, and no `.env` of the working folder, reaches a test."""
    for name in [name for name in os.environ if name.startswith(_SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path_factory.mktemp("cwd"))


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """A test that tries to reach another machine fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(_connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(_connect_ex))
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not ip_address(address[0]).is_loopback:
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    return guarded
