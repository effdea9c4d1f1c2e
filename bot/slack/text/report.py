"""The report: what happened to the rows, and why."""

from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.report import Tally
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.slack.escaping import inline
from bot.slack.text.buttons import retry_button
from bot.slack.text.naming import WHY, person
from bot.slack.text.phrases import counted


def skipped_for(reason: SkipReason) -> str:
    """Plain text."""
    return f"Skipped: {WHY[reason]}"


OUTCOME_TITLES = {
    Outcome.INVALID: "Invalid",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.UNCONFIRMED: "Unconfirmed",
    Outcome.FAILED: "Failed",
    Outcome.NOT_SENT: "Not sent",
}
"""Plain text."""

OUTCOME_MEANINGS = {
    Outcome.UNCONFIRMED: "Amplemarket did not confirm these; they may be in. Sending them again tells.",
    Outcome.FAILED: "Amplemarket gave no usable answer. They are not in, as far as I know.",
    Outcome.NOT_SENT: "The job ended before these were sent. Add them again to send them.",
}
"""Plain text."""

NOTHING_TO_DO = "There is nothing to do for them."


def titled(title: str, count: int) -> str:
    """Plain text."""
    return f"{title} ({count:,})"


def by_button(kind: RetryKind, count: int) -> str:
    """Where a button stands, for those who read the text alone."""
    what = "asks again" if kind is RetryKind.FAILED else "sends them all the same"
    return f"The button “{retry_button(kind, count)}” {what}."


def retried_by(child: Job, kind: RetryKind, tally: Tally) -> str:
    why = "failed or unconfirmed" if kind.reason is None else WHY[kind.reason]
    return f"{person(child.user)} retried {counted(tally.rows, 'lead')} ({why})"


def result_file_note(name: str) -> str:
    return f"Every row with its outcome and reason: *{inline(name, 120)}*"


RESULT_FILE_REFUSED = (
    "Slack did not take the result file. The counts above are right. Ask whoever runs this bot whether the "
    "app has the scope files:write."
)
RESULT_FILE_UNSURE = (
    "Slack did not confirm the result file: it may be missing here. The counts above are right."
)


def child_note(child: Job, tally: Tally) -> str:
    """What stands in a retry button's place after it was pressed."""
    who, count = person(child.user), f"{tally.rows:,}"
    match child.state:
        case JobState.DONE | JobState.CANCELLED:
            return f"{who} retried {count}, {tally[Outcome.ADDED]:,} added"
        case JobState.STOPPED:
            return f"{who} is retrying {count}; that stopped for now, see below"
        case _:
            return f"{who} is retrying {count} …"
