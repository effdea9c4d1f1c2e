"""Jobs as a whole: finding them, moving them through their states, and the token that fences their runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.errors import IllegalTransitionError, StaleRunError
from bot.adding.job import Alias, ColumnMapping, Job, Options
from bot.adding.overrides import Override, in_api_order
from bot.adding.state import ENDED, UNFINISHED, JobEvent, JobState, next_state
from bot.jobs.ports import FILE, REPORT
from bot.store import dialect
from bot.store.columns import storable
from bot.store.tables import jobs, messages

HAS_GONE_ON = datetime(2000, 1, 1, tzinfo=UTC)
"""Until when a job goes on that has done so: past by any clock, that of another machine included."""

# Constants: to put a statement together costs more than the database needs for it, and these are asked often.
_ONE = jobs.c.id == sa.bindparam("of_job")
_BY_ID = sa.select(jobs).where(_ONE)
_FENCE = sa.select(jobs.c.run, jobs.c.state).where(_ONE).with_for_update(read=True)


async def insert(tx: AsyncConnection, job: Job, row_count: int, fingerprint: str) -> bool:
    """False, and nothing written, where the job's origin is known."""
    new = dialect.insert(tx, jobs).values(row_count=row_count, fingerprint=fingerprint, **_values(job))
    kept = await tx.execute(new.on_conflict_do_nothing(index_elements=["origin"]).returning(jobs.c.id))
    return kept.first() is not None


async def get(tx: AsyncConnection, job_id: str) -> Job | None:
    found = (await tx.execute(_BY_ID, {"of_job": job_id})).first()
    return None if found is None else job_of(found)


async def find(tx: AsyncConnection, condition: sa.ColumnElement[bool]) -> Job | None:
    found = (await tx.execute(sa.select(jobs).where(condition))).first()
    return None if found is None else job_of(found)


async def latest(tx: AsyncConnection, condition: sa.ColumnElement[bool]) -> Job | None:
    query = sa.select(jobs).where(condition).order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(1)
    found = (await tx.execute(query)).first()
    return None if found is None else job_of(found)


async def children(tx: AsyncConnection, job_id: str) -> list[Job]:
    query = sa.select(jobs).where(jobs.c.parent == job_id).order_by(jobs.c.created_at, jobs.c.id)
    return [job_of(row) for row in await tx.execute(query)]


async def unfinished(tx: AsyncConnection) -> list[str]:
    """Those to be run, and those whose end was not told as a whole: a kill came before the last message."""
    of_the_job, is_report = messages.c.job_id == jobs.c.id, messages.c.kind == REPORT
    told = sa.exists().where(of_the_job, is_report, messages.c.ts.is_not(None))
    owed = sa.exists().where(of_the_job, messages.c.kind.in_([REPORT, FILE]), messages.c.marker.is_not(None))
    untold = jobs.c.state.in_(ENDED) & (owed | (jobs.c.run.is_not(None) & ~told))
    untold &= jobs.c.purged_at.is_(None)  # without its leads there is no report
    query = sa.select(jobs.c.id).where(jobs.c.state.in_(UNFINISHED) | untold)
    return list(await tx.scalars(query.order_by(jobs.c.created_at, jobs.c.id)))


async def move(
    tx: AsyncConnection,
    job_id: str,
    event: JobEvent,
    *,
    code: str = "",
    terms: str | None = None,
    goes_on_until: datetime | None = None,
) -> Job:
    job = await locked(tx, job_id)
    if job.state is JobState.DRAFT and terms not in {None, job.terms}:
        raise IllegalTransitionError(f"job {job_id} has changed meanwhile")
    state = next_state(job.state, event)
    anew: dict[str, object] = {}
    if event is JobEvent.STOP:
        job = replace(job, stop_code=code)
        anew["stop_code"] = code
    if event is JobEvent.CONFIRM or goes_on_until:
        job = replace(job, goes_on_until=goes_on_until)
        anew["goes_on_until"] = goes_on_until
    await _update(tx, job_id, state=state, **anew)
    return replace(job, state=state)


async def waiting_to_go_on(tx: AsyncConnection, code: str, now: datetime) -> list[Job]:
    stopped = jobs.c.state == JobState.STOPPED, jobs.c.stop_code == code, jobs.c.goes_on_until > now
    query = sa.select(jobs).where(*stopped).order_by(jobs.c.created_at, jobs.c.id)
    return [job_of(row) for row in await tx.execute(query)]


async def go_on(tx: AsyncConnection, seen: Job, now: datetime) -> Job:
    """Confirm a stopped job as it was seen, if its hour has not passed meanwhile."""
    if seen.state is not JobState.STOPPED or await locked(tx, seen.id) != seen:
        raise IllegalTransitionError(f"job {seen.id} has changed meanwhile")
    if seen.goes_on_until is None or seen.goes_on_until <= now:
        raise IllegalTransitionError(f"it is too late for job {seen.id} to go on by itself")
    return await move(tx, seen.id, JobEvent.CONFIRM, goes_on_until=HAS_GONE_ON)


async def start(tx: AsyncConnection, job_id: str, run: str) -> Job:
    job = await move(tx, job_id, JobEvent.START)
    await _update(tx, job_id, run=run)
    return job


async def choose_sequence(
    tx: AsyncConnection, seen: Job, alias: Alias, sequence_name: str, *, same_rows: bool
) -> None:
    job = await locked(tx, seen.id)
    if job.state is not JobState.DRAFT:
        raise IllegalTransitionError(f"a {job.state} job does not change its sequence")
    if same_rows and (job.columns, job.removals) != (seen.columns, seen.removals):
        raise IllegalTransitionError("the rows have changed meanwhile")
    # What an alias gave by default goes with that alias when another one is chosen.
    asked_for = job.options if job.sequence_id is None else Options(job.options.overrides)
    await _update(
        tx,
        job.id,
        sequence_id=alias.sequence_id,
        alias=alias.name,
        sequence_name=storable(sequence_name),
        **_options(asked_for.over(alias.defaults)),
    )


async def narrow(tx: AsyncConnection, job: Job, row_count: int, left_out: int) -> Job:
    """Confirm a draft with fewer rows. Its fingerprint stays: that is of the list as it was shared.

    Raises:
        IllegalTransitionError: it is no draft any more, or it is not the one that was looked at.
    """
    if await locked(tx, job.id) != job:
        raise IllegalTransitionError(f"job {job.id} has changed meanwhile")
    confirmed = await move(tx, job.id, JobEvent.CONFIRM)
    await _update(tx, job.id, row_count=row_count, left_out=left_out)
    return replace(confirmed, left_out=left_out)


async def change_columns(
    tx: AsyncConnection,
    seen: Job,
    columns: ColumnMapping,
    assumptions: Sequence[str],
    rows: tuple[int, str],
) -> None:
    """Write down what a draft's list is, read with other columns; `rows`: how many, and their fingerprint."""
    job = await locked(tx, seen.id)
    if job.state is not JobState.DRAFT:
        raise IllegalTransitionError(f"a {job.state} job does not change its columns")
    if job.removals != seen.removals:
        raise IllegalTransitionError("the rows have changed meanwhile")
    row_count, fingerprint = rows
    anew = {"assumptions": assumptions, "row_count": row_count, "fingerprint": fingerprint}
    await _update(tx, job.id, **anew, **_columns(columns))


async def place_in_thread(tx: AsyncConnection, job_id: str, thread_ts: str) -> None:
    await _update(tx, job_id, thread_ts=thread_ts)


async def fence(tx: AsyncConnection, job_id: str, run: str) -> JobState:
    """The job's state, for the one run that may write; it stays that one until the transaction ends.

    Raises:
        StaleRunError: another run has started the job.
    """
    found = (await tx.execute(_FENCE, {"of_job": job_id})).first()
    if found is None or found.run != run:
        raise StaleRunError(f"run {run} may not write to job {job_id} any more")
    state: JobState = found.state
    return state


async def locked(tx: AsyncConnection, job_id: str) -> Job:
    """The job, which nobody else changes until the transaction ends. Raises IllegalTransitionError."""
    found = (await tx.execute(sa.select(jobs).where(jobs.c.id == job_id).with_for_update())).first()
    if found is None:
        raise IllegalTransitionError(f"there is no job {job_id}")
    return job_of(found)


async def _update(tx: AsyncConnection, job_id: str, **values: object) -> None:
    await tx.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**values))


def _values(job: Job) -> dict[str, object]:
    return {
        "id": job.id,
        "origin": job.origin,
        "team": job.team,
        "channel": job.channel,
        "user": job.user,
        "thread_ts": job.thread_ts,
        "intake": job.intake,
        "name": storable(job.name),
        "header": job.header,
        "created_at": job.created_at,
        "assumptions": job.assumptions,
        **_columns(job.columns),
        "sequence_id": job.sequence_id,
        "alias": job.alias,
        "sequence_name": storable(job.sequence_name),
        **_options(job.options),
        "state": job.state,
        "parent": job.parent,
        "root": job.root or job.id,
        "approved_by": job.approved_by,
        "continues": job.continues,
        "left_out": job.left_out,
        "removals": job.removals,
    }


def _options(options: Options) -> dict[str, object]:
    return {
        "overrides": in_api_order(options.overrides),
        "distribution": options.distribution,
        "mailboxes": options.mailboxes,
        "data": dict(options.data),
    }


def _columns(mapping: ColumnMapping | None) -> dict[str, object]:
    if mapping is None:
        return {"columns": None, "columns_by": None, "columns_at": None}
    return {"columns": mapping.entries, "columns_by": mapping.saved_by, "columns_at": mapping.saved_at}


def job_of(row: sa.Row[*tuple[object, ...]]) -> Job:
    return Job(
        id=row.id,
        origin=row.origin,
        team=row.team,
        channel=row.channel,
        user=row.user,
        thread_ts=row.thread_ts,
        intake=row.intake,
        name=row.name,
        header=tuple(row.header),
        created_at=row.created_at,
        assumptions=tuple(row.assumptions),
        columns=None if row.columns is None else ColumnMapping(row.columns, row.columns_by, row.columns_at),
        sequence_id=row.sequence_id,
        alias=row.alias,
        sequence_name=row.sequence_name,
        options=Options(
            frozenset(map(Override, row.overrides)), row.distribution, tuple(row.mailboxes), row.data
        ),
        state=row.state,
        parent=row.parent,
        root=row.root,
        approved_by=row.approved_by,
        continues=row.continues,
        left_out=row.left_out,
        purged_at=row.purged_at,
        removals=row.removals,
        goes_on_until=row.goes_on_until,
        stop_code=row.stop_code or "",
    )
