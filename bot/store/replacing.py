"""Other rows for a draft: they come into force in one moment, whoever looks, works or is killed beside.

SQLite has one writer, who must not be kept for seconds. So there the rows of a long list are written bit by
bit, under an id of their own; then one short transaction changes what is to be changed and lets the job know
where its rows stand now (see `place`); then the old ones go, bit by bit. What a kill leaves of either is
rows that no job knows of, and the next start deletes them (see `unseen`).

Postgres has many writers, so there one transaction replaces all rows in their place, however long the list:
nobody waits but who wants the same job. Older programs beside this one find them there.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, Self

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.errors import IllegalTransitionError
from bot.adding.job import Job
from bot.adding.plan import Plan
from bot.adding.same_list import Fingerprint
from bot.store import batches, bits, dialect, lifecycle, unseen
from bot.store.engine import Database
from bot.store.job_pages import Tables, encoded
from bot.store.place import PLACE
from bot.store.tables import job_rows, jobs, lead_keys


class NewRows(Protocol):
    """Rows that wait to take the place of a job's."""

    async def come_into_force(self, tx: AsyncConnection) -> str:
        """They are the job's rows from then on, if the transaction is; the fingerprint of their leads."""


@asynccontextmanager
async def new_rows(
    database: Database, job: Job, plan: Plan
) -> AsyncIterator[tuple[AsyncConnection, NewRows]]:
    """A transaction, short where that matters, in which the plan's rows can come into force.

    Whether the job may change is to be found out in it: what was known before may hold no more. Nobody else
    changes the job until it ends.
    """
    if await _in_place(database, job, plan):
        in_place = await _InPlace.begun(job, plan)
        async with database.write() as tx:
            await lifecycle.locked(tx, job.id)
            yield tx, in_place
        return
    beside = _Beside(job, plan)
    try:
        await beside.write(database)
        async with database.write() as tx:
            await lifecycle.locked(tx, job.id)
            yield tx, beside
    finally:
        with unseen.left_to_the_next_start():
            await beside.tidy_up(database)


async def _in_place(database: Database, job: Job, plan: Plan) -> bool:
    """Whether rows may be replaced where they stand. Those that stand elsewhere never come back."""
    query = sa.select(jobs.c.row_count, jobs.c.rows_under).where(jobs.c.id == job.id)
    async with database.read() as tx:
        found = (await tx.execute(query)).first()
    if found is None or found.rows_under is not None:
        return found is None
    return database.is_shared or max(found.row_count, len(plan.rows)) <= bits.AT_ONCE


class _InPlace:
    def __init__(self, job: Job, plan: Plan, first: Tables, fingerprint: Fingerprint) -> None:
        self._job, self._plan, self._first, self._fingerprint = job, plan, first, fingerprint

    @classmethod
    async def begun(cls, job: Job, plan: Plan) -> Self:
        """What one writer would keep all others waiting for is made ready before."""
        fingerprint = Fingerprint()
        first = await encoded(
            job.id, job.team, plan.rows, fingerprint, range(min(bits.AT_ONCE, len(plan.rows)))
        )
        return cls(job, plan, first, fingerprint)

    async def come_into_force(self, tx: AsyncConnection) -> str:
        job, rows = self._job, self._plan.rows
        if await _place(tx, job.id) != job.id:
            raise IllegalTransitionError(f"the rows of job {job.id} have changed meanwhile")
        for table in (job_rows, lead_keys):
            await tx.execute(sa.delete(table).where(table.c.job_id == job.id))
        await _replace_batches(tx, job, self._plan)
        await _insert(tx, self._first)
        for within in bits.ranges(len(rows))[1:]:
            await _insert(tx, await encoded(job.id, job.team, rows, self._fingerprint, within))
        return str(self._fingerprint)


class _Beside:
    def __init__(self, job: Job, plan: Plan) -> None:
        self.place = unseen.successor_id(job.id)
        self._fingerprint = Fingerprint()
        self._job, self._plan = job, plan
        self._before = job.id

    async def write(self, database: Database) -> None:
        async with database.write() as tx:
            await lifecycle.insert(tx, unseen.successor(self._job, self.place), row_count=0, fingerprint="")
        await bits.write(database, self.place, self._job.team, self._plan.rows, self._fingerprint)

    async def come_into_force(self, tx: AsyncConnection) -> str:
        self._before = await _place(tx, self._job.id)
        if await lifecycle.find(tx, jobs.c.id == self.place) is None:
            raise IllegalTransitionError(
                f"new rows for job {self._job.id} were removed before they came into force"
            )
        await tx.execute(sa.update(jobs).where(jobs.c.id == self._job.id).values(rows_under=self.place))
        await _replace_batches(tx, self._job, self._plan)
        return str(self._fingerprint)

    async def tidy_up(self, database: Database) -> None:
        """Remove the rows that are not in force: the old ones, or where anything failed these.

        The database is asked which, in a transaction behind the one that was to change it: an error, or the
        end of the program, may have come when that was written already.
        """
        async with database.write() as tx:
            in_force = await _place(tx, self._job.id)
        for place in {self._before, self.place} - {in_force}:
            if place == self._job.id:
                await bits.remove(database, place)
            else:
                await unseen.drop(database, place)


async def _place(tx: AsyncConnection, job_id: str) -> str:
    return await tx.scalar(sa.select(PLACE).where(jobs.c.id == job_id)) or job_id


async def _replace_batches(tx: AsyncConnection, job: Job, plan: Plan) -> None:
    """One stands for each call, so they are few."""
    await batches.clear(tx, job.id)
    await batches.insert(tx, job.id, job.team, plan)


async def _insert(tx: AsyncConnection, tables: Tables) -> None:
    for table, pages in tables.items():
        await dialect.insert_pages(tx, table, pages)
