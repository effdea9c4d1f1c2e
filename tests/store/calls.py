"""Calls as a run makes them: permitted and written down first."""

from bot.jobs.job_ports import BatchCall
from bot.store import Store

A_MINUTE = 100_000


async def begin_call(store: Store, job_id: str, run: str, number: int, key: str = "any key") -> bool:
    """What comes before a call with leads of a batch; False where it must not be made."""
    return await store.limiter(key, A_MINUTE).acquire(BatchCall(job_id, run, number))
