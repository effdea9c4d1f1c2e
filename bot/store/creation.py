"""Writing a new job down: its rows, its batches, the keys of its leads, and whose deed it is."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.audit import Deed
from bot.adding.errors import NothingToDoError
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import Plan
from bot.adding.same_list import Fingerprint
from bot.adding.state import ENDED, JobState
from bot.store import audit, batches, bits, dialect, lifecycle, unseen
from bot.store.engine import Database
from bot.store.job_pages import encoded
from bot.store.place import PLACE
from bot.store.tables import job_rows, jobs


async def create(database: Database, job: Job, plan: Plan) -> bool:
    """Write a new job; False, and nothing is left of it, where its origin is known.

    Raises:
        NothingToDoError: it is a retry, and another one is sending some of its rows, or will.
    """
    if len(plan.rows) > bits.AT_ONCE:
        return await _create_large(database, job, plan)
    fingerprint = Fingerprint()
    tables = await encoded(job.id, job.team, plan.rows, fingerprint)  # first: other writers wait less
    async with database.write() as tx:
        if not await lifecycle.insert(tx, job, len(plan.rows), str(fingerprint)):
            return False
        await batches.insert(tx, job.id, job.team, plan)
        for table, pages in tables.items():
            await dialect.insert_pages(tx, table, pages)
        await _complete(tx, job)
        return True


async def _create_large(database: Database, job: Job, plan: Plan) -> bool:
    """Bit by bit: other writers get their turn, and only a bit stands in memory as the database takes it."""
    async with database.read() as tx:  # who comes second at the same time is found out at the end
        if await lifecycle.find(tx, jobs.c.origin == job.origin):
            return False
    async with database.write() as tx:
        await lifecycle.insert(tx, unseen.disguised(job), len(plan.rows), fingerprint="")
        await batches.insert(tx, job.id, job.team, plan)
    fingerprint = Fingerprint()
    try:
        await bits.write(database, job.id, job.team, plan.rows, fingerprint)
        async with database.write() as tx:
            if not await unseen.reveal(tx, job, str(fingerprint)):
                return False
            await _complete(tx, job)
            return True
    finally:
        with unseen.left_to_the_next_start():
            await unseen.drop(database, job.id)  # unless it is to be seen


async def _complete(tx: AsyncConnection, job: Job) -> None:
    """The last of its transaction: who answers for it, and that it takes nobody away from another retry."""
    if job.parent:
        await _check_free(tx, job)
    if job.state is JobState.CONFIRMED:  # else it is nobody's deed yet, only a preview
        await audit.append_of_job(tx, job.created_at, job.user, deed_of_adding(job), job)
        if job.approved_by:
            await audit.append_of_job(tx, job.created_at, job.approved_by, Deed.APPROVE, job)


async def _check_free(tx: AsyncConnection, child: Job) -> None:
    """No lead is in two calls at once, nor in one again that has added it, whoever presses where."""
    await dialect.one_at_a_time(tx, child.root)
    purged = sa.exists().where(jobs.c.root == child.root, jobs.c.purged_at.is_not(None))
    if await tx.scalar(sa.select(purged)):
        raise NothingToDoError("These leads were just deleted. Share the list again to retry.")
    mine, theirs = job_rows.alias("mine"), job_rows.alias("theirs")
    others = sa.select(PLACE).where(jobs.c.root == child.root, jobs.c.id != child.id)
    of_the_chain = mine.c.job_id == child.id, mine.c.row == theirs.c.row
    under_way = theirs.c.job_id.in_(others.where(jobs.c.parent.is_not(None), jobs.c.state.not_in(ENDED)))
    if await tx.scalar(sa.select(sa.exists().where(*of_the_chain, under_way))):
        raise NothingToDoError("Some of these are being retried. Try again when that has ended.")
    is_in = theirs.c.job_id.in_(others) & (theirs.c.outcome == Outcome.ADDED)
    if await tx.scalar(sa.select(sa.exists().where(*of_the_chain, is_in))):
        raise NothingToDoError("A retry has just added some of these. Look at the report again.")


def deed_of_adding(job: Job) -> Deed:
    return Deed.RETRY if job.parent else Deed.ADD
