"""The part of the port `JobStore` that knows of several jobs into one sequence: now, and before."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.adding.job import Job
from bot.adding.plan import Plan
from bot.adding.same_list import Earlier


class SameSequenceStore(Protocol):
    """What jobs into the same sequence of a workspace share. Leads are the same by their keys."""

    async def beside(self, job: Job) -> list[Job]:
        """Other jobs that send into the job's sequence now: running, or cancelled with a call on its way."""

    async def shared(self, job_id: str, others: Sequence[Job]) -> Mapping[str, int]:
        """How many of a job's leads each of these, jobs `beside` it, may still send; a number never grows.

        By their ids; those that share none are left out.
        """

    async def calls_ended(self, job_id: str) -> None:
        """Write down that no call of a cancelled job is on its way any more: a killed run can't."""

    async def earlier(self, job_id: str) -> Earlier | None:
        """What earlier jobs have brought of a job's leads into its sequence; None where that is nobody."""

    async def known_rows(self, job: Job) -> frozenset[int]:
        """The rows of a job whose leads `earlier` counts as known."""

    async def narrow(self, job: Job, plan: Plan, left_out: int, *, by: str) -> Job:
        """Replace a draft's rows and batches by those of the plan, and confirm it, at once.

        Args:
            job: the draft as it was when the plan was made.
            plan: some of its rows.
            left_out: how many rows that are not.
            by: whose deed it is.

        Raises:
            IllegalTransitionError: the job was decided, or has changed, meanwhile; nothing was written.
        """
