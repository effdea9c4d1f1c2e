"""Why a file could not be fetched.

Plain text: it travels as the message of an error, and is escaped when the error is told.
"""

from bot.slack.text.naming import called


def file_not_in_slack(name: str) -> str:
    return (
        f"{called(name, 'This file')} is not stored in Slack itself. Save it as CSV or XLSX and share that."
    )


def file_elsewhere(name: str) -> str:
    name = called(name, "This file")
    return f"{name} is not on Slack's own servers, so I did not fetch it. Save it and share it here."


def file_hidden(name: str) -> str:
    return f"Slack does not show me {called(name)}. It may be deleted. Share it again."


def file_not_yet(name: str) -> str:
    return f"Slack does not let me read {called(name)} yet. Share it again in a minute."


def file_in_circles(name: str) -> str:
    return f"Slack sends me in circles when I fetch {called(name)}. Share it again."


def file_forbidden(name: str) -> str:
    return (
        f"Slack does not let me read {called(name)}. Tell whoever runs this bot: the app needs the scope "
        "files:read; after adding it, install the app again."
    )


def too_many(most: int, left: int) -> str:
    """A message with more files than are read; it stands behind the answers to the first ones."""
    return f"I read the first {most} files of this message, not the other {left:,}. Share those again."


def file_too_large(name: str, most_mb: int) -> str:
    return (
        f"{called(name, 'This file')} is larger than {most_mb:,} MB, the most I take. "
        "Split it, or ask your admin to raise the limit."
    )
