"""Transactions that run as a whole in a thread: written whole or not at all, and closed when they end."""

from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import Store
from bot.store.tables import channel_defaults, messages

ONE = {"team": "T1", "channel": "C1", "alias": "q4"}
COUNT = sa.select(sa.func.count()).select_from(channel_defaults)


async def _count(store: Store) -> int | None:
    found: int | None = await store._database.reading(lambda tx: tx.scalar(COUNT))
    return found


async def _put(tx: AsyncConnection) -> None:
    await tx.execute(sa.insert(channel_defaults).values(ONE))


async def test_what_fails_is_not_written(store: Store) -> None:
    """The error reaches who asked, and nothing of the transaction stays."""

    async def half(tx: AsyncConnection) -> None:
        await _put(tx)
        raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await store._database.writing(half)
    assert await _count(store) == 0
    await store._database.writing(_put)
    assert await _count(store) == 1


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)  # others have no such thread
async def test_a_result_does_not_leave_its_transaction(store: Store) -> None:
    """Its cursor would hold an old state of the file, which the next writer can't begin on."""
    await store._database.writing(_put)
    every: Callable[[AsyncConnection], Awaitable[object]] = lambda tx: tx.execute(sa.select(channel_defaults))  # noqa: E731
    with pytest.raises(TypeError):
        await store._database.reading(every)  # type: ignore[arg-type]
    await store._database.writing(lambda tx: tx.scalar(COUNT))


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
async def test_a_commit_that_fails_holds_up_nobody(store: Store) -> None:
    """Its transaction is still open then, with the write lock: it is rolled back before the next one."""

    async def of_no_job(tx: AsyncConnection) -> None:
        await tx.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        await tx.execute(sa.insert(messages).values(job_id="none", kind="report", team="T1", ts="1"))

    with pytest.raises(sa.exc.IntegrityError):
        await store._database.writing(of_no_job)
    await store._database.writing(_put)
    with pytest.raises(sa.exc.IntegrityError):
        await store._database.writing(of_no_job)
    async with store._database.write() as tx:
        assert await tx.scalar(COUNT) == 1
        assert await tx.scalar(sa.select(sa.func.count()).select_from(messages)) == 0
