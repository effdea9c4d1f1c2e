"""Finding the job that a button names. A button carries an id; whether it may be used is decided here."""

from bot.adding.deleted import LeadsDeletedError
from bot.adding.errors import NothingToDoError
from bot.adding.job import Job
from bot.jobs.job_ports import JobStore


def deleted(job: Job) -> LeadsDeletedError:
    """For a job whose rows went while somebody looked at it."""
    return LeadsDeletedError(job.created_at)


async def job_of_team(jobs: JobStore, job_id: str, team: str) -> Job:
    """The job, if it belongs to the workspace and its leads are kept.

    Raises:
        LeadsDeletedError: its leads were kept for as long as they are kept.
        NothingToDoError: there is no such job in the workspace; which of the two, nobody is told.
    """
    job = await jobs.get(job_id)
    if job is None or job.team != team:
        raise NothingToDoError("This list is deleted here. Share it again to add its leads.")
    if job.purged_at is not None:
        shared = await jobs.get(job.root) or job
        raise LeadsDeletedError(job.created_at, (job.purged_at - shared.created_at).days)
    return job
