"""Many rows a bit at a time, each bit a transaction of its own, so that other writers get in between."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.plan import JobRow
from bot.adding.same_list import Fingerprint
from bot.store import dialect
from bot.store.engine import Database
from bot.store.job_pages import encoded
from bot.store.tables import batches, job_rows, lead_keys

AT_ONCE = 2_500
"""Rows written, or deleted, in one transaction: a sixth of a second at most that other writers wait.

With 1,000 the longest wait is no shorter, and 2.4 times as much goes to the log.
"""


async def write(
    database: Database, place: str, team: str, planned: Sequence[JobRow], fingerprint: Fingerprint
) -> None:
    """Write the rows and the keys of their leads, to stand under that id; see `encoded`."""
    for within in ranges(len(planned)):
        bit = await encoded(place, team, planned, fingerprint, within)
        for table, pages in bit.items():
            async with database.write() as tx:
                await dialect.insert_pages(tx, table, pages)


def ranges(rows: int) -> list[range]:
    """Which rows each bit holds, by index."""
    return [range(start, min(start + AT_ONCE, rows)) for start in range(0, rows, AT_ONCE)]


async def remove(database: Database, place: str) -> None:
    """Delete all that stands under an id, and that nobody looks for there."""
    for table in (job_rows, lead_keys):
        deleted = AT_ONCE
        while deleted >= AT_ONCE:
            async with database.write() as tx:
                bit = await some_of(tx, table, place, AT_ONCE)
                deleted = (await tx.execute(sa.delete(table).where(bit))).rowcount


async def some_of(tx: AsyncConnection, table: sa.Table, place: str, at_once: int) -> sa.ColumnElement[bool]:
    """The first rows under an id, in the order of the table's key."""
    order = table.c[{job_rows: "row", lead_keys: "key", batches: "number"}[table]]
    of_place = table.c.job_id == place
    query = sa.select(order).where(of_place).order_by(order).offset(at_once - 1).limit(1)
    last = await tx.scalar(query)
    return of_place if last is None else of_place & (order <= last)
