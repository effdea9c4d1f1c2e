"""What becomes of a job whose run let an exception through: our bug. It stops, and can go on."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from bot.adding.errors import CannotPostError
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import JobThread
from bot.jobs.telling import NotToldError, Patience, insist

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BrokenRuns:
    """Fields.

    patience: how long to insist on telling it.
    new_reference: makes what a person can quote, and an operator can find in the log.
    """

    jobs: JobStore
    thread: JobThread
    patience: Patience
    new_reference: Callable[[], str]

    async def stop(self, job_id: str, error: Exception) -> None:
        """Stop the job, and say so in its thread: nothing more is sent before somebody says go on.

        Where the store fails as well, the job stays as it is: the next start takes it up.
        """
        reference = self.new_reference()
        logger.error("our bug", extra={"job": job_id, "reference": reference, "error": type(error).__name__})
        job = await self.jobs.break_off(job_id)
        if job is None:
            return
        tally = await self.jobs.tally(job_id)
        try:
            await insist(lambda: self.thread.failed(job, tally, reference), self.patience)
        except (NotToldError, CannotPostError):
            logger.warning("bug not told", extra={"job": job_id, "reference": reference})
