"""The Home tab and its form for an alias. Plain text, except where a name says mrkdwn."""

from bot.slack.escaping import escape, inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import called
from bot.slack.text.phrases import counted

MINE = "Your latest jobs"
OTHERS = "Latest jobs of your team"
ALIASES = "Sequences"
SETTINGS = "Settings"
HELP = "Help"

NONE_OF_MINE_MRKDWN = "You have added no leads yet."
NONE_OF_OTHERS_MRKDWN = "Nobody else has added leads yet."
ALIASES_MRKDWN = f"An alias is a short name for a sequence, as in `{COMMAND} q4-outbound jane@acme.com`."
NO_ALIASES_MRKDWN = "I know no sequence yet. Add an alias, and everybody here can use it."
FOR_EVERY_WORKSPACE_MRKDWN = "set up for every workspace by whoever runs this bot"

ADD = "Add alias"
EDIT = "Edit"
REMOVE = "Remove"
KEEP = "Keep it"
PREVIOUS = "Previous ones"
NEXT = "Next ones"


def edit_of(name: str) -> str:
    """What a screen reader calls the button: there are many of them."""
    return f"Edit {name}"


def remove_title(name: str) -> str:
    return f"Remove {name}?"


REMOVE_MEANING = (
    "Nobody can add leads by this name any more. The sequence itself, and who is in it, stay as they are."
)


def shown_mrkdwn(first: int, last: int, total: int) -> str:
    """Which aliases of how many stand here."""
    return f"{first:,} to {last:,} of {counted(total, 'alias', 'aliases')}"


# ---- the form ---------------------------------------------------------------------------------------

TITLE_ADD = "Add an alias"
TITLE_EDIT = "Edit an alias"
SAVE = "Save"
CANCEL = "Cancel"

NAME = "Name"
NAME_HINT = "As it is typed in the command: letters, digits, dots, hyphens and underscores."
NAME_EXAMPLE = "q4-outbound"
SEQUENCE = "Sequence"
SEQUENCE_HINT = "Type a part of its name. If you choose an alias, I take the sequence behind it."
FIND = "Find a sequence"
TARGET = "Or its id, address or name"
TARGET_HINT = "For a sequence that is not in the list above. The address is the one in the dashboard."
DISTRIBUTION = "Who sends, unless the person who adds leads says otherwise"
MAILBOXES = "Mailboxes to send from"
DATA = "Merge fields for every lead"
DATA_HINT = "One per line, like region=DACH. A lead with a value of its own keeps it."

NO_SEQUENCE = "Choose a sequence, or give its id or address below."
BOTH = "Choose a sequence above or name one here, not both at once."
STILL_LOOKING_MRKDWN = (
    "Amplemarket is slow now; I am still looking for the sequence. You can close this. The alias will stand "
    "on the Home tab; if I can't make it, I write to you."
)


def there_is_one(name: str) -> str:
    return f"There is an alias {called(name)} already. Close this, and edit that one."


def several(number: int) -> str:
    return f"{counted(number, 'sequence')} match this. Choose one of them in the list above."


def not_kept_mrkdwn(name: str, problem: str) -> str:
    """After the form was closed. The problem is plain text."""
    return f"I have not kept the alias *{inline(name)}*: {escape(problem)}"


def edited_mrkdwn(name: str) -> str:
    return f"What *{inline(name)}* stands for:"


# ---- who may not --------------------------------------------------------------------------------------


def refused_mrkdwn(sentence: str) -> str:
    """In the place of the whole tab, which nobody has asked to do anything."""
    return sentence.removesuffix(" I did nothing.")
