"""What Slack makes of text that people type: escaped, with e-mail addresses and links marked up.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re

from bot.sandbox.slack.json_types import Json

_EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
_URL = r"https?://[^\s<>|]*[^\s<>|.,;:!?)\"']"
_DOMAIN = (
    r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|de|co|eu)(?:/[^\s<>|]*[^\s<>|.,;:!?)\"'])?(?![\w@-])"
)
_LINKS = re.compile(f"(?P<url>{_URL})|(?P<email>{_EMAIL})|(?P<domain>{_DOMAIN})", re.IGNORECASE)


def escape(text: str) -> str:
    """The three characters that Slack escapes, and only those."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_stored(typed: str) -> str:
    """The `text` of the message event for what someone typed."""
    return "".join(_marked(piece, kind) for piece, kind in _pieces(typed))


def as_rich_text(typed: str) -> list[Json]:
    """The `blocks` that Slack's composer adds to what someone typed."""
    elements = [_element(piece, kind) for piece, kind in _pieces(typed)]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _pieces(typed: str) -> list[tuple[str, str | None]]:
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for match in _LINKS.finditer(typed):
        pieces += [(typed[end : match.start()], None), (match[0], match.lastgroup)]
        end = match.end()
    pieces.append((typed[end:], None))
    return [(piece, kind) for piece, kind in pieces if piece]


def _marked(piece: str, kind: str | None) -> str:
    match kind:
        case "url":
            return f"<{escape(piece)}>"
        case "email":
            return f"<mailto:{piece}|{piece}>"
        case "domain":
            return f"<http://{escape(piece)}|{escape(piece)}>"
        case _:
            return escape(piece)


def _element(piece: str, kind: str | None) -> Json:
    match kind:
        case "url":
            return {"type": "link", "url": piece}
        case "email":
            return {"type": "link", "url": f"mailto:{piece}", "text": piece}
        case "domain":
            return {"type": "link", "url": f"http://{piece}", "text": piece}
        case _:
            return {"type": "text", "text": piece}
