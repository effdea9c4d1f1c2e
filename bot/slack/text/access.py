"""To people who may not, or not yet."""

from bot.adding.errors import UncheckedPersonError

GUEST = "Guests can't add leads with me. Ask a full member of this workspace. I did nothing."
STRANGER = "Only people of the workspace that I belong to can use me. Ask one of them. I did nothing."
TITLE = "Not possible"
"""Of a modal. Plain text."""
CLOSE = "Close"
"""Plain text."""


def unchecked(error: UncheckedPersonError) -> str:
    if "missing_scope" in error.reason:
        return (
            "I can't check who you are: the app lacks the scope users:read. I did nothing. Ask whoever runs "
            "this bot to install it again from its manifest."
        )
    return "Slack did not tell me who you are, so I did nothing. Try again in a moment."
