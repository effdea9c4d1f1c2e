"""Removing one person from everything that is stored. Their rows stay, blank, so that reports still add up.

One transaction for each job, so that a bot at work beside this waits for none of them long.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.outcome import Outcome
from bot.adding.reconcile import EarlierTry
from bot.adding.same_list import key_number
from bot.adding.state import ENDED, JobState
from bot.leads.person import Person
from bot.store import dialect, unseen
from bot.store.engine import Database
from bot.store.named import holds
from bot.store.purge import FEW
from bot.store.tables import BatchState, aliases, batches, deliveries, job_rows, jobs, lead_keys
from bot.store.uncut import all_uncut

REMOVED = "removed on request"
REMOVED_UNCLEAR = "removed on request while it was being sent; it may be in"

_AT_ONCE = 200
"""Rows blanked in one statement's worth of parameters."""

_Rows = Sequence[sa.Row[*tuple[object, ...]]]

_TEXTS_OF_JOB = jobs.c.name, jobs.c.header, jobs.c.assumptions, jobs.c.columns, jobs.c.mailboxes, jobs.c.data


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed from one job.

    Fields:
        rows: rows of the person, blank now.
        mentions: other people's rows in which the person stood in some cell.
        about: parts of the job itself: its name, its columns, its constants.
        under_way: rows that a running job may be sending just now.
        also: other addresses and profiles in the person's rows.
    """

    job_id: str
    team: str
    alias: str
    created_at: datetime
    rows: int = 0
    mentions: int = 0
    about: int = 0
    under_way: int = 0
    also: frozenset[str] = frozenset()


@all_uncut
class Forgetting:
    """Looks for a person, and removes what it finds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def jobs_with(self, person: Person) -> list[str]:
        """The ids of the jobs of all workspaces that may hold something of the person, oldest first."""
        keys = list(map(key_number, person.keys))
        theirs = sa.select(lead_keys.c.job_id).where(lead_keys.c.key.in_(keys))
        places = theirs.union(sa.select(job_rows.c.job_id).where(_row_may_name(person)))
        about = sa.or_(*(holds(column, person) for column in _TEXTS_OF_JOB))
        found = jobs.c.id.in_(places) | jobs.c.rows_under.in_(places) | about
        query = (
            sa.select(jobs.c.id)
            .where(found, jobs.c.id.not_in(unseen.IN_FORCE))
            .order_by(jobs.c.created_at, jobs.c.id)
        )
        async with self._database.read() as tx:
            return list(await tx.scalars(query))

    async def remove_from(self, job_id: str, person: Person) -> Removed | None:
        """Blank the person's rows of a job, and what else of it names the person; None where nothing did."""
        async with self._database.write() as tx:
            job = (await tx.execute(sa.select(jobs).where(jobs.c.id == job_id).with_for_update())).first()
            return None if job is None else await _remove_from(tx, job, person)

    async def remove_deliveries(self, person: Person) -> int:
        """Forget what Slack has sent and no process has finished; how many deliveries that was."""
        named = deliveries.c.payload.is_not(None) & holds(deliveries.c.payload, person)
        query = sa.select(deliveries.c.key, deliveries.c.payload).where(named)
        async with self._database.write() as tx:
            found = (await tx.execute(query)).all()
            keys = [row.key for row in found if person.is_named_in_any(list(_strings(row.payload)))]
            await tx.execute(sa.update(deliveries).where(deliveries.c.key.in_(keys)).values(payload=None))
        return len(keys)

    async def aliases_with(self, person: Person) -> list[str]:
        """Aliases whose options name the person. They are settings, so they stay as they are."""
        async with self._database.read() as tx:
            found = (await tx.execute(sa.select(aliases))).all()
        return [
            one.name for one in found if person.is_named_in_any([*one.mailboxes, *_strings(dict(one.data))])
        ]

    async def empty_log(self) -> bool:
        """Leave no copy behind. False where somebody reads just now; see `dialect.empty_log`."""
        return await self._database.maintain(dialect.empty_log) in {True, None}


async def _remove_from(
    tx: AsyncConnection, job: sa.Row[*tuple[object, ...]], person: Person
) -> Removed | None:
    held = await _held(tx, job)
    own, others = await _remove_rows(tx, job, job.rows_under or job.id, held, person)
    if job.rows_under:  # what stood here has given way to other rows, and may not be deleted yet
        await _remove_rows(tx, job, job.id, held, person)
    about = _about(job, person)
    if not own and not others and not about:
        return None
    anew = {**about, "removals": job.removals + 1}
    await tx.execute(sa.update(jobs).where(jobs.c.id == job.id).values(**anew))
    if own and job.row_count < FEW:  # who knows the others could try out who was left
        known = {"fingerprint": f"forgotten:{job.id}"}
        await tx.execute(sa.update(jobs).where(jobs.c.id == job.id).values(**known))
    return Removed(
        job.id,
        job.team,
        job.alias,
        job.created_at,
        rows=len(own),
        mentions=len(others),
        about=len(about),
        under_way=sum(_is_under_way(row, job.state, held) for row in own),
        also=_also(own, person),
    )


async def _remove_rows(
    tx: AsyncConnection,
    job: sa.Row[*tuple[object, ...]],
    place: str,
    held: Mapping[int, bool],
    person: Person,
) -> tuple[_Rows, _Rows]:
    """From the rows under an id; those that were the person's, and others that named the person."""
    by_key = lead_keys.c.job_id == place, lead_keys.c.key.in_(list(map(key_number, person.keys)))
    theirs = set(await tx.scalars(sa.select(lead_keys.c.row).where(*by_key)))
    named = _row_may_name(person) | job_rows.c.row.in_(theirs)
    found = (await tx.execute(sa.select(job_rows).where(job_rows.c.job_id == place, named))).all()
    own = [row for row in found if row.row in theirs or _is_theirs(row, person)]
    others = [row for row in found if row not in own and person.is_named_in_any(_texts_of(row))]
    for row in own:
        await _update(tx, row, _blank(row, job.state, held))
    for row in others:
        await _update(tx, row, _without(row, person))
    await _remove_keys(tx, place, [row.row for row in own])
    return own, others


def _also(rows: Sequence[sa.Row[*tuple[object, ...]]], person: Person) -> frozenset[str]:
    names = (name for row in rows for name in (row.email, row.linkedin_url))
    return frozenset(name for name in names if name and not person.is_named_in(name))


# ---- the person's rows -------------------------------------------------------------------------------


def _row_may_name(person: Person) -> sa.ColumnElement[bool]:
    texts = job_rows.c.cells, job_rows.c.email, job_rows.c.linkedin_url, job_rows.c.data, job_rows.c.detail
    keys = [key for key in person.keys if key.startswith("email:")]
    return sa.or_(job_rows.c.email_key.in_(keys), *(holds(column, person) for column in texts))


def _is_theirs(row: sa.Row[*tuple[object, ...]], person: Person) -> bool:
    """The person is the row's lead; or it has none, and names the person in a cell."""
    if row.email_key in person.keys or (row.linkedin_url and row.linkedin_url == person.linkedin_url):
        return True
    return not row.email and not row.linkedin_url and person.is_named_in_any([*row.cells, row.detail])


def _texts_of(row: sa.Row[*tuple[object, ...]]) -> list[str]:
    return [*row.cells, *(row.data or {}).values(), row.detail]


async def _held(tx: AsyncConnection, job: sa.Row[*tuple[object, ...]]) -> Mapping[int, bool]:
    """The batches of a job that may still be sent → whether a call of one is, or was, on its way."""
    if job.state in ENDED:
        return {}
    query = sa.select(batches).where(batches.c.job_id == job.id).with_for_update()
    running = job.state is JobState.RUNNING
    return {
        row.number: row.state is BatchState.IN_FLIGHT
        or row.earlier_try is not EarlierTry.NONE
        or (running and row.state is BatchState.CLAIMED)
        for row in await tx.execute(query)
    }


def _is_under_way(row: sa.Row[*tuple[object, ...]], state: JobState, held: Mapping[int, bool]) -> bool:
    return state is JobState.RUNNING and row.outcome is Outcome.NOT_SENT and held.get(row.batch, False)


def _blank(row: sa.Row[*tuple[object, ...]], state: JobState, held: Mapping[int, bool]) -> dict[str, object]:
    """The row with its number and its end, and nobody in it. Who was not sent yet never will be."""
    gone: dict[str, object] = {
        "cells": [""] * len(row.cells),
        "email": None if row.batch is None else "",
        "email_key": None,
        "linkedin_url": None,
        "data": None if row.batch is None else {},
        "detail": "" if row.outcome is not Outcome.INVALID else REMOVED,
    }
    if row.outcome is not Outcome.NOT_SENT or state in ENDED:
        return gone
    if held.get(row.batch, False):  # what the run still hears of it has the last word
        return gone | {"outcome": Outcome.UNCONFIRMED, "detail": REMOVED_UNCLEAR}
    nobody = {"batch": None, "email": None, "data": None}
    return gone | nobody | {"outcome": Outcome.INVALID, "detail": REMOVED}


def _without(row: sa.Row[*tuple[object, ...]], person: Person) -> dict[str, object]:
    """Somebody else's row, less what names the person."""
    return {
        "cells": ["" if person.is_named_in(cell) else cell for cell in row.cells],
        "data": None
        if row.data is None
        else {key: value for key, value in row.data.items() if not person.is_named_in(value)},
        "detail": "" if person.is_named_in(row.detail) else row.detail,
    }


async def _update(
    tx: AsyncConnection, row: sa.Row[*tuple[object, ...]], values: Mapping[str, object]
) -> None:
    its_own = job_rows.c.job_id == row.job_id, job_rows.c.row == row.row
    await tx.execute(sa.update(job_rows).where(*its_own).values(**values))


async def _remove_keys(tx: AsyncConnection, place: str, rows: Sequence[int]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        statement = sa.delete(lead_keys).where(lead_keys.c.job_id == place, lead_keys.c.row.in_(some))
        await tx.execute(statement)


# ---- what else of a job names people -----------------------------------------------------------------


def _about(job: sa.Row[*tuple[object, ...]], person: Person) -> dict[str, object]:
    """What changes about the job itself."""
    named = person.is_named_in
    less = {
        "name": "" if named(job.name) else job.name,
        "header": ["" if named(one) else one for one in job.header],
        "assumptions": [one for one in job.assumptions if not named(one)],
        "mailboxes": [one for one in job.mailboxes if not named(one)],
        "data": {key: value for key, value in job.data.items() if not named(value)},
    }
    if job.columns is not None:
        less["columns"] = {key: value for key, value in job.columns.items() if not named(key)}
    return {name: value for name, value in less.items() if value != getattr(job, name)}


def _strings(value: object) -> Collection[str]:
    """All texts in some JSON."""
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []
