"""The one place with SQL that only SQLite or only Postgres understands."""

import asyncio
import functools
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.store.errors import CannotOpenStoreError

Page = Sequence[dict[str, object]]
"""Some rows, as column → value."""

_SCHEMA_LOCK = 4_243_401
"""A number of our own for Postgres's advisory locks."""

_WAL = "PRAGMA journal_mode = WAL"
_SWITCHES_TO_WAL = 10
"""Tries, each after the others' transaction has ended."""

_PAGES_AT_ONCE = 500
"""Of 4 KiB: some 20 ms, in which other writers wait."""

_BUSY = 50
"""Milliseconds."""

_LOOK = 2.0
"""Seconds that a look from outside waits for the write lock."""

_BEGIN = "addleads_begin"

READING = {_BEGIN: "BEGIN"}
WRITING = {_BEGIN: "BEGIN IMMEDIATE"}
"""A transaction that reads first and writes later fails at once, timeout or not, when another one has written
in between. So one that may write takes the write lock when it begins.
"""

# WAL with synchronous=NORMAL: a commit is in the kernel's hands when it returns, so it survives a kill -9 of
# this process. A power cut may take the last commits, never half of one. FULL would outlast that too, at the
# price of waiting for the disk in every acknowledgement to Slack.
# What is deleted is overwritten in the file, at once (FAST would leave copies behind, in pages that were
# split before); and pages that are free go back to the disk (dialect.give_back), which only a file that was
# made so can do.
# Each connection, and there are six, keeps pages of the file until its cache is full, and with a long history
# all of them are: 1 MB each is little, and more is of no use, as a commit of any other connection empties it
# and the kernel has the pages anyway. What a transaction has changed may take 16 MB before any of it goes to
# the log: a page that went there early and is changed again is written twice.
_PRAGMAS = (
    "PRAGMA auto_vacuum = INCREMENTAL",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -1000",  # negative: in KiB
    "PRAGMA cache_spill = -16000",
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
    if pages and is_sqlite(tx):
        await _execute_pages(tx, _insert(table, tuple(pages[0][0])), pages)
    elif pages:
        await _copy_pages(tx, table, tuple(pages[0][0]), pages)


async def _copy_pages(
    tx: AsyncConnection, table: sa.Table, columns: tuple[str, ...], pages: Sequence[Page]
) -> None:
    """Postgres takes rows five times as fast by COPY as it does by INSERT."""
    quoted = tx.dialect.identifier_preparer.quote
    text = f"COPY {quoted(table.name)} ({', '.join(map(quoted, columns))}) FROM STDIN"
    values = itemgetter(*columns)
    driver: Any = (await tx.get_raw_connection()).driver_connection
    async with driver.cursor() as cursor, cursor.copy(text) as copy:
        for page in pages:
            for row in page:
                await copy.write_row(values(row))
            await asyncio.sleep(0)  # it waits for the server only when a lot has been written


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


def prepare_sqlite(engine: sa.Engine) -> None:
    """Set up every connection, and begin transactions ourselves: the driver's own are deferred."""

    @sa.event.listens_for(engine, "connect")
    def connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        _use_wal(cursor)
        cursor.close()

    @sa.event.listens_for(engine, "begin")
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


def give_back(connection: sqlite3.Connection) -> int:
    """Give some free pages of the file back to the disk; how many are left. Takes a few milliseconds."""
    # Frees one page at each step, and `execute` makes one step only: a script makes them all.
    connection.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
    left: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
    automatic = connection.execute("PRAGMA auto_vacuum").fetchone()[0]
    return left if automatic else 0


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write SQLite's write-ahead log into the file and cut it off: it holds what was deleted since.

    False where somebody reads an older state just now. Others wait for no longer than `_BUSY`.
    """
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {_BUSY}")
    try:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return not busy


def version_behind_write_lock(file: Path) -> str | None:
    """The newest migration of a file, read with the write lock in hand, which is given back; None before any.

    Raises:
        CannotOpenStoreError: it is no database, can't be written to, or another program holds the lock.
    """
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, timeout=_LOOK)
        ) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            has_tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
            version = has_tables.fetchone() and connection.execute("SELECT version_num FROM alembic_version")
            found = version.fetchone() if version else None
            connection.execute("ROLLBACK")
            return str(found[0]) if found else None
    except sqlite3.Error as error:
        locked = isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
        why = f"another program keeps it locked for more than {_LOOK:g} s" if locked else str(error)
        raise CannotOpenStoreError(f"{file} can't be used: {why}") from None


async def one_at_a_time(tx: AsyncConnection, what: str) -> None:
    """Let no other transaction pass here with the same `what` until this one ends; SQLite has one writer."""
    if not is_sqlite(tx):
        number = int.from_bytes(blake2b(what.encode(), digest_size=8).digest(), signed=True)
        await tx.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def lock_schema(connection: sa.Connection) -> None:
    """Let one process at a time migrate, until its transaction ends. In SQLite, BEGIN IMMEDIATE does."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SCHEMA_LOCK)))
