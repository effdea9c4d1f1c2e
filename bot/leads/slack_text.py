"""Slack's own escapes, and what chat programs do to typed text, undone.

Slack sends `<mailto:a@b.com|a@b.com>` and `<https://…|…>` for links it found and `&amp;`, `&lt;`, `&gt;` for
three signs (https://docs.slack.dev/messaging/formatting-message-text). Phones make quotes curly.
"""

import re

_LINK = re.compile(r"<((?:https?|ftp|mailto|tel):[^<>|\s]*)(?:\|([^<>]*))?>", re.IGNORECASE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # the ampersand last: "&amp;lt;" is a typed "&lt;"
_QUOTES = str.maketrans("“”„‟«»″", '"' * 7)
_ODD_SPACES = re.compile(r"[^\S\n\t]|\u180e")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\0]")


def plain_text(text: str) -> str:
    """What the person typed: links as their address, plain quotes, plain spaces, LF line ends, tabs kept."""
    text = _LINK.sub(_address, text)
    for escaped, sign in _ENTITIES:
        text = text.replace(escaped, sign)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return _ODD_SPACES.sub(" ", _INVISIBLE.sub("", text)).translate(_QUOTES)


def _address(link: re.Match[str]) -> str:
    address, label = link[1], link[2]
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        return rest.partition("?")[0]
    return label or rest if scheme.lower() == "tel" else address
