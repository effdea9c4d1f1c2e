"""Which message in Slack stands for what of a job, and which one is owed.

An outbox: a post is written down before it is made, with a marker to find it by, and its ts afterwards. So a
message is updated, not posted again, and a kill in between loses none.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import dialect
from bot.store.tables import jobs, messages


async def message_ts(tx: AsyncConnection, job_id: str, kind: str) -> str | None:
    ts: str | None = await tx.scalar(_TS, {"of_job": job_id, "of_kind": kind})
    return ts


async def owed_message(tx: AsyncConnection, job_id: str, kind: str) -> str | None:
    marker: str | None = await tx.scalar(_MARKER, {"of_job": job_id, "of_kind": kind})
    return marker


async def owe_message(tx: AsyncConnection, job_id: str, kind: str, marker: str) -> None:
    await _write(tx, job_id, kind, {"marker": marker})


async def keep_message(tx: AsyncConnection, job_id: str, kind: str, ts: str) -> None:
    await _write(tx, job_id, kind, {"ts": ts, "marker": None})


# Constants: a report asks a dozen times, and to put a statement together costs more than the answer.
_ONE = messages.c.job_id == sa.bindparam("of_job"), messages.c.kind == sa.bindparam("of_kind")
_TS, _MARKER = sa.select(messages.c.ts).where(*_ONE), sa.select(messages.c.marker).where(*_ONE)


async def _write(tx: AsyncConnection, job_id: str, kind: str, values: dict[str, str | None]) -> None:
    """Set these columns, in a new row or in the one that is there."""
    told = [sa.literal(value, sa.Text) for value in values.values()]
    of_the_job = sa.select(jobs.c.id, sa.literal(kind, sa.Text), jobs.c.team, *told).where(
        jobs.c.id == job_id
    )
    new = dialect.insert(tx, messages).from_select(["job_id", "kind", "team", *values], of_the_job)
    replaced = {name: new.excluded[name] for name in values}
    await tx.execute(new.on_conflict_do_update(index_elements=["job_id", "kind"], set_=replaced))
