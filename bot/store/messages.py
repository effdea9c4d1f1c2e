"""Which message in Slack stands for what of a job: so that it is updated, not posted again."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import dialect
from bot.store.tables import jobs, messages


async def message_ts(tx: AsyncConnection, job_id: str, kind: str) -> str | None:
    query = sa.select(messages.c.ts).where(messages.c.job_id == job_id, messages.c.kind == kind)
    ts: str | None = await tx.scalar(query)
    return ts


async def keep_message(tx: AsyncConnection, job_id: str, kind: str, ts: str) -> None:
    of_the_job = sa.select(jobs.c.id, sa.literal(kind, sa.Text), jobs.c.team, sa.literal(ts, sa.Text)).where(
        jobs.c.id == job_id
    )
    new = dialect.insert(tx, messages).from_select(["job_id", "kind", "team", "ts"], of_the_job)
    replaced = {"ts": new.excluded.ts}
    await tx.execute(new.on_conflict_do_update(index_elements=["job_id", "kind"], set_=replaced))
