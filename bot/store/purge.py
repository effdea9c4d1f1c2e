"""Deleting the leads of old jobs, a portion at a time. Implements the LeadPurge port.

First a chain of jobs is sealed: its counts are kept with the jobs, and the database knows that its leads are
gone. Then they go, in portions, so that no other writer waits long. A kill in between costs nothing: what is
sealed is found by its rows.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job
from bot.adding.state import ENDED, JobState
from bot.store import bits, dialect, lifecycle, rows, unseen
from bot.store.engine import Database
from bot.store.tables import BatchState, batches, deliveries, job_rows, jobs, lead_keys
from bot.store.uncut import all_uncut

PORTION = 200
"""Rows deleted in one transaction: some 15 ms, in which other writers wait."""

FEW = 10
"""Of fewer leads a list's fingerprint is no secret: who knows the people can try them out."""

_WAITING = JobState.DRAFT, JobState.STOPPED
_PARTS = job_rows, lead_keys, batches

_chained = jobs.alias("chained")


@all_uncut
class Purge:
    """See the port for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, before: datetime) -> list[Job]:
        kept = jobs.c.purged_at.is_(None), jobs.c.team != unseen.NO_TEAM
        query = sa.select(jobs).where(jobs.c.id == jobs.c.root, jobs.c.created_at < before, *kept)
        async with self._database.read() as tx:
            found = await tx.execute(query.order_by(jobs.c.created_at, jobs.c.id))
            return [lifecycle.job_of(row) for row in found]

    async def undecided(self, root: str) -> list[Job]:
        query = sa.select(jobs).where(jobs.c.root == root, jobs.c.state.in_(_WAITING))
        async with self._database.read() as tx:
            return [lifecycle.job_of(row) for row in await tx.execute(query)]

    async def seal(self, root: str, at: datetime, *, even_untold: bool) -> bool:
        async with self._database.read() as tx:  # counting takes a while, so nobody waits for it
            counts = {one: await rows.ends(tx, one) for one in await _chain(tx, root)}
            untold = counts.keys() & set(await lifecycle.unfinished(tx))
        if untold and not even_untold:
            return False
        async with self._database.write() as tx:
            if not await _may_be_sealed(tx, root, counts.keys(), even_untold=even_untold):
                return False
            await _seal_successors(tx, root, at)
            for job_id, ends in counts.items():
                await tx.execute(_sealing(job_id, ends, at))
            return True

    async def delete_some(self) -> int:
        async with self._database.read() as tx:
            found = await _next_portion(tx)
        if found is None:
            return 0
        part, which = found
        async with self._database.write() as tx:
            return (await tx.execute(sa.delete(part).where(which))).rowcount

    async def delete_some_deliveries(self, unfinished: datetime, known: datetime) -> int:
        told = deliveries.c.payload.is_not(None) & (deliveries.c.seen_at < unfinished)
        async with self._database.read() as tx:
            old = await _keys(tx, deliveries.c.seen_at < known)
            said = await _keys(tx, told & (deliveries.c.seen_at >= known))
        if not old and not said:
            return 0
        async with self._database.write() as tx:
            await tx.execute(sa.delete(deliveries).where(deliveries.c.key.in_(old)))
            await tx.execute(sa.update(deliveries).where(deliveries.c.key.in_(said)).values(payload=None))
        return len(old) + len(said)

    async def give_back_some(self) -> int:
        return await self._database.maintain(dialect.give_back) or 0

    async def empty_log(self) -> bool:
        return await self._database.maintain(dialect.empty_log) in {True, None}


async def _chain(tx: AsyncConnection, root: str) -> list[str]:
    return list(await tx.scalars(sa.select(jobs.c.id).where(jobs.c.root == root)))


async def _may_be_sealed(
    tx: AsyncConnection, root: str, counted: Collection[str], *, even_untold: bool
) -> bool:
    """Whether it is the chain that was counted, and no job of it can send any more."""
    await dialect.one_at_a_time(tx, root)  # as the maker of a new retry does
    found = (await tx.execute(sa.select(jobs.c.id, jobs.c.state).where(jobs.c.root == root))).all()
    in_flight = batches.c.job_id.in_([row.id for row in found]), batches.c.state == BatchState.IN_FLIGHT
    if not even_untold and await tx.scalar(sa.select(sa.exists().where(*in_flight))):
        return False
    return {row.id for row in found} == set(counted) and all(row.state in ENDED for row in found)


def _sealing(job_id: str, ends: Sequence[tuple[str, str, int]], at: datetime) -> sa.Update:
    """What is left of a job: who, when, where to, and how many came to which end."""
    of_few = sa.case((jobs.c.row_count < FEW, "purged:" + jobs.c.id), else_=jobs.c.fingerprint)
    return (
        sa.update(jobs)
        .where(jobs.c.id == job_id)
        .values(
            counts=[list(end) for end in ends],
            purged_at=at,
            name="",  # people call files after people
            header=[],
            assumptions=[],
            columns=None,
            columns_by=None,
            columns_at=None,
            mailboxes=[],
            data={},
            fingerprint=of_few,
        )
    )


async def _seal_successors(tx: AsyncConnection, root: str, at: datetime) -> None:
    """The rows of some jobs stand elsewhere: they go as if they stood with the job.

    So do those that are not in force, where they could not be removed at once; see `replacing`.
    """
    of_chain = sa.exists().where(_chained.c.root == root, unseen.is_successor(jobs.c.id, _chained.c.id))
    theirs = (jobs.c.team == unseen.NO_TEAM) & of_chain
    await tx.execute(sa.update(jobs).where(theirs).values(counts=[], purged_at=at))
    await tx.execute(sa.update(jobs).where(jobs.c.root == root).values(rows_under=None))


async def _next_portion(tx: AsyncConnection) -> tuple[sa.Table, sa.ColumnElement[bool]] | None:
    """Some rows of a sealed job."""
    for part in _PARTS:
        left = sa.exists().where(part.c.job_id == jobs.c.id)
        sealed = sa.select(jobs.c.id).where(jobs.c.purged_at.is_not(None), left).limit(1)
        job_id = await tx.scalar(sealed)
        if job_id is not None:
            return part, await bits.some_of(tx, part, job_id, PORTION)
    return None


async def _keys(tx: AsyncConnection, which: sa.ColumnElement[bool]) -> list[str]:
    return list(await tx.scalars(sa.select(deliveries.c.key).where(which).limit(PORTION)))
