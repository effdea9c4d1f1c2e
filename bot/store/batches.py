"""Batches: who holds them, what is known of their calls, and that a finished one is never sent again."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.errors import StaleRunError
from bot.adding.outcome import RowOutcome
from bot.adding.plan import Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobState
from bot.jobs.job_ports import Batch, BatchCall
from bot.store import lifecycle, rows
from bot.store.tables import BatchState, batches


async def insert(tx: AsyncConnection, job_id: str, team: str, plan: Plan) -> None:
    new = [
        {
            "job_id": job_id,
            "number": number,
            "team": team,
            "state": BatchState.WAITING,
            "earlier_try": earlier_try,
            "tries": 0,
        }
        for number, earlier_try in enumerate(plan.earlier_tries)
    ]
    if new:
        await tx.execute(sa.insert(batches), new)


async def clear(tx: AsyncConnection, job_id: str) -> None:
    await tx.execute(sa.delete(batches).where(batches.c.job_id == job_id))


async def claim(tx: AsyncConnection, job_id: str, run: str) -> Batch | None:
    if await lifecycle.fence(tx, job_id, run) is not JobState.RUNNING:
        return None
    while (found := await _next(tx, job_id, run)) is not None:
        batch = Batch(
            number=found.number,
            leads=await rows.open_leads(tx, job_id, found.number),
            earlier_try=_known(found.state, found.earlier_try),
            tries=found.tries,
        )
        # Its leads may all have had their end one by one, and a kill came before it was finished.
        state = BatchState.CLAIMED if batch.leads else BatchState.DONE
        claimed = {"of_job": job_id, "of_number": batch.number, "by": run, "now": state}
        await tx.execute(_CLAIM, {**claimed, "known": batch.earlier_try})
        if batch.leads:
            return batch
    return None


async def may_send(tx: AsyncConnection, call: BatchCall) -> bool:
    """Whether the job still runs; it does until the transaction ends. Raises StaleRunError."""
    return await lifecycle.fence(tx, call.job_id, call.run) is JobState.RUNNING


async def sending(tx: AsyncConnection, call: BatchCall) -> None:
    """Write down that the call is about to be made. Behind `may_send`."""
    await _write_held(tx, call.job_id, call.run, call.number, _SEND)


async def tried(tx: AsyncConnection, job_id: str, run: str, number: int, earlier_try: EarlierTry) -> None:
    await lifecycle.fence(tx, job_id, run)
    await _write_held(tx, job_id, run, number, _NOTE, now=BatchState.CLAIMED, known=earlier_try)


async def release(tx: AsyncConnection, job_id: str, run: str, number: int) -> None:
    await lifecycle.fence(tx, job_id, run)
    await _write_held(tx, job_id, run, number, _RELEASE)
    await rows.trust(tx, job_id, number)


async def doubt(tx: AsyncConnection, job_id: str) -> None:
    """Of a job that is broken off: leads of a call on its way, or whose answer was lost, may be in."""
    started = batches.c.job_id == job_id, batches.c.state != BatchState.DONE, batches.c.tries > 0
    await rows.doubt(tx, job_id, sa.select(batches.c.number).where(*started, _MAYBE_PROCESSED))


async def doubt_unclaimed(tx: AsyncConnection, job_id: str, run: str) -> None:
    """Of a job that stops: what an earlier run held, and this one did not come to, may be in likewise.

    Not what was given back: nothing of that was processed.
    """
    await lifecycle.fence(tx, job_id, run)
    held = batches.c.state.in_([BatchState.CLAIMED, BatchState.IN_FLIGHT]), batches.c.tries > 0
    of_job = batches.c.job_id == job_id
    await rows.doubt(tx, job_id, sa.select(batches.c.number).where(of_job, *held, _MAYBE_PROCESSED))


async def calls_ended(tx: AsyncConnection, job_id: str) -> None:
    """No call of the job is on its way any more. What those that were may have done stays known."""
    in_flight = batches.c.job_id == job_id, batches.c.state == BatchState.IN_FLIGHT
    first = batches.c.earlier_try == EarlierTry.NONE
    await tx.execute(sa.update(batches).where(*in_flight, first).values(earlier_try=EarlierTry.PERHAPS))
    await tx.execute(sa.update(batches).where(*in_flight).values(state=BatchState.CLAIMED))


async def record(
    tx: AsyncConnection,
    job_id: str,
    run: str,
    number: int,
    outcomes: Sequence[RowOutcome],
    *,
    finished: bool,
    earlier_try: EarlierTry,
) -> None:
    state = BatchState.DONE if finished else BatchState.CLAIMED
    await lifecycle.fence(tx, job_id, run)
    await _write_held(tx, job_id, run, number, _NOTE, now=state, known=earlier_try)
    await rows.record(tx, job_id, number, outcomes, finished=finished)


async def earlier_tries(tx: AsyncConnection, job_id: str) -> Mapping[int, EarlierTry]:
    query = sa.select(batches).where(batches.c.job_id == job_id).order_by(batches.c.number)
    return {row.number: _known(row.state, row.earlier_try) for row in await tx.execute(query)}


def _known(state: BatchState, earlier_try: EarlierTry) -> EarlierTry:
    """What is known of the calls so far: one on its way may have its effect, whatever those before had."""
    if state is BatchState.IN_FLIGHT and earlier_try is EarlierTry.NONE:
        return EarlierTry.PERHAPS
    return earlier_try


async def _next(tx: AsyncConnection, job_id: str, run: str) -> sa.Row[*tuple[object, ...]] | None:
    return (await tx.execute(_NEXT, {"of_job": job_id, "by": run})).first()


async def _write_held(
    tx: AsyncConnection, job_id: str, run: str, number: int, statement: sa.Update, **values: object
) -> None:
    """Behind the fence."""
    which = {"of_job": job_id, "of_number": number, "by": run}
    if not (await tx.execute(statement, which | values)).rowcount:
        raise StaleRunError(f"run {run} does not hold batch {number} of job {job_id}")


# Constants: to put a statement together costs more than the database needs for it, and each call needs four.
_OF_JOB = batches.c.job_id == sa.bindparam("of_job")
_ONE = _OF_JOB & (batches.c.number == sa.bindparam("of_number"))
_OPEN = batches.c.state != BatchState.DONE
_MAYBE_PROCESSED = (batches.c.state == BatchState.IN_FLIGHT) | (batches.c.earlier_try != EarlierTry.NONE)
_HELD = _ONE & (batches.c.run == sa.bindparam("by")) & _OPEN
_known_now: dict[str, Any] = {"state": sa.bindparam("now"), "earlier_try": sa.bindparam("known")}

_NEXT = (
    sa.select(batches)
    .where(_OF_JOB, _OPEN, batches.c.run.is_distinct_from(sa.bindparam("by")))
    .order_by(batches.c.number)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = sa.update(batches).where(_ONE).values(run=sa.bindparam("by"), **_known_now)
_SEND = sa.update(batches).where(_HELD).values(state=BatchState.IN_FLIGHT, tries=batches.c.tries + 1)
_NOTE = sa.update(batches).where(_HELD).values(**_known_now)
_RELEASE = sa.update(batches).where(_HELD).values(state=BatchState.WAITING, run=None)
