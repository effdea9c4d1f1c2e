"""A request to lift what only admins may lift: one person asks, another one decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from bot.adding.retry import RetryKind


@unique
class ApprovalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Approval:
    """Fields.

    job_id: the job whose leads are to be retried.
    kind: the button that was pressed.
    leads: how many that concerned when it was asked.
    asked_by, decided_by: Slack users; the latter "" while it is open.
    """

    id: str
    team: str
    job_id: str
    kind: RetryKind
    leads: int
    asked_by: str
    asked_at: datetime
    state: ApprovalState = ApprovalState.OPEN
    decided_by: str = ""
