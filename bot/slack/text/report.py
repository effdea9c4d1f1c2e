"""The report: what happened to the rows, and why."""

from collections.abc import Sequence

from bot.adding.outcome import Outcome, SkipReason
from bot.adding.retry import RetryKind
from bot.slack.escaping import escape, inline
from bot.slack.text.buttons import retry_button
from bot.slack.text.naming import WHY
from bot.slack.text.phrases import counted, either


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
    Outcome.UNCONFIRMED: "Amplemarket did not confirm these; they may be in. Send them again to find out.",
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
    them = "this one" if count == 1 else "them"
    what = "to try once more" if kind is RetryKind.FAILED else f"to add {them} all the same"
    return f"Press “{retry_button(kind, count)}” {what}."


def by_remedy(*labels: str) -> str:
    """The same for buttons whose labels say it all."""
    return f"Press {either([f'“{escape(label)}”' for label in labels])}."


def result_file_note(name: str) -> str:
    return f"Every row with its outcome and reason: *{inline(name, 120)}*"


def table_header(shown: int, total: int) -> tuple[str, str, str]:
    """Above the columns of the table of the skipped. Plain text."""
    who = f"Skipped ({total:,})" if shown >= total else f"The first {shown:,} of {total:,} skipped"
    return who, "Why", "Row"


def why_skipped(reasons: Sequence[SkipReason]) -> str:
    """Plain text."""
    return ", ".join(WHY[reason] for reason in reasons)


CHART_LABELS = {
    Outcome.ADDED: "Added",
    Outcome.SKIPPED: "Skipped",
    Outcome.INVALID: "Invalid",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.UNCONFIRMED: "Unconfirmed",
    Outcome.FAILED: "Failed",
    Outcome.NOT_SENT: "Not sent",
}
CHART_REST = "Others"
"""Plain text."""


def chart_title(rows: int) -> str:
    """Plain text."""
    return f"What became of {counted(rows, 'row')}"


def elsewhere(channel: str) -> str:
    """Above a report that could not be told where its job was begun."""
    return f"I can't write in <#{channel}> any more, so here is how your job there ended:"


RESULT_FILE_REFUSED = (
    "Slack did not take the result file. The counts above are right. Ask whoever runs this bot whether the "
    "app has the scope files:write."
)
RESULT_FILE_UNSURE = (
    "Slack did not confirm the result file: it may be missing here. The counts above are right."
)
