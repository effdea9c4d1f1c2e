"""Buttons and their dialogs. All of it is plain text."""

from bot.adding.retry import RetryKind
from bot.slack.text.phrases import counted


def add_button(leads: int) -> str:
    return f"Add {counted(leads, 'lead')}"


def go_on_button(leads: int) -> str:
    return f"Go on with {leads:,}"


CANCEL_BUTTON = "Cancel"
CHOOSE_SEQUENCE = "Choose a sequence"


def retry_button(kind: RetryKind, count: int) -> str:
    return f"Send {count:,} again" if kind is RetryKind.FAILED else f"Retry {count:,} anyway"


_RETRY_TITLES = {
    RetryKind.EXCLUSION_LIST: "Retry {people} on the exclusion list?",
    RetryKind.RECENTLY_CONTACTED: "Retry {people} contacted recently?",
    RetryKind.IN_OTHER_DRAFT_SEQUENCES: "Retry {people} in another draft sequence?",
    RetryKind.IN_OTHER_ACTIVE_SEQUENCES: "Retry {people} in another active sequence?",
    RetryKind.FAILED: "Send {leads} again?",
}

_RETRY_MEANINGS = {
    RetryKind.EXCLUSION_LIST: (
        "They were put there on purpose (unsubscribed, customers, competitors …). "
        "Retrying contacts them all the same."
    ),
    RetryKind.RECENTLY_CONTACTED: (
        "Your team wrote to them not long ago. Retrying may contact them once more within minutes."
    ),
    RetryKind.IN_OTHER_DRAFT_SEQUENCES: (
        "They are planned in a sequence that is not launched yet. Retrying puts them into both."
    ),
    RetryKind.IN_OTHER_ACTIVE_SEQUENCES: (
        "Another live or paused sequence has them. Retrying lets both of them write to the same people."
    ),
    RetryKind.FAILED: "Those who are in already are not added twice: Amplemarket says so, and I tell you.",
}


def retry_title(kind: RetryKind, count: int) -> str:
    people, leads = counted(count, "person", "people"), counted(count, "lead")
    return _RETRY_TITLES[kind].format(people=people, leads=leads)


def retry_meaning(kind: RetryKind) -> str:
    return _RETRY_MEANINGS[kind]


def retry_confirm(kind: RetryKind, count: int) -> str:
    return f"{'Send' if kind is RetryKind.FAILED else 'Retry'} {count:,}"


LEAVE_OUT = "Leave them out"
