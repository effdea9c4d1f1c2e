"""Transactions that run as a whole in a thread of their own: one trip there and back, not one per statement.

Owns how that is done for SQLite, where a trip costs more than most statements. What runs is written as for
the event loop, with `await` before each statement; here no `await` ever waits, so it simply runs to its end.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")

Work = Callable[[AsyncConnection], Coroutine[Any, Any, T]]
"""Statements on an open transaction; awaits nothing else."""


class InThread:
    """Runs transactions one after the other, in a thread and on a connection of its own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._connection: sa.Connection | None = None  # kept: to take it from a pool costs more than to ask

    async def run(self, work: Work[T]) -> T:
        """Commit what the work does, or nothing of it when it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, work)

    def close(self) -> None:
        """Wait for what runs, then close the connection."""
        self._thread.submit(self._let_go).result()
        self._thread.shutdown()
        self._engine.dispose()

    def _run(self, work: Work[T]) -> T:
        if self._connection is None:
            self._connection = self._engine.connect()
        try:
            return _transaction(self._connection, work)
        except BaseException:
            self._let_go()  # the pool rolls back what a COMMIT that failed may have left open
            raise

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _transaction(connection: sa.Connection, work: Work[T]) -> T:
    with connection.begin():
        result = _result(work(cast("AsyncConnection", _NeverWaiting(connection))))
        if isinstance(result, sa.Result):  # its cursor would hold a snapshot that the next one stumbles over
            raise TypeError("what a transaction found is to be read inside of it")
        return result


class _NeverWaiting:
    """As much of an AsyncConnection as our statements use."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.dialect = connection.dialect

    async def execute(self, *statement: Any) -> sa.CursorResult[Any]:  # noqa: ANN401 - handed on
        return self._connection.execute(*statement)

    async def scalar(self, *statement: Any) -> Any:  # noqa: ANN401 - as above
        return self._connection.scalar(*statement)

    async def scalars(self, *statement: Any) -> sa.ScalarResult[Any]:  # noqa: ANN401 - as above
        return self._connection.scalars(*statement)

    async def exec_driver_sql(self, *statement: Any) -> sa.CursorResult[Any]:  # noqa: ANN401 - as above
        return self._connection.exec_driver_sql(*statement)


def _result(work: Coroutine[Any, Any, T]) -> T:
    try:
        work.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    work.close()
    raise RuntimeError("a transaction awaited something else than its own statements")
