"""Looking back: jobs by who, where to and when, and what became of one lead. Reads only.

Implements the HistoryStore port. Every query begins with an index, so that none looks through all rows: what
became of one lead costs one look into the keys of each job of the workspace, and one through the rows of each
that were no leads (a tenth of a second per 150,000 of them).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.same_list import key_number
from bot.adding.state import JobState
from bot.jobs.history_ports import JobSeen, JobsWanted, LeadSeen
from bot.jobs.ports import REPORT, STATUS
from bot.leads.lead import lead_keys as keys_of_lead
from bot.leads.person import Person
from bot.store import lifecycle, messages, rows
from bot.store.engine import Database
from bot.store.named import holds
from bot.store.place import PLACE, place_of
from bot.store.tables import job_rows, jobs, lead_keys
from bot.store.uncut import all_uncut

_NEWEST_FIRST = jobs.c.created_at.desc(), jobs.c.id.desc()


@all_uncut
class History:
    """See the port for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def jobs(self, team: str, wanted: JobsWanted, limit: int) -> list[JobSeen]:
        async with self._database.read() as tx:
            conditions = [jobs.c.team == team, *_conditions(wanted)]
            if wanted.before is not None:
                conditions.append(await _older(tx, team, wanted.before))
            return await _seen(tx, conditions, limit)

    async def in_state(self, team: str, state: JobState, limit: int) -> list[JobSeen]:
        async with self._database.read() as tx:
            return await _seen(tx, [jobs.c.team == team, jobs.c.state == state], limit)

    async def counts(self, team: str) -> dict[JobState, int]:
        query = (
            sa.select(jobs.c.state, sa.func.count().label("jobs"))
            .where(jobs.c.team == team)
            .group_by(jobs.c.state)
        )
        async with self._database.read() as tx:
            return {found.state: found.jobs for found in await tx.execute(query)}

    async def of_lead(
        self, team: str, email: str | None, linkedin_url: str | None, limit: int
    ) -> tuple[list[LeadSeen], int]:
        async with self._database.read() as tx:
            places = await _places_of_lead(tx, team, email, linkedin_url)
            if person := Person.of(email or linkedin_url or ""):
                places |= await _places_in_cells(tx, team, person)
            found = sorted(places, key=lambda place: place.row)
            found.sort(key=lambda place: (place.created_at, place.job_id), reverse=True)
            shown = [await _lead_seen(tx, place.job_id, place.row) for place in found[:limit]]
            return [seen for seen in shown if seen], len(found)

    async def users(self, team: str, limit: int) -> Sequence[str]:
        latest = sa.func.max(jobs.c.created_at).desc()
        query = sa.select(jobs.c.user).where(jobs.c.team == team).group_by(jobs.c.user).order_by(latest)
        async with self._database.read() as tx:
            return list(await tx.scalars(query.limit(limit)))

    async def knows_alias(self, team: str, alias: str) -> bool:
        query = sa.select(jobs.c.id).where(jobs.c.team == team, jobs.c.alias == alias).limit(1)
        async with self._database.read() as tx:
            return (await tx.scalar(query)) is not None


def _conditions(wanted: JobsWanted) -> list[sa.ColumnElement[bool]]:
    equal = ((jobs.c.user, wanted.user), (jobs.c.alias, wanted.alias))
    conditions = [column == value for column, value in equal if value is not None]
    return conditions if wanted.since is None else [*conditions, jobs.c.created_at >= wanted.since]


async def _older(tx: AsyncConnection, team: str, job_id: str) -> sa.ColumnElement[bool]:
    """Behind this job, in the order of the history. A job of another workspace is behind nothing."""
    known = sa.select(jobs.c.created_at).where(jobs.c.id == job_id, jobs.c.team == team)
    created_at = await tx.scalar(known)
    if created_at is None:
        return sa.false()
    at_once = sa.and_(jobs.c.created_at == created_at, jobs.c.id < job_id)
    return sa.or_(jobs.c.created_at < created_at, at_once)


async def _seen(
    tx: AsyncConnection, conditions: Sequence[sa.ColumnElement[bool]], limit: int
) -> list[JobSeen]:
    found = await tx.execute(sa.select(jobs).where(*conditions).order_by(*_NEWEST_FIRST).limit(limit))
    return [
        JobSeen(job, await rows.tally(tx, job.id), row.stop_code or "", await _ts(tx, job))
        for row, job in [(row, lifecycle.job_of(row)) for row in found]
    ]


class _Place(NamedTuple):
    """A row of a job."""

    created_at: datetime
    job_id: str
    row: int


async def _places_of_lead(
    tx: AsyncConnection, team: str, email: str | None, linkedin_url: str | None
) -> set[_Place]:
    """Where the lead was to be sent."""
    keys = [key_number(key) for key in keys_of_lead(email, linkedin_url)]
    query = (
        sa.select(jobs.c.created_at, jobs.c.id, lead_keys.c.row)
        .select_from(jobs.join(lead_keys, lead_keys.c.job_id == PLACE))
        .where(jobs.c.team == team, lead_keys.c.key.in_(keys))
    )
    return {_Place(*place) for place in await tx.execute(query)}


async def _places_in_cells(tx: AsyncConnection, team: str, person: Person) -> set[_Place]:
    """Rows that were invalid or duplicate from the start, so that they are no leads, but name the person."""
    query = (
        sa.select(jobs.c.created_at, jobs.c.id, job_rows.c.row, job_rows.c.cells)
        .select_from(jobs.join(job_rows, job_rows.c.job_id == PLACE))
        .where(jobs.c.team == team, job_rows.c.outcome.in_([Outcome.INVALID, Outcome.DUPLICATE]))
        .where(job_rows.c.batch.is_(None), holds(job_rows.c.cells, person))
    )
    found = (await tx.execute(query)).all()
    return {_Place(*place) for *place, cells in found if person.is_named_in_any(cells)}


async def _lead_seen(tx: AsyncConnection, job_id: str, number: int) -> LeadSeen | None:
    job = await lifecycle.get(tx, job_id)
    its_row = job_rows.c.job_id == place_of(job_id), job_rows.c.row == number
    row = (await tx.execute(sa.select(job_rows).where(*its_row))).first()
    return LeadSeen(job, rows.job_row(row).outcome, await _ts(tx, job)) if job and row else None


async def _ts(tx: AsyncConnection, job: Job) -> str | None:
    """The report; before there is one, the status message; else what the thread begins with."""
    for kind in (REPORT, STATUS):
        if ts := await messages.message_ts(tx, job.id, kind):
            return ts
    return job.thread_ts
