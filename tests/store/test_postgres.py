"""How we connect to Postgres, and what counts as its absence."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import Store
from bot.store.engine import database_url
from bot.store.postgres import connect_arguments, conninfo, is_outage
from tests.postgres import PostgresServer
from tests.store.conftest import VirtualClock

ADDRESS = (
    "postgresql://bot:secret@db.example/leads?sslmode=require&connect_timeout=9&options=-c%20work_mem=8MB"
)


def test_what_the_address_says_comes_before_our_own_waits() -> None:
    """And it loses nothing on its way to libpq."""
    url = database_url(ADDRESS)
    assert "connect_timeout" not in connect_arguments(url)
    options = str(connect_arguments(url)["options"])
    assert options.endswith("-c work_mem=8MB")
    assert "-c idle_in_transaction_session_timeout=15000" in options
    info = conninfo(url)
    assert info.startswith("postgresql://bot:secret@db.example/leads?")
    said = set(info.partition("?")[2].split("&"))
    assert {"sslmode=require", "connect_timeout=9", "tcp_user_timeout=15000"} <= said


async def test_who_hangs_in_a_transaction_is_cut_off(postgres: PostgresServer) -> None:
    """A process that was cut off in the middle of one must not hold its locks against the others."""
    url = database_url(postgres.address("postgres"))
    engine = create_async_engine(url, connect_args=connect_arguments(url))
    async with engine.connect() as connection:
        shown = await connection.scalar(sa.text("SHOW idle_in_transaction_session_timeout"))
    await engine.dispose()
    assert shown == "15s"


async def test_a_server_that_went_away_is_an_outage_and_a_wrong_statement_is_none(
    postgres_database: Callable[..., str],
) -> None:
    """Also where the error comes out of a group of tasks."""
    async with Store.open(postgres_database(), clock=VirtualClock()) as store:
        errors: list[Exception] = []
        for statement in ("SELECT pg_terminate_backend(pg_backend_pid())", "SELECT nothing"):
            try:
                async with store._database.read() as tx:
                    await tx.execute(sa.text(statement))
            except sa.exc.DBAPIError as error:
                errors.append(ExceptionGroup("of tasks", [error]))
    assert [is_outage(error) for error in errors] == [True, False]
