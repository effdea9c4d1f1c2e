"""Text between people and Slack's mrkdwn, both ways."""

import re
import unicodedata

_LINK = re.compile(r"<(?:mailto:)?([^<>|]+)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Untrusted text for a mrkdwn field: the three characters Slack asks to escape, and no line breaks.

    Without it a name in a list could notify a whole channel (docs.slack.dev, formatting-message-text).
    """
    text = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a person typed, out of a message's text: links bare, the three entities as characters."""
    bare = _LINK.sub(lambda match: match[2] or match[1], text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
