"""A database user with few rights is told in one sentence what is missing, and what an admin has to run."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from bot.checks.database import DatabaseChecks
from bot.checks.finding import Mark
from bot.jobs.clock import SystemClock
from bot.queue import QueueNotAllowedError
from bot.queue.entries import Entries
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.store import Store
from bot.store.errors import CannotOpenStoreError
from tests.cli.test_process import addleads, ended
from tests.postgres import PostgresServer

BOT = "modest_bot"


@dataclass(frozen=True, slots=True)
class Database:
    """One that `BOT` can connect to, and nothing more. The admin's rights come with `admin`."""

    server: PostgresServer
    name: str

    @property
    def address(self) -> str:
        return self.server.address(self.name).replace("postgres@", f"{BOT}@")

    def admin(self, *statements: str) -> None:
        with psycopg.connect(self.server.address(self.name), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def run_what_is_said(self, sentence: str) -> None:
        """The first way that a sentence names."""
        self.admin(re.sub("; (or: |no job).*", "", sentence.partition("run once: ")[2]))

    async def checked(self) -> list[tuple[str, Mark]]:
        checks = DatabaseChecks(self.address, SystemClock())
        return [(one.name, one.mark) for one in await checks.database()]


@pytest.fixture
def database(postgres: PostgresServer, postgres_database: Callable[..., str]) -> Iterator[Database]:
    name = postgres_database(empty=True).partition("@/")[2].partition("?")[0]
    found = Database(postgres, name)
    found.admin(f"DROP ROLE IF EXISTS {BOT}", f"CREATE ROLE {BOT} LOGIN")
    yield found
    found.admin(f"REASSIGN OWNED BY {BOT} TO postgres", f"DROP OWNED BY {BOT}")
    found.admin(f"ALTER DATABASE {name} OWNER TO postgres", f"DROP ROLE {BOT}")


async def open_store(database: Database) -> None:
    async with Store.open(database.address, clock=SystemClock(), owner=False):
        pass


async def open_queue(database: Database) -> None:
    async with Entries.opened(database.address):
        pass


async def test_who_may_not_make_the_queue_is_told_what_to_run(database: Database) -> None:
    """Where the tables could be made: what the sentence names helps, and no more rights are needed."""
    database.admin(f"GRANT CREATE ON SCHEMA public TO {BOT}")
    await open_store(database)
    with pytest.raises(QueueNotAllowedError, match="may not create the schema addleads_queue") as told:
        await open_queue(database)
    assert f"GRANT CREATE ON DATABASE {database.name} TO {BOT};" in str(told.value)
    assert await database.checked() == [("database", Mark.OK), ("queue", Mark.WRONG)]
    database.run_what_is_said(str(told.value))
    await open_queue(database)
    await open_queue(database)  # and at the next start
    assert await database.checked() == [("database", Mark.OK), ("queue", Mark.OK)]


async def test_the_other_way_that_the_sentence_names_helps_too(database: Database) -> None:
    """GRANT CREATE ON DATABASE instead of a schema made beforehand."""
    database.admin(f"GRANT CREATE ON SCHEMA public TO {BOT}")
    await open_store(database)
    database.admin(f"GRANT CREATE ON DATABASE {database.name} TO {BOT}")
    assert await database.checked() == [("database", Mark.OK), ("queue", Mark.OK)]
    await open_queue(database)
    database.admin(f"REVOKE CREATE ON DATABASE {database.name} FROM {BOT}")
    await open_queue(database)  # it is there: nothing is to be created


async def test_a_queue_that_belongs_to_somebody_else(database: Database) -> None:
    """The sentence names the owner, whom the bot can connect as."""
    async with Entries.opened(database.server.address(database.name)):
        pass
    with pytest.raises(QueueNotAllowedError, match="belongs to postgres") as told:
        await open_queue(database)
    assert "GRANT postgres" not in str(told.value)  # with it, the bot could do whatever the admin can
    database.admin(f"GRANT USAGE ON SCHEMA addleads_queue TO {BOT}")  # half of what is needed
    with pytest.raises(QueueNotAllowedError, match="belongs to postgres"):
        await open_queue(database)
    database.run_what_is_said(str(told.value))
    await open_queue(database)


async def test_who_may_not_make_the_tables_is_told_what_to_run(database: Database) -> None:
    """`check` says it before the first start; one statement helps the tables and the queue."""
    with pytest.raises(CannotOpenStoreError, match="may not make or change its tables") as told:
        await open_store(database)
    assert await database.checked() == [("database", Mark.WRONG)]
    database.run_what_is_said(str(told.value))
    assert await database.checked() == [("database", Mark.OK), ("queue", Mark.OK)]
    await open_store(database)
    await open_queue(database)


async def test_serve_ends_with_that_sentence(database: Database) -> None:
    """Exit code 2 and the sentence; no traceback."""
    database.admin(f"GRANT CREATE ON SCHEMA public TO {BOT}")
    async with SlackSandbox() as slack, AmplemarketSandbox() as amplemarket:
        serving = await addleads(
            "serve",
            SLACK_BOT_TOKEN=slack.bot_token,
            SLACK_APP_TOKEN=slack.app_token,
            SLACK_API_URL=slack.api_url,
            AMPLEMARKET_API_KEY=amplemarket.api_key,
            AMPLEMARKET_API_URL=amplemarket.url,
            ADDLEADS_DATABASE_URL=database.address,
        )
        code, _, told = await ended(serving)
    assert code == 2
    assert f"run once: CREATE SCHEMA addleads_queue AUTHORIZATION {BOT};" in told
    assert "Traceback" not in told
