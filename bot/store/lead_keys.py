"""The keys of the leads of jobs, and what jobs into the same sequence share by them.

All these questions read, and may read a lot: they are asked outside of writing transactions.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.same_list import Earlier, Fingerprint, key_number
from bot.adding.state import TRANSITIONS, UNFINISHED, JobEvent, JobState
from bot.store import dialect, lifecycle
from bot.store.dialect import Page
from bot.store.place import PLACE, place_of
from bot.store.tables import BatchState, batches, job_rows, jobs, lead_keys

_mine, _theirs = lead_keys.alias("mine"), lead_keys.alias("theirs")
_not_sent = job_rows.c.outcome == Outcome.NOT_SENT


def encoded(place: str, team: str, some: Sequence[JobRow], fingerprint: Fingerprint) -> Page:
    """The keys of a page of rows, to stand under that id; its leads are added to the fingerprint."""
    page: list[dict[str, object]] = []
    for row in some:
        if row.lead is not None:
            fingerprint.add(row.lead.keys)
            page += (
                {"job_id": place, "key": key, "row": row.row, "team": team}
                for key in {key_number(key) for key in row.lead.keys}
            )
    return page


# ---- jobs that send at the same time ----------------------------------------------------------------


async def beside(tx: AsyncConnection, job: Job) -> list[Job]:
    """Other jobs that send into the job's sequence now: running, or cancelled with a call on its way."""
    found = [lifecycle.job_of(row) for row in await tx.execute(sa.select(jobs).where(_sends_beside(job)))]
    # Sorted here: asked for an order, SQLite goes through the workspace's whole history, which has an index.
    return sorted(found, key=lambda one: (one.created_at, one.id))


async def may_start(tx: AsyncConnection, job: Job, apart: Collection[str]) -> bool:
    """Whether no other job sends into the job's sequence now, but those known to share nobody with it.

    Says no only of a job that would start, and never of a running one, which a restart takes up again: so of
    the jobs that share people one runs, it waits for nobody, and the others wait for it alone.
    """
    if job.state is JobState.RUNNING or (job.state, JobEvent.START) not in TRANSITIONS:
        return True
    await dialect.one_at_a_time(tx, f"{job.team}/{job.sequence_id}")
    return set(await tx.scalars(sa.select(jobs.c.id).where(_sends_beside(job)))) <= set(apart)


async def shared(tx: AsyncConnection, job_id: str, others: Sequence[Job]) -> Mapping[str, int]:
    """How many of a job's leads each of the others may still send, or is sending, as far as that is any."""
    which = jobs.c.id.in_([other.id for other in others])
    pairs = await _pairs(tx, job_id, which)
    # Of a cancelled one, what is on its way counts as unconfirmed already.
    open_ones = _not_sent | (pairs.c.state == JobState.CANCELLED)
    query = sa.select(pairs.c.job_id, sa.func.count(pairs.c.row.distinct())).select_from(_with_ends(pairs))
    found = await tx.execute(query.where(open_ones).group_by(pairs.c.job_id))
    return {other: number for other, number in found}  # noqa: C416 - mypy takes no dict() of Rows


def _sends_beside(job: Job) -> sa.ColumnElement[bool]:
    on_its_way = sa.exists().where(batches.c.job_id == jobs.c.id, batches.c.state == BatchState.IN_FLIGHT)
    sends = (jobs.c.state == JobState.RUNNING) | on_its_way
    # The states first, and by themselves: so an index finds these few jobs, else all that ever went there
    # are looked at, at each start.
    return _elsewhere(job) & jobs.c.state.in_([JobState.RUNNING, JobState.CANCELLED]) & sends


# ---- jobs before ------------------------------------------------------------------------------------


async def earlier(tx: AsyncConnection, job_id: str) -> Earlier | None:
    """What earlier jobs have brought of the job's leads into its sequence; None where that is nobody."""
    found = (await tx.execute(sa.select(jobs).where(jobs.c.id == job_id))).first()
    if found is None or found.sequence_id is None:
        return None
    job = lifecycle.job_of(found)
    pairs = await _pairs(tx, job_id, _of_earlier(job))
    seen, known = await _counts(tx, pairs)
    own = job_rows.c.job_id == place_of(job_id)
    leads = await tx.scalar(sa.select(sa.func.count()).where(own, _not_sent)) or 0
    same = await lifecycle.latest(tx, _of_earlier(job) & (jobs.c.fingerprint == found.fingerprint))
    named, shared = (same, leads) if same or not seen else await _most_alike(tx, pairs)
    if named is None:
        return None
    return Earlier(
        by=named.user,
        at=named.created_at,
        same=same is not None,
        under_way=named.state in UNFINISHED,
        shared=shared,
        leads=leads,
        seen=seen,
        known=known,
    )


async def known_rows(tx: AsyncConnection, job: Job) -> frozenset[int]:
    """Rows of the job whose leads are in its sequence, as far as our jobs know, or on their way into it."""
    pairs = await _pairs(tx, job.id, _of_earlier(job))
    query = sa.select(pairs.c.row).distinct().select_from(_with_ends(pairs)).where(_is_in(pairs))
    return frozenset(await tx.scalars(query))


async def _counts(tx: AsyncConnection, pairs: sa.CTE) -> tuple[int, int]:
    """Leads seen in earlier jobs, and those of them who are in."""
    is_in = sa.func.max(sa.case((_is_in(pairs), 1), else_=0)).label("is_in")
    per_row = sa.select(is_in).select_from(_with_ends(pairs)).group_by(pairs.c.row).subquery()
    seen, known = (await tx.execute(sa.select(sa.func.count(), sa.func.sum(per_row.c.is_in)))).one()
    return seen, int(known or 0)


async def _most_alike(tx: AsyncConnection, pairs: sa.CTE) -> tuple[Job | None, int]:
    """The earlier list that most of the job's leads stand in, and how many. No retry: it is no list."""
    number = sa.func.count(pairs.c.row.distinct())
    query = (
        sa.select(jobs.c.id, number)
        .select_from(pairs.join(jobs, jobs.c.id == pairs.c.job_id))
        .where(jobs.c.parent.is_(None))
        .group_by(jobs.c.id, jobs.c.created_at)
        .order_by(number.desc(), jobs.c.created_at.desc())
        .limit(1)
    )
    found = (await tx.execute(query)).first()
    return (None, 0) if found is None else (await lifecycle.get(tx, found[0]), found[1])


def _of_earlier(job: Job) -> sa.ColumnElement[bool]:
    """Other jobs into the same sequence that somebody said go to; of others nothing was ever sent."""
    return _elsewhere(job) & (jobs.c.run.is_not(None) | jobs.c.state.in_(UNFINISHED))


def _elsewhere(job: Job) -> sa.ColumnElement[bool]:
    """Other jobs into the same sequence."""
    same_sequence = (jobs.c.team == job.team) & (jobs.c.sequence_id == job.sequence_id)
    return same_sequence & (jobs.c.id != job.id)


def _is_in(pairs: sa.CTE) -> sa.ColumnElement[bool]:
    on_its_way = _not_sent & pairs.c.state.in_(UNFINISHED)
    was_in = job_rows.c.reasons.contains(SkipReason.ALREADY_IN_SEQUENCE.value)
    return (job_rows.c.outcome == Outcome.ADDED) | was_in | on_its_way


# ---- the same person in two jobs --------------------------------------------------------------------


class _Size(NamedTuple):
    jobs: int
    rows: int


async def _size(tx: AsyncConnection, which: sa.ColumnElement[bool]) -> _Size:
    counted = sa.select(sa.func.count(), sa.func.sum(jobs.c.row_count)).where(which)
    number, rows = (await tx.execute(counted)).one()
    return _Size(number, int(rows or 0))


async def _pairs(tx: AsyncConnection, job_id: str, others: sa.ColumnElement[bool]) -> sa.CTE:
    """The job's leads, each beside the same person in another job, once however many keys they share."""
    mine, theirs = await _size(tx, jobs.c.id == job_id), await _size(tx, others)
    return (
        sa.select(
            _mine.c.row,
            jobs.c.id.label("job_id"),
            _theirs.c.job_id.label("place"),
            _theirs.c.row.label("their_row"),
            jobs.c.state,
        )
        .distinct()
        .where(others, _theirs.c.job_id == PLACE, _mine.c.job_id == place_of(job_id))
        .where(_same_person(mine_first=mine.rows * theirs.jobs < theirs.rows))
        .cte("pairs")
        .prefix_with("MATERIALIZED")  # first who is the same, which is quick; only then what became of them
    )


def _same_person(*, mine_first: bool) -> sa.ColumnElement[bool]:
    """That two keys are the same, written so that SQLite goes through one side and looks the other one up.

    It keeps no statistics, and would guess which side is the small one. Postgres knows.
    """
    one, other = (_mine, _theirs) if mine_first else (_theirs, _mine)
    return other.c.key == one.c.key + 0


def _with_ends(pairs: sa.CTE) -> sa.Join:
    return pairs.join(job_rows, _row_of(pairs))


def _row_of(pairs: sa.CTE) -> sa.ColumnElement[bool]:
    return (job_rows.c.job_id == pairs.c.place) & (job_rows.c.row == pairs.c.their_row)
