"""Reading the rows of a job to plan them anew."""

from bot.adding.kept_rows import KeptRows
from bot.jobs.job_ports import JobStore


async def kept_rows(jobs: JobStore, job_id: str) -> KeptRows:
    """All of them, in order."""
    rows = KeptRows()
    async for row in jobs.rows(job_id):
        rows.append(row)
    return rows
