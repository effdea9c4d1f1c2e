"""The sentences about a list's columns: the line in the preview, and the modal that changes them.

All of it is plain text, except where a function says mrkdwn.
"""

from bot.adding.job import ColumnMapping, Job
from bot.leads.headers import Role
from bot.slack.escaping import inline
from bot.slack.text.naming import person

CHANGE_BUTTON = "Change columns…"
TITLE = "Change columns"
SUBMIT = "Use these columns"
CANCEL = "Cancel"
CLOSE = "Close"
NONE = "No column"
CHOOSE = "Choose a column"
WAIT = "Looking at the columns …"
FIELDS = "Merge fields"
FIELDS_HINT = (
    "One per line: Column = key. Without a key (“Notes =”), the column is left out. "
    "A column that has no line stays as it is."
)

ROLES = {
    Role.EMAIL: "E-mail address",
    Role.LINKEDIN: "LinkedIn profile",
    Role.FIRST_NAME: "First name",
    Role.LAST_NAME: "Last name",
    Role.FULL_NAME: "Full name",
    Role.COMPANY_NAME: "Company",
    Role.TITLE: "Job title",
}

NEITHER = "Choose a column of e-mail addresses, or one of LinkedIn profiles."
NOBODY = "In the first rows of the list, nobody has an address in this column."
CHOSEN_TWICE = "This column is chosen for something else already."
NOT_THERE = "The list has no such column. Choose another one."
"""Shown at a field."""


def chosen_by(columns: ColumnMapping) -> str:
    """The line in the preview, mrkdwn. Slack writes the date as its reader is used to."""
    day = f"{columns.saved_at:%d %B %Y}".removeprefix("0")
    when = f"<!date^{int(columns.saved_at.timestamp())}^{{date}}|{day}>"
    return f"Columns as {person(columns.saved_by)} chose them on {when}."


def introduction(job: Job) -> str:
    """Above the menus, mrkdwn."""
    called = f"*{inline(job.name)}*" if job.name else "this list"
    return (
        f"Which column of {called} is what? I show what would happen before anything is sent, and remember "
        "your choice for lists with the same columns."
    )


def column(number: int) -> str:
    """A column without a name; numbers begin with 1."""
    return f"Column {number:,}"


def namesake(label: str, number: int) -> str:
    """A column whose name another one has too."""
    return f"{label} (column {number:,})"


def option(label: str, value: str) -> str:
    """A column in a menu, with a value out of it."""
    return f"{label}: {value}" if value else label


def not_all_shown(columns: int) -> str:
    """Where there are more columns than a modal holds."""
    return (
        f"This list has {columns:,} columns, more than fit here. The menus hold those in use and the first "
        "ones; the merge fields below are the first ones too. Those not shown stay as they are."
    )
