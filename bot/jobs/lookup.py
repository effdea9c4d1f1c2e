"""Finding the job that a button names. A button carries an id; whether it may be used is decided here."""

from bot.adding.errors import NothingToDoError
from bot.adding.job import Job
from bot.jobs.job_ports import JobStore


def deleted(job: Job) -> NothingToDoError:
    """For a job whose rows are gone, while it is still known itself."""
    day = f"{job.created_at:%d %B %Y}".removeprefix("0")
    return NothingToDoError(
        f"This report is from {day}, and its leads were deleted since. Share the list again to retry."
    )


async def job_of_team(jobs: JobStore, job_id: str, team: str) -> Job:
    """The job, if it belongs to the workspace.

    Raises:
        NothingToDoError: it does not, or its leads were deleted; the two look alike on purpose.
    """
    job = await jobs.get(job_id)
    if job is None or job.team != team:
        raise NothingToDoError("This list is deleted here. Share it again to add its leads.")
    return job
