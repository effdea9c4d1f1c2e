"""A job's status message: adding, how far, over, stopped."""

from datetime import UTC, datetime

from bot.adding.errors import AmplemarketError, KeyRefusedError, SequenceNotFoundError
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.slack.escaping import inline
from bot.slack.ids import COMMAND
from bot.slack.text.buttons import go_on_button
from bot.slack.text.naming import person, sequence
from bot.slack.text.phrases import about, counted, percent, sendable
from bot.slack.text.refusals import plain


def adding(job: Job, leads: int) -> str:
    return f"Adding {counted(leads, 'lead')} to {sequence(job)} for {person(job.user)} …"


def progress(job: Job, tally: Tally, left: float | None = None) -> str:
    """How far a running job is; `left`: about so many seconds more."""
    parts = [f"{tally[outcome]:,} {outcome}" for outcome in _SENT_ENDS if tally[outcome]]
    told = ", ".join([f"{percent(tally)} % done", *parts])
    if left is not None:
        told = f"{told} · {about(left)} left"
    return f"Adding {counted(sendable(tally), 'lead')} to {sequence(job)}: {told}"


def silent(since: datetime, until: datetime) -> str:
    """Amplemarket is down."""
    return (
        f"Amplemarket has not answered since {_time(since)}. I keep trying until about {_time(until)}; "
        "nothing is lost."
    )


def _time(moment: datetime) -> str:
    return f"<!date^{int(moment.timestamp())}^{{time}}|{moment.astimezone(UTC):%H:%M} UTC>"


def _day_and_time(moment: datetime) -> str:
    written = f"{moment.astimezone(UTC):%d %B, %H:%M} UTC"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}}, {{time}}|{written}>"


_SENT_ENDS = (Outcome.ADDED, Outcome.SKIPPED, Outcome.UNCONFIRMED, Outcome.FAILED)


def ended(job: Job, tally: Tally) -> str:
    """The status message once the job is over."""
    verb = "Cancelled: added" if job.state is JobState.CANCELLED else "Added"
    return f"{verb} {_added_of(tally)} to {sequence(job)} for {person(job.user)}."


def paused(job: Job, tally: Tally) -> str:
    """The status message while the job is stopped."""
    return (
        f"Stopped for now: added {_added_of(tally)} to {sequence(job)}. Why, and how to go on, stands below."
    )


def _added_of(tally: Tally) -> str:
    return f"{tally[Outcome.ADDED]:,} of {counted(sendable(tally), 'lead')}"


def stopped(job: Job, tally: Tally, error: AmplemarketError) -> str:
    left = tally[Outcome.NOT_SENT]
    kept = f"{left:,} {'was' if left == 1 else 'were'} not sent and {'is' if left == 1 else 'are'} kept."
    return f"{_stop_reason(job, error, left)} {_added_of(tally)} added; {kept}"


def broken(job: Job, tally: Tally, reference: str) -> str:
    """Our own bug."""
    are = "is" if tally[Outcome.ADDED] == 1 else "are"
    sentence = f"Something went wrong on my side. Nothing more was sent; {_added_of(tally)} {are} in."
    if job.state is JobState.STOPPED:
        sentence += f" To go on, press “{go_on_button(tally[Outcome.NOT_SENT])}”."
    return f"{sentence} Reference `{reference}`: tell it to whoever runs this bot."


KEY_REFUSED_TO_ADMINS = (
    "Amplemarket refuses our API key. Jobs that add leads stop in their threads; nothing of them is lost. "
    "Check the setting AMPLEMARKET_API_KEY and start the bot anew. What stopped in the last 12 hours goes on "
    "by itself then, as its thread says, and everything else with its button. I write this once, until the "
    "key has worked again."
)


def _stop_reason(job: Job, error: AmplemarketError, left: int) -> str:
    button = f"“{go_on_button(left)}”"
    match error:
        case KeyRefusedError() if job.goes_on_until:
            return (
                "Amplemarket refused our key. Tell whoever runs this bot. "
                f"Once the key works I go on by myself, until {_day_and_time(job.goes_on_until)}, unless "
                f"the sequence or somebody's rights have changed meanwhile. Then, or later, press {button}."
            )
        case KeyRefusedError():
            return (
                "Amplemarket refused our key. Tell whoever runs this bot; once the key works, "
                f"press {button}."
            )
        case SequenceNotFoundError() if not job.has_alias:
            return "Amplemarket no longer knows this sequence. Cancel here, and add the list to another one."
        case SequenceNotFoundError():
            return (
                "Amplemarket no longer knows this sequence. Point the name to the right one with "
                f"`{COMMAND} alias add {inline(job.alias)} SEQUENCE`, cancel here, and add the list again."
            )
        case _:
            return f"{plain(str(error))} To try again, press {button}."
