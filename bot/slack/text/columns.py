"""The sentences about a list's columns: the line in the preview, and the modal that changes them.

All of it is plain text, except where a function says mrkdwn.
"""

from collections.abc import Sequence

from bot.adding.job import ColumnMapping, Job
from bot.leads.columns import ColumnPlan
from bot.leads.headers import Role
from bot.slack.escaping import inline
from bot.slack.text.naming import person
from bot.slack.text.phrases import either, listed

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


NAMES_SHOWN, NEXT_SHOWN, NAME_LIMIT = 6, 2, 40
_NAMES = frozenset({Role.FIRST_NAME.value, Role.LAST_NAME.value})


def which_is_what(header: Sequence[str], plan: ColumnPlan) -> str:
    """The line in the preview, mrkdwn: where addresses and names come from, and what else goes along."""

    def called(column: int) -> str:
        return f"*{inline(header[column], NAME_LIMIT)}*" if header[column].strip() else _nameless(column)

    def first_of(columns: Sequence[int]) -> str:
        return either([called(one) for one in columns[: 1 + NEXT_SHOWN]])

    no_names = _NAMES.isdisjoint(plan.fields.values())
    sources = [
        f"e-mail from {first_of(plan.emails)}" if plan.emails else "",
        f"LinkedIn from {first_of(plan.linkedin)}" if plan.linkedin else "",
        f"names from {called(plan.full_name)}" if plan.full_name is not None and no_names else "",
    ]
    said = ", ".join(filter(None, sources))
    keys = [f"`{inline(key, NAME_LIMIT)}`" for key in plan.fields.values()]
    fields = f"{FIELDS}: {listed(keys[:NAMES_SHOWN], len(keys))}" if keys else "No merge fields"
    return f"{said[:1].upper()}{said[1:]}. {fields}." if said else ""


def _nameless(column: int) -> str:
    return f"column {column + 1:,}"


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
