"""Mending in the thread: merge fields filled in, rows corrected.

All of it is plain text, but for what says mrkdwn.
"""

from collections.abc import Sequence

from bot.adding.job import Job
from bot.slack.escaping import inline, one_line, shortened
from bot.slack.text.naming import sequence
from bot.slack.text.phrases import counted

FIELD_LIMIT = 30
"""Characters of a field's name in a label."""

FILL_TITLE = "Fill in fields"
CORRECT_TITLE = "Correct rows"
SEND = "Send them"
CANCEL = "Cancel"
CLOSE = "Close"
WAIT = "Looking at the rows …"
SAME_FOR_ALL = "As for all"
NOTHING_FILLED = "Fill in a value: nobody has all they need yet."
NOTHING_CORRECTED = "Correct a row, or cancel."


def fill_button(fields: Sequence[str], leads: int) -> str:
    what = f"“{_field(fields[0])}”" if len(fields) == 1 else counted(len(fields), "field")
    return f"Fill in {what} for {counted(leads, 'lead')}…"


def correct_button(rows: int) -> str:
    return f"Correct {counted(rows, 'row')}…"


def what_is_missing(job: Job, fields: Sequence[str], leads: int) -> str:
    """Above the inputs, mrkdwn."""
    named = f"`{inline(fields[0], FIELD_LIMIT)}`" if len(fields) == 1 else counted(len(fields), "field")
    lack, them = ("lacks", "it") if leads == 1 else ("lack", "them")
    missing = f"{counted(leads, 'lead')} {lack} {named} that {sequence(job)} uses."
    return f"{missing} Once that is filled in, I send {them}."


def fields_left_out(more: int) -> str:
    """Where there are more fields than a modal holds, mrkdwn."""
    are = "is 1 more field" if more == 1 else f"are {more:,} more fields"
    return (
        f"There {are}. Leads that lack one of those are not sent yet: fill it in in the result file, and "
        "drop that here."
    )


def for_all(field: str, leads: int) -> str:
    return f"{_field(field)}, for {'this lead' if leads == 1 else f'all {leads:,} leads'}"


def for_one(field: str, row: int, who: str) -> str:
    return f"{_field(field)}, row {row:,}: {shortened(one_line(who), FIELD_LIMIT)}"


def what_is_wrong(shown: int, total: int) -> str:
    """Above the inputs, mrkdwn."""
    if shown < total:
        return (
            f"These are the first {shown:,} of {total:,} invalid rows. For more, correct the result file and "
            "drop it into the thread. Rows that you leave as they are stay out."
        )
    return "I send the rows that you correct. Rows that you leave as they are stay out."


def row_label(row: int) -> str:
    return f"Row {row:,}: e-mail address or LinkedIn profile"


def _field(name: str) -> str:
    return shortened(one_line(name), FIELD_LIMIT) or "?"
