"""Text between people and Slack's mrkdwn, both ways.

What people or lists supply is never trusted: it may hold markup, line breaks, or characters that hide or turn
round the text beside them. Nothing of it reaches a message without passing through here.
"""

import re
import unicodedata

VALUE_LIMIT = 80
"""Characters of one value (a name, a file's name, an address) inside a sentence."""

_LINK = re.compile(r"<(?:mailto:)?([^<>|]+)(?:\|([^<>]*))?>")
_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # invisible, but Persian, Hindi and many emoji are misspelled without them
_FORMATTING = str.maketrans("*~`", "∗∼ˋ")  # mrkdwn has no escape for these; `_` means nothing inside a word
_HALF_A_MARK = re.compile(r"(?:&[a-z]*|<[^<>]*)\Z")


def one_line(text: str) -> str:
    """Untrusted text as one line that shows what it holds.

    Control characters and line breaks become spaces. Format characters go: a right-to-left override in a
    file's name would turn round the counts behind it. So do lone surrogates, which are no text.
    """
    return " ".join("".join(map(_shown, text)).split())


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category in _BREAKS:
        return " "
    return "" if category in {"Cf", "Cs"} and char not in _JOINERS else char


def escape(text: str) -> str:
    """A sentence that may quote untrusted text, for a mrkdwn field: one line, and the three signs escaped.

    Without it a name in a list could notify a whole channel (docs.slack.dev, formatting-message-text).
    """
    return one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inline(value: str, limit: int = VALUE_LIMIT) -> str:
    """An untrusted value inside a sentence of ours, for a mrkdwn field.

    Escaped, without formatting of its own, and at most `limit` characters long in that form, however much
    escaping adds.
    """
    return shortened_mrkdwn(escape(value.translate(_FORMATTING)), limit)


def unescape(text: str) -> str:
    """What a person typed, out of a message's text: links bare, the three entities as characters."""
    bare = _LINK.sub(lambda match: match[2] or match[1], text)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters of plain text, with an ellipsis where something was cut."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def shortened_mrkdwn(mrkdwn: str, limit: int) -> str:
    """The same for mrkdwn: never cuts an entity or a mention in two."""
    if len(mrkdwn) <= limit:
        return mrkdwn
    return f"{_HALF_A_MARK.sub('', mrkdwn[: limit - 1]).rstrip()}…"
