"""Jobs whose rows are still being written: nobody sees one before it is complete.

Until then it stands there in disguise, as a draft of no workspace, of another origin and with no parent: no
query of any part of the store finds it. A kill in the middle leaves it so, and the next start removes it; who
only fails removes it at once.

Other rows for a job that is there already (see `replacing`) are written under the id of such a job too. It is
never revealed: once they are in force it stays, unseen, for as long as they do.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job, Options
from bot.adding.state import JobState
from bot.store import bits, dialect
from bot.store.engine import Database
from bot.store.tables import job_rows, jobs, lead_keys

logger = logging.getLogger(__name__)

NO_TEAM = ""

IN_FORCE = sa.select(jobs.c.rows_under).where(jobs.c.rows_under.is_not(None))
"""Where the rows of some job stand, and nothing else of it."""

_UNKNOWN = (jobs.c.team == NO_TEAM) & jobs.c.id.not_in(IN_FORCE)


def disguised(job: Job) -> Job:
    origin = f"writing:{job.id}"
    return replace(job, origin=origin, team=NO_TEAM, state=JobState.DRAFT, parent=None, root=job.id)


def successor_id(job_id: str) -> str:
    """A new id for other rows of a job."""
    return f"{job_id}/{secrets.token_hex(8)}"


def is_successor(place: sa.ColumnElement[str], job_id: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether such an id was made for the job."""
    start = job_id + "/"
    return sa.func.substr(place, 1, sa.func.length(start)) == start


def successor(job: Job, place: str) -> Job:
    """What other rows for the job stand under. Holds nothing else of it: nobody would look for it here."""
    bare = replace(job, id=place, name="", header=(), assumptions=(), columns=None, options=Options())
    return disguised(bare)


async def reveal(tx: AsyncConnection, job: Job, fingerprint: str) -> bool:
    """The job is complete. False, and it stays unseen, where another one of its origin was there first."""
    one = jobs.c.id == job.id
    await dialect.one_at_a_time(tx, job.origin)
    if await tx.scalar(sa.select(jobs.c.id).where(jobs.c.origin == job.origin)):
        return False
    real = {"origin": job.origin, "team": job.team, "state": job.state, "parent": job.parent}
    await tx.execute(
        sa.update(jobs).where(one).values(**real, root=job.root or job.id, fingerprint=fingerprint)
    )
    return True


async def drop(database: Database, job_id: str) -> None:
    """Remove one bit by bit. Not one that is seen by now, or in force.

    Who hears of an error can't know which: it may have come behind the commit. So it is asked for in a
    transaction that waits for that one to end.
    """
    unknown = sa.select(jobs.c.id).where(jobs.c.id == job_id, _UNKNOWN)
    async with database.write() as tx:
        if await tx.scalar(unknown.with_for_update()) is None:
            return
    await bits.remove(database, job_id)
    async with database.write() as tx:
        await tx.execute(sa.delete(jobs).where(jobs.c.id == job_id))


@contextmanager
def left_to_the_next_start() -> Iterator[None]:
    """What can't be removed now, on a full disk say, changes nothing about what was done before."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        logger.warning("rows of no job are left to the next start", exc_info=error)


async def remove(tx: AsyncConnection, before: datetime) -> None:
    """Those that a process has left behind which died before then, and rows that have given way to others."""
    await tx.execute(sa.delete(jobs).where(_UNKNOWN, jobs.c.created_at < before))
    for table in (job_rows, lead_keys):
        given_way = sa.select(jobs.c.id).where(jobs.c.rows_under.is_not(None))
        await tx.execute(sa.delete(table).where(table.c.job_id.in_(given_way)))
