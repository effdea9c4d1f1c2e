"""The sentences of the modal that adds leads. All of it is plain text, except where a name says mrkdwn."""

from collections.abc import Sequence

from bot.adding.overrides import Override
from bot.slack.escaping import inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import called
from bot.slack.text.phrases import counted, listed

TITLE = "Add leads"
SUBMIT = "Add leads"
CANCEL = "Cancel"
CLOSE = "Close"

SEQUENCE = "Sequence"
SEQUENCE_HINT = "Type a part of its name. Your short names come first, then Amplemarket's own names."
SEQUENCE_OF_CHANNEL = "This is the default of this channel. Choose another one if you like."
CHOOSE_SEQUENCE = "Find a sequence"
SHORT_NAMES = "Short names"
AMPLEMARKET = "In Amplemarket"

LEADS = "Leads"
LEADS_HINT = (
    "E-mail addresses or LinkedIn profiles, or cells copied out of a sheet. "
    "Merge fields go behind a lead: first_name=Jane"
)
LEADS_EXAMPLE = "jane@acme.com first_name=Jane"

FILES = "Or lists in files"
FILES_HINT = "CSV or Excel. Each file becomes a job of its own."

DISTRIBUTION = "Who sends"
AS_SET_UP = "As the sequence is set up"
SEQUENCE_SENDERS = "The senders of the sequence"
CUSTOM_MAILBOXES = "The mailboxes named below"

MAILBOXES = "Mailboxes to send from"
MAILBOXES_HINT = "Their e-mail addresses, one per line or separated by commas."

OVERRIDES = "Safety checks to switch off"
OVERRIDES_HINT = "With one of these I first show what would happen, and send nothing before you say so."

CHECKS = {
    Override.RECENTLY_CONTACTED: (
        "Recently contacted",
        "Adds people your team wrote to not long ago; they may hear from you soon",
    ),
    Override.EXCLUSION_LIST: (
        "On the exclusion list",
        "Adds people kept out on purpose: unsubscribed, customers, competitors",
    ),
    Override.OTHER_DRAFT_SEQUENCES: (
        "In another draft sequence",
        "Adds people who are planned in a sequence that is not launched yet",
    ),
    Override.OTHER_ACTIVE_SEQUENCES: (
        "In another active sequence",
        "Adds people whom another live or paused sequence has; both may write",
    ),
}
"""What each check is called, and what it means to switch it off."""

NO_SEQUENCE = "Choose where the leads go."
NO_LEADS = "Paste leads here, or add a file below."
BOTH = "Paste leads or add files, not both at once: I could not tell which you mean."
FOR_ADMINS = "Only admins may add people on the exclusion list. Leave this one out, or ask an admin."
NO_MAILBOXES = "Name the mailboxes to send from, or choose other senders."
MAILBOXES_UNUSED = "These are used only with “The mailboxes named below”. Choose that, or leave this empty."
"""Shown at a field."""


def too_long(most: int) -> str:
    return f"This is more than {most:,} characters. Save it as a CSV file and add that below."


def no_mailbox(address: str) -> str:
    return f"{called(address)} is not an e-mail address."


def no_such_sequence(name: str) -> str:
    return f"I no longer know {called(name, 'this sequence')}. Choose another one."


def files_mrkdwn(names: Sequence[str]) -> str:
    """Which files of a message are meant."""
    shown = [f"*{inline(name)}*" if name else "a file without a name" for name in names]
    lists = f"Each of the {counted(len(names), 'file')} becomes a job of its own. " if len(names) > 1 else ""
    return f"From {listed(shown, len(shown))}. {lists}Nothing has been sent yet."


NO_FILE_MRKDWN = (
    "There is no file on this message, so there are no leads to add from it. Use this on a message with a "
    f"CSV or Excel file, or type `{COMMAND}`."
)
NO_FILE_IN_SLACK_MRKDWN = (
    "The file of this message is not stored in Slack itself. Save it as CSV or XLSX and share that."
)
TOO_LATE_MRKDWN = "Slack gave me too little time to open the form. Nothing was sent. Please try once more."
FROM_THE_FORM_MRKDWN = "Leads from your form:"
