"""What looking back needs from the world, as Protocols. Nothing behind them writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.adding.access import Member
from bot.adding.job import Job
from bot.adding.outcome import RowOutcome
from bot.adding.report import Tally
from bot.adding.state import JobState


@dataclass(frozen=True, slots=True)
class JobsWanted:
    """Which jobs of a workspace; None asks for any.

    Fields:
        since: those made from then on.
        before: the id of a job: those older than it, for the next page.
    """

    user: str | None = None
    alias: str | None = None
    since: datetime | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class JobSeen:
    """A job as it stands.

    Fields:
        stop_code: of the error that stopped it last, "" where none did.
        ts: the message in Slack that tells most about it, None where none stands.
    """

    job: Job
    tally: Tally
    stop_code: str
    ts: str | None


@dataclass(frozen=True, slots=True)
class LeadSeen:
    """What became of one lead in one job."""

    job: Job
    outcome: RowOutcome
    ts: str | None


class HistoryStore(Protocol):
    async def jobs(self, team: str, wanted: JobsWanted, limit: int) -> list[JobSeen]:
        """Newest first."""

    async def in_state(self, team: str, state: JobState, limit: int) -> list[JobSeen]:
        """Newest first."""

    async def counts(self, team: str) -> dict[JobState, int]:
        """How many jobs are in each state; states without one may be missing."""

    async def of_lead(
        self, team: str, email: str | None, linkedin_url: str | None, limit: int
    ) -> tuple[list[LeadSeen], int]:
        """The newest outcomes of the rows with this address or profile, and how many there are in all.

        Also of rows that never were leads, as they were duplicate or invalid from the start.
        """

    async def users(self, team: str, limit: int) -> Sequence[str]:
        """Who has made jobs, the latest first."""

    async def knows_alias(self, team: str, alias: str) -> bool:
        """Whether some job went to it."""


class People(Protocol):
    async def member(self, user: str) -> Member:
        """What Slack says of somebody, at most a minute old.

        Raises:
            UncheckedPersonError: Slack does not tell.
        """


class CallBudget(Protocol):
    async def waiting(self) -> float:
        """Seconds until one more call to Amplemarket may be made; 0 when it may be made now."""
