"""The one place with SQL that only SQLite or only Postgres understands."""

import functools
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import blake2b
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Page = Sequence[dict[str, object]]
"""Some rows, as column → value."""

_SCHEMA_LOCK = 4_243_401
"""A number of our own for Postgres's advisory locks."""

_WAL = "PRAGMA journal_mode = WAL"
_SWITCHES_TO_WAL = 10
"""Tries, each after the others' transaction has ended."""

_BEGIN = "addleads_begin"

READING = {_BEGIN: "BEGIN"}
WRITING = {_BEGIN: "BEGIN IMMEDIATE"}
"""A transaction that reads first and writes later fails at once, timeout or not, when another one has written
in between. So one that may write takes the write lock when it begins.
"""

# WAL with synchronous=NORMAL: a commit is in the kernel's hands when it returns, so it survives a kill -9 of
# this process. A power cut may take the last commits, never half of one. FULL would outlast that too, at the
# price of waiting for the disk in every acknowledgement to Slack.
_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",  # in KiB: with the usual 2 MiB, a large job is written out twice
)


class Now(FunctionElement[float]):
    """The database's clock in seconds since 1970: one for all processes. Stands still in a statement."""

    type = sa.Double()
    name = "epoch_now"
    inherit_cache = True


@compiles(Now, "sqlite")
def _now_in_sqlite(_element: Now, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - its protocol
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(Now, "postgresql")
def _now_in_postgres(_element: Now, _compiler: SQLCompiler, **_options: Any) -> str:  # noqa: ANN401 - its protocol
    return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) AS double precision)"


def insert(tx: AsyncConnection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT: both spell it alike, SQLAlchemy keeps it apart."""
    return sqlite.insert(table) if is_sqlite(tx) else postgresql.insert(table)


async def insert_pages(tx: AsyncConnection, table: sa.Table, pages: Sequence[Page]) -> None:
    """Insert many rows, a statement per page. All have the same columns, values as the driver takes them."""
    if pages:
        await _execute_pages(tx, _insert(table, tuple(pages[0][0])), pages)


async def execute_page(tx: AsyncConnection, statement: sa.Update, page: Page) -> None:
    """Execute a statement, a constant of its module, once for each of these sets of parameters."""
    await _execute_pages(tx, statement, [page])


async def _execute_pages(
    tx: AsyncConnection, statement: sa.Insert | sa.Update, pages: Iterable[Page]
) -> None:
    # SQLAlchemy's own way costs more for each row than the database does, and its types are not needed here.
    text, order = _compiled(statement, tx.dialect)
    for page in pages:  # SQLite's placeholders have no names, so the order of the values counts
        await tx.exec_driver_sql(text, list(map(itemgetter(*order), page) if order else page))


@functools.lru_cache(maxsize=32)
def _insert(table: sa.Table, columns: tuple[str, ...]) -> sa.Insert:
    return sa.insert(table).values({name: sa.bindparam(name) for name in columns})


@functools.lru_cache(maxsize=32)
def _compiled(statement: sa.Insert | sa.Update, dialect: sa.Dialect) -> tuple[str, Sequence[str] | None]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), compiled.positiontup


def is_sqlite(bound: AsyncConnection | AsyncEngine) -> bool:
    return bound.dialect.name == "sqlite"


def prepare_sqlite(engine: AsyncEngine) -> None:
    """Set up every connection, and begin transactions ourselves: the driver's own are deferred."""

    @sa.event.listens_for(engine.sync_engine, "connect")
    def connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        _use_wal(cursor)
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options()[_BEGIN])


def _use_wal(cursor: DBAPICursor) -> None:
    """Switch a new file to WAL. Alone among statements, the switch does not wait while others hold a lock."""
    for _ in range(_SWITCHES_TO_WAL - 1):
        with suppress(sqlite3.OperationalError):
            cursor.execute(_WAL)
            return
        cursor.execute("BEGIN IMMEDIATE")  # does wait
        cursor.execute("ROLLBACK")
    cursor.execute(_WAL)


async def one_at_a_time(tx: AsyncConnection, what: str) -> None:
    """Let no other transaction pass here with the same `what` until this one ends; SQLite has one writer."""
    if not is_sqlite(tx):
        number = int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), signed=True)
        await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def lock_schema(connection: sa.Connection) -> None:
    """Let one process at a time migrate, until its transaction ends. In SQLite, BEGIN IMMEDIATE does."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
