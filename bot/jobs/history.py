"""Looking back: the history of a workspace's jobs, what became of one lead, and how things stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adding.errors import UsageError
from bot.adding.state import JobState
from bot.jobs.history_filter import FilterReader
from bot.jobs.history_ports import CallBudget, HistoryStore, JobSeen, JobsWanted, LeadSeen
from bot.leads.email_address import check_email, email_problem
from bot.leads.linkedin import is_linkedin, linkedin_problem, profile_url
from bot.leads.slack_text import plain_text

JOBS_A_PAGE = 10
OUTCOMES_SHOWN = 12
JOBS_A_STATE = 3
"""As many as one message holds, however long the names in it are."""

WHOM = "Name one person: an e-mail address or a LinkedIn profile."


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings that people may run into. Fields mean what those of `Settings` mean."""

    requests_per_minute: int
    leads_per_request: int
    confirm_above: int
    most_leads: int
    most_file_mb: int
    retention_days: int
    channels: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Fields.

    jobs: newest first.
    wanted: what was asked for.
    next: what to ask for next; None where nothing is left.
    """

    jobs: Sequence[JobSeen]
    wanted: JobsWanted
    next: JobsWanted | None


@dataclass(frozen=True, slots=True)
class LeadHistory:
    """Fields.

    name: the lead, as it is kept.
    seen: its newest outcomes.
    total: how many are stored.
    """

    name: str
    seen: Sequence[LeadSeen]
    total: int
    retention_days: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Fields.

    jobs: the newest of each state that is no end.
    counts: how many there are.
    waiting: seconds until Amplemarket may be called.
    """

    jobs: Mapping[JobState, Sequence[JobSeen]]
    counts: Mapping[JobState, int]
    waiting: float
    in_force: InForce


UNDER_WAY = (JobState.RUNNING, JobState.CONFIRMED, JobState.STOPPED, JobState.DRAFT)
"""The states that are no end, in the order in which people want to hear of them."""


@dataclass(frozen=True, slots=True)
class History:
    """Answers for one workspace at a time, to anybody who may add leads in it."""

    store: HistoryStore
    filters: FilterReader
    budget: CallBudget
    in_force: InForce

    async def first_page(self, team: str, asking: str, words: Sequence[str]) -> HistoryPage:
        """The newest jobs that the words ask for.

        Raises:
            UsageError: they make no sense.
        """
        return await self.page(team, await self.filters.read(team, asking, words))

    async def page(self, team: str, wanted: JobsWanted) -> HistoryPage:
        found = await self.store.jobs(team, wanted, JOBS_A_PAGE + 1)
        shown, rest = found[:JOBS_A_PAGE], found[JOBS_A_PAGE:]
        return HistoryPage(shown, wanted, replace(wanted, before=shown[-1].job.id) if rest else None)

    async def why(self, team: str, text: str) -> LeadHistory:
        """What became of the one lead that a text names.

        Raises:
            UsageError: it names nobody, or several.
        """
        email, profile = one_lead(text)
        seen, total = await self.store.of_lead(team, email, profile, OUTCOMES_SHOWN)
        return LeadHistory(email or profile or "", seen, total, self.in_force.retention_days)

    async def status(self, team: str) -> Situation:
        jobs = {state: await self.store.in_state(team, state, JOBS_A_STATE) for state in UNDER_WAY}
        counts = await self.store.counts(team)
        return Situation(jobs, counts, await self.budget.waiting(), self.in_force)


def one_lead(text: str) -> tuple[str | None, str | None]:
    """The e-mail address, or else the LinkedIn profile, in whatever people paste (`<mailto:…|…>`).

    Raises:
        UsageError: there is none, or more than one.
    """
    text = plain_text(text).strip()
    parts = [text, *text.split()]
    emails = {email.lower(): email for part in parts if (email := check_email(part))}
    profiles = dict.fromkeys(filter(None, map(profile_url, parts)))
    found = [*((email, None) for email in emails.values()), *((None, url) for url in profiles)]
    if len(found) > 1:
        raise UsageError(f"One at a time, please. {WHOM}")
    if not found:
        raise UsageError(_nobody(text))
    return found[0]


def _nobody(text: str) -> str:
    if not text:
        return f"{WHOM} For example: /addleads why jane@acme.com"
    return linkedin_problem(text) if is_linkedin(text) else f"{email_problem(text)} {WHOM}"
