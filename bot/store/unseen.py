"""Jobs whose rows are still being written: nobody sees one before it is complete.

Until then it stands there in disguise, as a draft of no workspace, of another origin and with no parent: no
query of any part of the store finds it. A kill in the middle leaves it so, and the next start removes it.
"""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job
from bot.adding.state import JobState
from bot.store import dialect
from bot.store.tables import jobs

NO_TEAM = ""


def disguised(job: Job) -> Job:
    origin = f"writing:{job.id}"
    return replace(job, origin=origin, team=NO_TEAM, state=JobState.DRAFT, parent=None, root=job.id)


async def reveal(tx: AsyncConnection, job: Job, fingerprint: str) -> bool:
    """The job is complete. False, and it is removed, where another one of its origin was there first."""
    one = jobs.c.id == job.id
    await dialect.one_at_a_time(tx, job.origin)
    if await tx.scalar(sa.select(jobs.c.id).where(jobs.c.origin == job.origin)):
        await tx.execute(sa.delete(jobs).where(one))
        return False
    real = {"origin": job.origin, "team": job.team, "state": job.state, "parent": job.parent}
    await tx.execute(
        sa.update(jobs).where(one).values(**real, root=job.root or job.id, fingerprint=fingerprint)
    )
    return True


async def remove(tx: AsyncConnection, before: datetime) -> None:
    """Those that a process has left behind which died before then."""
    await tx.execute(sa.delete(jobs).where(jobs.c.team == NO_TEAM, jobs.c.created_at < before))
