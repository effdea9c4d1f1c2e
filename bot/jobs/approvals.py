"""Asking an admin: who may not lift a check asks in the thread, and one click of an admin lets it through.

What an admin approves is the button that was pressed: the leads that it concerns when the click comes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.adding.access import Access
from bot.adding.approval import Approval, ApprovalState
from bot.adding.descent import Descent, Remedy
from bot.adding.errors import AdminsOnlyError, NothingToDoError
from bot.adding.job import Job
from bot.adding.retry import RetryKind, overrides_for
from bot.jobs.job_ports import JobStore
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Clock, JobThread
from bot.jobs.retry import Retries
from bot.jobs.telling import show


class ApprovalStore(Protocol):
    """Requests to lift what only admins may lift. They go with their job."""

    async def ask(self, approval: Approval) -> Approval:
        """Write an open request; where one is open about the same leads, that one comes back instead."""

    async def get(self, approval_id: str) -> Approval | None: ...

    async def decide(self, approval: Approval, state: ApprovalState, by: str) -> Approval:
        """Decide an open request, once: a decided one stays as it is. The request as it stands then."""


def approval_kind(approval: Approval) -> str:
    """The kind of a request's message: a job may have several."""
    return f"approval:{approval.id}"


@dataclass(frozen=True, slots=True)
class Approvals:
    jobs: JobStore
    approvals: ApprovalStore
    thread: JobThread
    retries: Retries
    clock: Clock
    access: Access
    new_id: Callable[[], str]

    async def ask(self, job_id: str, team: str, kind: RetryKind, by: str) -> None:
        """Put the request into the thread.

        Raises:
            NothingToDoError: nothing is left to retry, somebody asked already, or the person may do it alone.
            SlackError: the request could not be posted; asking once more tries again.
        """
        job = await job_of_team(self.jobs, job_id, team)
        leads = len(await self.retries.left(job, kind))
        if self.access.may_lift(by, overrides_for((kind,), job.options.overrides)):
            raise NothingToDoError("You may do this yourself: press the button in the report.")
        mine = Approval(self.new_id(), team, job.id, kind, leads, asked_by=by, asked_at=self.clock.now())
        kept = await self.approvals.ask(mine)
        if kept.id != mine.id and await self.jobs.message_ts(job.id, approval_kind(kept)) is not None:
            raise NothingToDoError("asked the admins for this already", by=kept.asked_by)
        await self.thread.approval(job, kept)

    async def approve(self, approval_id: str, team: str, by: str) -> Job:
        """Let a request through, and start the retry. Once more has no second effect.

        Raises:
            AdminsOnlyError: the person is no admin.
            NothingToDoError: decided before, retried before in another way, or the leads are gone.
        """
        approval, job = await self._request(approval_id, team, by)
        if approval.state is ApprovalState.OPEN:
            await self.retries.left(job, approval.kind)  # raises before anything is decided
            approval = await self.approvals.decide(approval, ApprovalState.APPROVED, by)
        if approval.state is ApprovalState.DECLINED or await self._started(approval):
            raise _decided(approval)
        # Approved, by this press or by one that a kill cut short: the retry is there once all the same.
        child = await self.retries.approved(approval)
        await show(self.thread.approval(job, approval))
        return child

    async def decline(self, approval_id: str, team: str, by: str) -> None:
        """Say no. Raises as `approve` does."""
        approval, job = await self._request(approval_id, team, by)
        if approval.state is not ApprovalState.OPEN:
            raise _decided(approval)
        declined = await self.approvals.decide(approval, ApprovalState.DECLINED, by)
        if (declined.state, declined.decided_by) != (ApprovalState.DECLINED, by):
            raise _decided(declined)
        await show(self.thread.approval(job, declined))

    async def _request(self, approval_id: str, team: str, by: str) -> tuple[Approval, Job]:
        approval = await self.approvals.get(approval_id)
        if approval is None or approval.team != team:
            raise NothingToDoError("This request is deleted here, with its list. Share the list again.")
        job = await job_of_team(self.jobs, approval.job_id, team)
        if not self.access.may_lift(by, overrides_for((approval.kind,), job.options.overrides)):
            own = "You asked for this yourself, so an admin has to decide on it."
            raise AdminsOnlyError(own if by == approval.asked_by else "Only admins may decide on this.")
        return approval, job

    async def _started(self, approval: Approval) -> bool:
        origin = Descent(Remedy.RETRY, approval.job_id, (approval.kind,)).origin
        return await self.jobs.by_origin(origin) is not None


def _decided(approval: Approval) -> NothingToDoError:
    return NothingToDoError(f"{approval.state} this already", by=approval.decided_by)
