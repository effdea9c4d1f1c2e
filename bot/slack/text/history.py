"""Looking back: the history of jobs, what became of one lead, and how things stand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil

from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.jobs.history import HistoryPage, InForce, LeadHistory, Situation
from bot.jobs.history_ports import JobSeen, JobsWanted, LeadSeen
from bot.slack.escaping import escape, inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import WHY, person, sequence
from bot.slack.text.phrases import counted, either, listed, percent

DETAIL_LIMIT = 120
CHANNELS_SHOWN = 5
MORE_BUTTON = "Show older ones"
"""Plain text."""


def when(moment: datetime) -> str:
    """As the reader's Slack writes dates, in the reader's time zone."""
    written = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{written}>"


def link(url: str | None) -> str:
    """Where to read on; nothing where the message is gone."""
    return f" – <{escape(url)}|Open>" if url else ""


# ---- history ------------------------------------------------------------------------------------------


def history_title(page: HistoryPage) -> str:
    narrowed = _narrowed(page.wanted)
    if page.wanted.before is not None:
        return f"Older jobs{narrowed}:" if page.jobs else f"There are no older jobs{narrowed}."
    if page.jobs:
        return f"Latest jobs{narrowed}, newest first:"
    return f"I know of no jobs{narrowed}. `{COMMAND} history` without more shows all."


def _narrowed(wanted: JobsWanted) -> str:
    parts = [
        f" of {person(wanted.user)}" if wanted.user else "",
        f" for *{inline(wanted.alias)}*" if wanted.alias else "",
        f" since {when(wanted.since)}" if wanted.since else "",
    ]
    return "".join(parts)


def job_line(seen: JobSeen, url: str | None) -> str:
    """One job: when, who, where to, what came of it."""
    job, tally = seen.job, seen.tally
    where = f" to {_alias(job)}" if job.sequence_id else ""
    told = ", ".join(filter(None, [state(seen), outcomes(tally)]))
    return f"{when(job.created_at)} · {person(job.user)}: {_what(job, tally)}{where} – {told}{link(url)}"


def _what(job: Job, tally: Tally) -> str:
    rows = counted(tally.rows, "row")
    if job.intake is Intake.RETRY:
        return f"retry of {rows}"
    return f"{rows} of *{inline(job.name)}*" if job.name else rows


def _alias(job: Job) -> str:
    """The short name, by which the history can be narrowed down; where there is none, the sequence's own."""
    return f"*{inline(job.alias)}*" if job.alias else sequence(job)


def outcomes(tally: Tally) -> str:
    """How many rows came to which end, without those that none came to."""
    return ", ".join(f"{tally[one]:,} {one}" for one in Outcome if tally[one])


def state(seen: JobSeen) -> str:
    """Where a job is; "" where its outcomes say it."""
    match seen.job.state:
        case JobState.DRAFT:
            return "waits for somebody to press Add" if seen.job.sequence_id else "waits for a sequence"
        case JobState.CONFIRMED:
            return "about to begin"
        case JobState.RUNNING:
            return f"{percent(seen.tally)} % done"
        case JobState.STOPPED:
            return f"stopped, because {STOPPED_BECAUSE.get(seen.stop_code, _STOPPED_OTHERWISE)}"
        case JobState.CANCELLED:
            return "cancelled"
        case JobState.DONE:
            return ""


STOPPED_BECAUSE = {
    "key_refused": "Amplemarket refused our key",
    "sequence_not_found": "Amplemarket no longer knows this sequence",
    "bug": "something went wrong on my side",
}
_STOPPED_OTHERWISE = "Amplemarket did not take the leads; its thread says why"


# ---- one lead -----------------------------------------------------------------------------------------


def lead_title(found: LeadHistory) -> str:
    name, days = inline(found.name), counted(found.retention_days, "day")
    if not found.seen:
        return (
            f"I know nothing about {name}. I know only of leads that people added through me, and forget "
            f"what became of them after {days}."
        )
    kept = f"{counted(found.total, 'outcome')}; deleted after {days}"
    return f"What became of {name}, newest first ({kept}):"


def lead_line(seen: LeadSeen, url: str | None) -> str:
    job = seen.job
    where = f" · {_alias(job)}" if job.sequence_id else ""
    list_ = f" of *{inline(job.name)}*" if job.name else ""
    row = f"row {seen.outcome.row:,}{list_}, by {person(job.user)}"
    return f"{when(job.created_at)}{where} · {_outcome(seen.outcome, job)} · {row}{link(url)}"


def _outcome(one: RowOutcome, job: Job) -> str:
    detail = inline(one.detail, DETAIL_LIMIT)
    match one.outcome:
        case Outcome.SKIPPED:
            return f"*skipped*: {', '.join(WHY[reason] for reason in one.reasons)}"
        case Outcome.UNCONFIRMED:
            return f"*unconfirmed*: {detail or 'Amplemarket did not confirm it; it may be in'}"
        case Outcome.FAILED:
            return f"*failed*: {detail or 'Amplemarket gave no usable answer'}"
        case Outcome.NOT_SENT:
            return f"*not sent*{_WHY_NOT_SENT.get(job.state, '')}"
        case Outcome.ADDED | Outcome.INVALID | Outcome.DUPLICATE:
            return f"*{one.outcome}*{f': {detail}' if detail else ''}"


_WHY_NOT_SENT = {
    JobState.DRAFT: ": nobody has pressed Add yet",
    JobState.CONFIRMED: " yet: the job is about to begin",
    JobState.RUNNING: " yet: the job is under way",
    JobState.STOPPED: " yet: the job is stopped",
    JobState.CANCELLED: ": the job was cancelled",
}


def lead_more(found: LeadHistory) -> str:
    """What is not shown; "" where all is."""
    older = found.total - len(found.seen)
    return f"… and {counted(older, 'older one')}" if older > 0 else ""


# ---- how things stand ---------------------------------------------------------------------------------

_TITLES = {
    JobState.RUNNING: "Under way",
    JobState.CONFIRMED: "About to begin",
    JobState.STOPPED: "Stopped; the thread says how it goes on",
    JobState.DRAFT: "Waiting for somebody to decide",
}


def state_title(which: JobState, count: int) -> str:
    return f"*{_TITLES[which]} ({count:,})*"


NOTHING_UNDER_WAY = "Nothing is under way, and nothing waits."


def state_more(which: JobState, shown: int, counts: Mapping[JobState, int]) -> str:
    """What is not shown; "" where all is."""
    older = counts.get(which, 0) - shown
    return f"… and {older:,} older" if older > 0 else ""


def budget(situation: Situation) -> str:
    limit = situation.in_force
    calls = (
        f"Amplemarket: up to {counted(limit.requests_per_minute, 'call')} a minute with up to "
        f"{counted(limit.leads_per_request, 'lead')} each, for all jobs together"
    )
    if situation.waiting < 1:
        return f"{calls}; the next one can go out now."
    return f"{calls}; the next one can go out in {counted(ceil(situation.waiting), 'second')}."


def in_force(limit: InForce) -> str:
    """The settings that people may run into."""
    where = [f"<#{one}>" for one in sorted(limit.channels)]
    channels = either_few(where) if where else "any channel I am in"
    lifting = "only admins" if limit.admins else "everybody, after a warning,"
    return (
        f"More than {counted(limit.confirm_above, 'lead')} are shown before they are sent · at most "
        f"{counted(limit.most_leads, 'row')} and {limit.most_file_mb:,} MB a list · I work in {channels} · "
        f"{lifting} may lift the exclusion list · leads are deleted after "
        f"{counted(limit.retention_days, 'day')}"
    )


def either_few(names: list[str]) -> str:
    if len(names) <= CHANNELS_SHOWN:
        return either(names)
    return listed(names[:CHANNELS_SHOWN], len(names))
