"""The transactions of a store that write, counted: what happens at which one, and a kill between two."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import Store


class Death(BaseException):
    """The process was killed: nothing it does afterwards has an effect."""


class Writes:
    """Counts the transactions of a store that write.

    Args:
        before: what happens before which of them, from 0.
        until: from which one on the process is dead.
        after: what happens behind the commit of which of them.
    """

    def __init__(
        self,
        store: Store,
        before: dict[int, Callable[[], Awaitable[object]]],
        until: int | None = None,
        after: dict[int, Callable[[], Awaitable[object]]] | None = None,
    ) -> None:
        self.number = 0
        self.changed: list[int] = []
        self._before, self._until, self._after = before, until, after or {}
        self._write = store._database.write
        store._database.write = self.write  # type: ignore[method-assign]

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        if self._until is not None and self.number >= self._until:
            raise Death
        if act := self._before.pop(self.number, None):
            await act()
        behind = self._after.pop(self.number, None)
        self.number += 1
        async with self._write() as tx:
            before = await self._changes(tx)
            yield tx
            self.changed.append(await self._changes(tx) - before)
        if behind:
            await behind()

    async def _changes(self, tx: AsyncConnection) -> int:
        sqlite = tx.dialect.name == "sqlite"
        return (await tx.scalar(sa.text("SELECT total_changes()")) or 0) if sqlite else 0
