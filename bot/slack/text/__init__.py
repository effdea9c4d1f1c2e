"""Every sentence people read in Slack. Plain and short; the most important thing first; what to do next.

Arguments that people or lists supply are escaped here, so that callers can't forget it. What is returned is
mrkdwn, except where a function or a module says plain text: that is for buttons, dialogs and rich text, or
travels as the message of an error and is escaped when the error is told.
"""

from bot.slack.text import (
    access,
    aliases,
    buttons,
    children,
    columns,
    defaults,
    deleted,
    files,
    fixing,
    form,
    history,
    home,
    naming,
    preview,
    refusals,
    report,
    retrying,
    same_list,
    sequences,
    status,
)

__all__ = [
    "access",
    "aliases",
    "buttons",
    "children",
    "columns",
    "defaults",
    "deleted",
    "files",
    "fixing",
    "form",
    "history",
    "home",
    "naming",
    "preview",
    "refusals",
    "report",
    "retrying",
    "same_list",
    "sequences",
    "status",
]
