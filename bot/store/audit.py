"""The audit: it only grows. What is written here is written in the transaction of the deed itself.

There is no statement here that changes or deletes an entry, and the database refuses both (the migration's
triggers).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.audit import AuditEntry, Deed
from bot.adding.job import Alias, Job
from bot.adding.overrides import Override, in_api_order
from bot.store.columns import storable
from bot.store.engine import Database
from bot.store.place import place_of
from bot.store.tables import audit, job_rows
from bot.store.uncut import all_uncut


@all_uncut
class Audit:
    """Reads the audit, and takes deeds that come with no other change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, entry: AuditEntry) -> None:
        async with self._database.write() as tx:
            await append(tx, entry)

    async def entries(self, team: str, *, since: datetime | None = None) -> list[AuditEntry]:
        """A workspace's entries, oldest first."""
        query = sa.select(audit).where(audit.c.team == team).order_by(audit.c.at, audit.c.id)
        if since is not None:
            query = query.where(audit.c.at >= since)
        async with self._database.read() as tx:
            return [_entry(row) for row in await tx.execute(query)]


async def append(tx: AsyncConnection, entry: AuditEntry) -> None:
    """Write an entry, for good."""
    await tx.execute(
        sa.insert(audit).values(
            at=entry.at,
            team=entry.team,
            user=entry.user,
            deed=entry.deed,
            job_id=entry.job_id,
            alias=storable(entry.alias),
            sequence_id=entry.sequence_id,
            leads=entry.leads,
            overrides=in_api_order(entry.overrides),
            channel=entry.channel,
        )
    )


async def append_of_job(tx: AsyncConnection, at: datetime, user: str, deed: Deed, job: Job) -> None:
    """What somebody did to a job, with how many leads it has."""
    of_the_job = job_rows.c.job_id == place_of(job.id), job_rows.c.batch.is_not(None)
    leads = await tx.scalar(sa.select(sa.func.count()).select_from(job_rows).where(*of_the_job))
    await append(
        tx,
        AuditEntry(
            at=at,
            team=job.team,
            user=user,
            deed=deed,
            job_id=job.id,
            alias=job.alias,
            sequence_id=job.sequence_id,
            leads=leads or 0,
            overrides=job.options.overrides,
        ),
    )


async def append_of_alias(tx: AsyncConnection, at: datetime, user: str, deed: Deed, alias: Alias) -> None:
    await append(
        tx,
        AuditEntry(
            at=at, team=alias.team, user=user, deed=deed, alias=alias.name, sequence_id=alias.sequence_id
        ),
    )


def _entry(row: sa.Row[*tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(
        at=row.at,
        team=row.team,
        user=row.user,
        deed=row.deed,
        job_id=row.job_id,
        alias=row.alias,
        sequence_id=row.sequence_id,
        leads=row.leads,
        overrides=frozenset(map(Override, row.overrides)),
        channel=row.channel,
    )
