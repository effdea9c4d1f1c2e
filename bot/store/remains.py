"""How the rows of a job stand: what became of them, and what of them child jobs have taken up."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.refusal import LACKS, lacking
from bot.adding.remedies import Ends, Lacking, Remains
from bot.leads.email_address import email_key
from bot.store import lifecycle, rows
from bot.store.place import PLACE, place_of
from bot.store.tables import job_rows, jobs

_KIND = job_rows.c.outcome, job_rows.c.reasons

_child_rows = job_rows.alias("child_rows")

PAGE = 1000
"""Picked rows handled in one piece. Each page is a sort of all that are left, so they are larger than those
that are read in the order of the table."""


async def remains(tx: AsyncConnection, job_id: str) -> Remains:
    own = job_rows.c.job_id == place_of(job_id)
    ends, taken = await _ends(tx, own), await _taken(tx, job_id)
    return Remains(
        ends=ends,
        untouched=await _ends(tx, own & _untouched(job_id)) if taken else ends,
        lacking=await _lacking(tx, job_id) if any(outcome is Outcome.INVALID for outcome, _ in ends) else {},
        taken=taken,
    )


async def _lacking(tx: AsyncConnection, job_id: str) -> Lacking:
    of_job = job_rows.c.job_id == place_of(job_id), job_rows.c.outcome == Outcome.INVALID, _untouched(job_id)
    invalid = sa.select(job_rows.c.detail).where(*of_job)
    counted: Counter[tuple[str, ...]] = Counter()
    for detail in await tx.scalars(invalid.where(job_rows.c.detail.startswith(LACKS, autoescape=True))):
        if fields := lacking(RowOutcome(0, Outcome.INVALID, detail=detail)):
            counted[fields] += 1
    return dict(counted)


async def picked(
    tx: AsyncConnection,
    job_id: str,
    outcomes: Collection[Outcome],
    *,
    after: int | None = None,
    named: str = "",
    limit: int,
) -> list[JobRow]:
    """The next rows that came to one of these ends, in order.

    Args:
        tx: an open transaction.
        job_id: whose.
        outcomes: the ends.
        after: the number of the row before the first one.
        named: part of the address, in any case; "" for all.
        limit: how many, at most.
    """
    own = job_rows.c.job_id == place_of(job_id)
    query = sa.select(job_rows).where(own, job_rows.c.outcome.in_(outcomes))
    if after is not None:
        query = query.where(job_rows.c.row > after)
    if named:
        name = sa.func.coalesce(job_rows.c.email, job_rows.c.linkedin_url)
        query = query.where(sa.func.lower(name).contains(named.lower(), autoescape=True))
    return list(map(rows.job_row, await tx.execute(query.order_by(job_rows.c.row).limit(limit))))


async def rows_of(tx: AsyncConnection, job_ids: Sequence[str]) -> frozenset[int]:
    """The numbers of all rows of these jobs."""
    places = sa.select(PLACE).where(jobs.c.id.in_(job_ids))
    return frozenset(await tx.scalars(sa.select(job_rows.c.row).where(job_rows.c.job_id.in_(places))))


async def people_of(
    tx: AsyncConnection,
    roots: Collection[str],
    emails: Collection[str],
    profiles: Collection[str],
    outcomes: Collection[Outcome],
) -> dict[str, int]:
    """Which of these addresses and profiles stand in such rows of some chains: as given → a row's number."""
    keys = {email_key(one): one for one in emails}
    chains = job_rows.c.job_id.in_(sa.select(PLACE).where(jobs.c.root.in_(roots)))
    query = sa.select(job_rows.c.row, job_rows.c.email_key, job_rows.c.linkedin_url).where(
        chains,
        job_rows.c.outcome.in_(outcomes),
        job_rows.c.email_key.in_(keys) | job_rows.c.linkedin_url.in_(profiles),
    )
    found: dict[str, int] = {}
    for row, key, url in await tx.execute(query.order_by(job_rows.c.row)):
        for given in filter(None, (keys.get(key), url if url in profiles else None)):
            found.setdefault(given, row)
    return found


async def recent(tx: AsyncConnection, team: str, channel: str, limit: int) -> list[Job]:
    """The latest jobs of a channel, latest first."""
    query = sa.select(jobs.c.id).where(jobs.c.team == team, jobs.c.channel == channel)
    latest = await tx.scalars(query.order_by(jobs.c.created_at.desc()).limit(limit))
    found = [await lifecycle.get(tx, one) for one in list(latest)]
    return [job for job in found if job is not None]


def _untouched(job_id: str) -> sa.ColumnElement[bool]:
    """The row is in no child of this job, which is its own."""
    children = sa.select(PLACE).where(jobs.c.parent == job_id)
    taken = sa.exists().where(_child_rows.c.job_id.in_(children), _child_rows.c.row == job_rows.c.row)
    return ~taken


async def _ends(tx: AsyncConnection, which: sa.ColumnElement[bool]) -> Ends:
    query = sa.select(*_KIND, sa.func.count()).where(which).group_by(*_KIND)
    return {
        (outcome, tuple(rows.reasons_in(reasons))): count
        for outcome, reasons, count in await tx.execute(query)
    }


async def _taken(tx: AsyncConnection, job_id: str) -> dict[str, Ends]:
    own = job_rows.c.job_id == place_of(job_id)
    query = (
        sa.select(jobs.c.id, *_KIND, sa.func.count())
        .join(_child_rows, _child_rows.c.job_id == PLACE)
        .join(job_rows, (job_rows.c.row == _child_rows.c.row) & own)
        .where(jobs.c.parent == job_id)
        .group_by(jobs.c.id, *_KIND)
    )
    found: defaultdict[str, dict[tuple[Outcome, tuple[SkipReason, ...]], int]] = defaultdict(dict)
    for name, outcome, reasons, count in await tx.execute(query):
        found[name][outcome, tuple(rows.reasons_in(reasons))] = count
    return dict(found)
