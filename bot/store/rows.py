"""The rows of a job: writing them all, reading them back, counting them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.errors import ConservationError
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.leads.email_address import email_key
from bot.leads.lead import Lead, lead_keys
from bot.store import dialect
from bot.store.columns import compact, plain_all, storable
from bot.store.dialect import Page
from bot.store.place import PLACE, place_of
from bot.store.tables import job_rows, jobs

PAGE = 250
"""Rows handled in one piece: a page costs the event loop some 10 ms, and nobody waits longer than that."""

ON_ITS_WAY = "on its way when the job was broken off; it may be in"

_SEPARATOR = ";"
_not_sent = job_rows.c.outcome == Outcome.NOT_SENT
_LEAD = job_rows.c.row, job_rows.c.email, job_rows.c.linkedin_url, sa.type_coerce(job_rows.c.data, sa.Text)
_END = job_rows.c.row, sa.type_coerce(job_rows.c.outcome, sa.Text)


def encoded(place: str, team: str, some: Sequence[JobRow]) -> Page:
    """A page of rows as the database takes them, to stand under that id."""
    return [_values(place, team, row) for row in some]


async def page(tx: AsyncConnection, job_id: str, after: int | None) -> list[JobRow]:
    """The next rows behind the row of that number, or the first ones."""
    query = sa.select(job_rows).where(_of(job_id)).order_by(job_rows.c.row).limit(PAGE)
    if after is not None:
        query = query.where(job_rows.c.row > after)
    return [job_row(row) for row in await tx.execute(query)]


async def open_leads(tx: AsyncConnection, job_id: str, batch: int) -> tuple[Lead, ...]:
    """The leads of a batch that have no end yet, in row order."""
    found = (await tx.execute(_OPEN_LEADS, {"of_job": job_id, "of_batch": batch})).all()
    merge_fields = plain_all([data for *_, data in found])
    return tuple(
        Lead(row, email, url, data, lead_keys(email, url))
        for (row, email, url, _), data in zip(found, merge_fields, strict=True)
    )


async def record(
    tx: AsyncConnection, job_id: str, batch: int, outcomes: Sequence[RowOutcome], *, finished: bool
) -> None:
    """Write what became of rows of a batch.

    Raises:
        ConservationError: one is no row of the batch, or a row of a finished batch is left without an end.
    """
    before = await _ends(tx, job_id, batch)
    after = before | {one.row: one.outcome for one in outcomes}
    if after.keys() != before.keys():
        raise ConservationError(f"an outcome of batch {batch} of job {job_id} belongs to none of its rows")
    if finished and Outcome.NOT_SENT in after.values():
        raise ConservationError(f"batch {batch} of job {job_id} would be finished with rows left")
    if outcomes:
        await dialect.execute_page(tx, _SET_END, list(_runs(job_id, batch, list(before), outcomes)))


async def doubt(tx: AsyncConnection, job_id: str, batches: sa.Select[int]) -> None:
    """Count the open leads of these batches as unconfirmed, until `record` or `trust` says otherwise."""
    doubtful = _of(job_id), job_rows.c.batch.in_(batches), _not_sent
    await tx.execute(
        sa.update(job_rows).where(*doubtful).values(outcome=Outcome.UNCONFIRMED, detail=ON_ITS_WAY)
    )


async def trust(tx: AsyncConnection, job_id: str, batch: int) -> None:
    """Nothing of the batch was processed after all: what was doubted was surely not sent."""
    doubted = (job_rows.c.outcome == Outcome.UNCONFIRMED) & (job_rows.c.detail == ON_ITS_WAY)
    statement = sa.update(job_rows).where(_in_batch(job_id, batch), doubted)
    await tx.execute(statement.values(outcome=Outcome.NOT_SENT, detail=""))


async def tally(tx: AsyncConnection, job_id: str) -> Tally:
    """Counts, checked against the number of rows that the job was made with."""
    row_count, counts = (await tx.execute(_KEPT_COUNTS, {"of_job": job_id})).first() or (0, None)
    outcomes: Counter[Outcome] = Counter()
    by_reason: Counter[SkipReason] = Counter()
    for outcome, reasons, count in await ends(tx, job_id) if counts is None else counts:
        outcomes[Outcome(outcome)] += count
        by_reason.update(dict.fromkeys(reasons_in(reasons), count))
    return Tally(row_count, dict(outcomes), dict(by_reason))


async def ends(tx: AsyncConnection, job_id: str) -> list[tuple[str, str, int]]:
    """How many rows of the job came to which end: outcome, reasons as they are stored, count."""
    found = await tx.execute(_COUNTS, {"of_job": job_id})
    return [(outcome.value, reasons, count) for outcome, reasons, count in found]


async def sample(tx: AsyncConnection, job_id: str, limit: int) -> list[JobRow]:
    """The first rows of each (outcome, reasons) kind, in row order."""
    found: list[JobRow] = []
    for outcome, reasons, _ in await ends(tx, job_id):  # one by one: each is a few steps in the index
        of_kind = job_rows.c.outcome == Outcome(outcome), job_rows.c.reasons == reasons
        query = sa.select(job_rows).where(_of(job_id), *of_kind)
        found += map(job_row, await tx.execute(query.order_by(job_rows.c.row).limit(limit)))
    return sorted(found, key=attrgetter("row"))


async def added_in_chain(tx: AsyncConnection, root: str) -> frozenset[int]:
    chain = sa.select(PLACE).where(jobs.c.root == root)
    added = job_rows.c.job_id.in_(chain), job_rows.c.outcome == Outcome.ADDED
    return frozenset(await tx.scalars(sa.select(job_rows.c.row).where(*added)))


async def _ends(tx: AsyncConnection, job_id: str, batch: int) -> dict[int, str]:
    """The rows of a batch, in order, each with its outcome so far."""
    found = await tx.execute(_ENDS, {"of_job": job_id, "of_batch": batch})
    return {row: end for row, end in found}  # noqa: C416 - mypy takes no dict() of Rows


def _in_batch(job_id: str, batch: int) -> sa.ColumnElement[bool]:
    return _of(job_id) & (job_rows.c.batch == batch)


def _of(job_id: str | sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return job_rows.c.job_id == place_of(job_id)


def _values(place: str, team: str, row: JobRow) -> dict[str, object]:
    lead = row.lead
    return {
        "job_id": place,
        "row": row.row,
        "team": team,
        "cells": compact(row.cells),
        "batch": row.batch,
        "email": lead and lead.email,
        "email_key": lead and lead.email and email_key(lead.email),
        "linkedin_url": lead and lead.linkedin_url,
        "data": lead and compact(dict(lead.data)),
        "outcome": row.outcome.outcome.value,
        "reasons": _SEPARATOR.join(row.outcome.reasons),
        "detail": storable(row.outcome.detail),
    }


# Constants: each call needs them, or each look at how far a job is.
_KEPT_COUNTS = sa.select(jobs.c.row_count, jobs.c.counts).where(jobs.c.id == sa.bindparam("of_job"))
_KIND = job_rows.c.outcome, job_rows.c.reasons
_COUNTS = sa.select(*_KIND, sa.func.count()).where(_of(sa.bindparam("of_job"))).group_by(*_KIND)
_OF_BATCH = _of(sa.bindparam("of_job")), job_rows.c.batch == sa.bindparam("of_batch")
_ENDS = sa.select(*_END).where(*_OF_BATCH).order_by(job_rows.c.row)
# Without the cells: they are most of a row, and no call needs them.
_OPEN_LEADS = sa.select(*_LEAD).where(*_OF_BATCH, _not_sent).order_by(job_rows.c.row)

_SET_END = (
    sa.update(job_rows)
    .where(*_OF_BATCH)
    .where(job_rows.c.row.between(sa.bindparam("first"), sa.bindparam("last")))
    .values({name: sa.bindparam(name) for name in ("outcome", "reasons", "detail")})
)


def _runs(
    job_id: str, batch: int, numbers: Sequence[int], outcomes: Sequence[RowOutcome]
) -> Iterator[dict[str, object]]:
    """Parameters of `_SET_END`: most of a batch ends alike, so one statement does for many rows.

    `numbers` are those of all rows of the batch, in order: what lies between two of them is in other batches.
    """
    ends = {one.row: (one.outcome.value, one.reasons, one.detail) for one in outcomes}
    for end, run in groupby(numbers, ends.get):
        if end is None:
            continue
        rows = list(run)
        outcome, reasons, detail = end
        yield {
            "of_job": job_id,
            "of_batch": batch,
            "first": rows[0],
            "last": rows[-1],
            "outcome": outcome,
            "reasons": _SEPARATOR.join(reasons),
            "detail": storable(detail),
        }


def job_row(row: sa.Row[*tuple[object, ...]]) -> JobRow:
    outcome = RowOutcome(row.row, row.outcome, tuple(reasons_in(row.reasons)), row.detail)
    return JobRow(row.row, tuple(row.cells), _lead(row), row.batch, outcome)


def _lead(row: sa.Row[*tuple[object, ...]]) -> Lead | None:
    """The lead as stored. Its keys are made anew: they must match those made of an answer.

    One that was removed (see `forgetting.py`) has left an empty address behind, and is nobody.
    """
    if not row.email and row.linkedin_url is None:
        return None
    return Lead(row.row, row.email, row.linkedin_url, row.data, lead_keys(row.email, row.linkedin_url))


def reasons_in(text: str) -> Iterator[SkipReason]:
    return map(SkipReason, text.split(_SEPARATOR) if text else ())
