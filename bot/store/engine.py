"""From a database address to an open engine, and the transactions on it."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store import dialect, postgres
from bot.store.errors import BadDatabaseUrlError, CannotOpenStoreError
from bot.store.in_thread import InThread, Work
from bot.store.sqlite_connection import QuickConnection

T = TypeVar("T")

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def database_url(address: str) -> sa.URL:
    """Understand `sqlite:///file`, `postgresql://…` (with or without a driver) and a plain file path.

    Raises:
        BadDatabaseUrlError: it is none of these. Never quotes the address: it may hold a password.
    """
    if "://" not in address:
        return _sqlite_url(address)
    try:
        url = sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        raise BadDatabaseUrlError("the database address can't be read") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise BadDatabaseUrlError(
            f"a database address starts with sqlite:/// or postgresql://, not with {url.drivername}://"
        )
    return _sqlite_url(url.database) if url.drivername.startswith("sqlite") else url.set(drivername=driver)


def _sqlite_url(path: str | None) -> sa.URL:
    if not path or path == ":memory:":
        raise BadDatabaseUrlError("a database in memory forgets every job: name a file")
    return sa.URL.create("sqlite+aiosqlite", database=str(Path(path).expanduser()))


def sqlite_file(url: sa.URL) -> Path | None:
    """The file behind an address; None for Postgres."""
    return Path(url.database or "") if url.drivername.startswith("sqlite") else None


class Database:
    """An open engine and its two kinds of transactions. The part of the store that all others share."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(**dialect.READING)
        self._writing = engine.execution_options(**dialect.WRITING)
        # SQLite has one writer. A waiting one polls, in steps of up to 100 ms and without a queue; so the
        # writers of this process queue here, in order, and only other processes are left to the polling.
        self._turn: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if dialect.is_sqlite(engine) else nullcontext()
        )
        self._behind: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if dialect.is_sqlite(engine) else nullcontext()
        )
        self._reader, self._writer = _thread(engine, dialect.READING), _thread(engine, dialect.WRITING)

    @classmethod
    @asynccontextmanager
    async def open(cls, url: sa.URL) -> AsyncIterator["Database"]:
        engine = _engine(url)
        database = cls(engine)
        try:
            yield database
        finally:
            for thread in (database._reader, database._writer):
                if thread:
                    thread.close()
            await engine.dispose()

    @property
    def is_shared(self) -> bool:
        """Whether several processes may own it."""
        return not dialect.is_sqlite(self._engine)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A transaction that writes nothing, and waits for no writer."""
        return self._reading.begin()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is written as a whole, or not at all when an exception leaves it."""
        async with self._behind, self._turn, self._writing.begin() as tx:
            yield tx

    async def reading(self, work: Work[T]) -> T:
        """The same for a few quick statements, and nothing but them: in SQLite at a fraction of the cost."""
        if self._reader:
            return await self._reader.run(work)
        async with self.read() as tx:
            return await work(tx)

    async def writing(self, work: Work[T]) -> T:
        """As `reading`, for a transaction that writes."""
        async with self._behind:
            return await self.writing_first(work)

    async def writing_first(self, work: Work[T]) -> T:
        """The same, ahead of all but one of those who wait: somebody's next call is held up by it."""
        if self._writer:
            async with self._turn:
                return await self._writer.run(work)
        async with self._writing.begin() as tx:
            return await work(tx)

    async def maintain(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do what SQLite does outside of transactions; None, and nothing done, with another database."""
        if not dialect.is_sqlite(self._engine):
            return None
        async with self._turn, self._engine.connect() as connection:
            quick = (await connection.get_raw_connection()).driver_connection
            return await cast("QuickConnection", quick).work(work)


def _thread(engine: AsyncEngine, transactions: Mapping[str, str]) -> InThread | None:
    """For SQLite a thread, and in it one connection, for quick transactions of one kind."""
    if not dialect.is_sqlite(engine):
        return None
    quick = sa.create_engine(engine.url.set(drivername="sqlite"), hide_parameters=True)
    dialect.prepare_sqlite(quick)
    return InThread(quick.execution_options(**transactions))


def _engine(url: sa.URL) -> AsyncEngine:
    file = sqlite_file(url)
    if file is None:
        return _postgres_engine(url)
    _for_its_owner_alone(file)
    # One writer, and some readers beside it.
    engine = create_async_engine(
        url,
        pool_size=4,
        max_overflow=0,
        async_creator=partial(QuickConnection.open, file),
        hide_parameters=True,  # an error of the database would quote leads
    )
    dialect.prepare_sqlite(engine.sync_engine)
    return engine


def _for_its_owner_alone(file: Path) -> None:
    """Make a new file that nobody else of this machine can read: it will hold leads. Its log takes after it.

    Where that fails, SQLite tells why.
    """
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL, 0o600))


def _postgres_engine(url: sa.URL) -> AsyncEngine:
    try:
        return create_async_engine(
            url,
            pool_pre_ping=True,
            connect_args=postgres.connect_arguments(url),
            hide_parameters=True,
        )
    except ModuleNotFoundError:
        raise CannotOpenStoreError("Postgres needs one more package: install addleads[postgres]") from None
