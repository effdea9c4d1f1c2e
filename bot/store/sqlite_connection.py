"""SQLite connections whose statements cost one trip to the connection's thread each.

Owns how a statement reaches SQLite. aiosqlite goes to its thread to make a cursor, to execute, to fetch, and
to close: four trips, of which each costs more than most of our statements. Here all four are one.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

T = TypeVar("T")


class QuickConnection(aiosqlite.Connection):
    """An aiosqlite connection with other cursors."""

    @classmethod
    async def open(cls, file: Path) -> Self:
        """Open a database file."""
        connection = cls(lambda: sqlite3.connect(file, check_same_thread=False), iter_chunk_size=1)
        connection._thread.daemon = True
        await connection
        return connection

    def cursor(self) -> "QuickCursor":  # type: ignore[override] # what SQLAlchemy enters is the cursor itself
        return QuickCursor(self)

    async def work(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function in the connection's thread."""
        result: T = await self._execute(lambda: function(self._conn))  # type: ignore[no-untyped-call]
        return result


class QuickCursor:
    """As much of a cursor as SQLAlchemy asks for: it fetches all rows of a statement at once anyway."""

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[object] = ()) -> Self:
        return await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[object]]) -> Self:
        return await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open: the real cursor was closed when its rows were fetched."""

    async def _run(self, execute: Callable[[sqlite3.Cursor], object]) -> Self:
        def run(connection: sqlite3.Connection) -> None:
            cursor = connection.cursor()
            try:
                execute(cursor)
                self.description = cursor.description
                self._rows = cursor.fetchall() if cursor.description else []
                self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        await self._connection.work(run)
        return self
