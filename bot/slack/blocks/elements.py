"""The few Block Kit pieces we use, as plain dicts.

Dicts, not SDK models: the models drop block types they do not know and miss several limits. Tests hold every
message against Slack's limits instead. The numbers are Slack's own, docs.slack.dev/reference/block-kit.
"""

from collections.abc import Sequence
from typing import Any

from bot.slack.escaping import shortened

Block = dict[str, Any]

SECTION_LIMIT = 3000
BUTTON_LIMIT = 75
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
CONFIRM_TITLE_LIMIT, CONFIRM_TEXT_LIMIT, CONFIRM_BUTTON_LIMIT = 100, 300, 30


def section(mrkdwn: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": shortened(mrkdwn, SECTION_LIMIT)}}


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shortened(mrkdwn, SECTION_LIMIT)}]}


def titled(title: str, rest: str) -> Block:
    """A bold title and text behind it, neither of them parsed as markup: fit for values out of a list."""
    elements: list[Block] = [{"type": "text", "text": title, "style": {"bold": True}}]
    if rest:
        elements.append({"type": "text", "text": f" – {shortened(rest, SECTION_LIMIT)}"})
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(label: str, action_id: str, value: str, *, primary: bool = False) -> Block:
    made: Block = {
        "type": "button",
        "text": plain(label, BUTTON_LIMIT),
        "action_id": action_id,
        "value": value,
    }
    return made | {"style": "primary"} if primary else made


def with_confirm(made: Block, *, title: str, text: str, confirm: str, deny: str) -> Block:
    """The same element behind a dialog that asks first."""
    return made | {
        "confirm": {
            "title": plain(title, CONFIRM_TITLE_LIMIT),
            "text": plain(text, CONFIRM_TEXT_LIMIT),
            "confirm": plain(confirm, CONFIRM_BUTTON_LIMIT),
            "deny": plain(deny, CONFIRM_BUTTON_LIMIT),
        }
    }


def select(placeholder: str, action_id: str, options: Sequence[str]) -> Block:
    """A select menu of texts that are their own values; in groups where they are more than one list holds."""
    made: Block = {"type": "static_select", "action_id": action_id, "placeholder": plain(placeholder, 150)}
    shown = [{"text": plain(text, OPTION_LIMIT), "value": text} for text in options]
    if len(shown) <= OPTIONS_LIMIT:
        return made | {"options": shown}
    pages = [shown[start : start + OPTIONS_LIMIT] for start in range(0, len(shown), OPTIONS_LIMIT)]
    return made | {"option_groups": [_group(page) for page in pages[:OPTIONS_LIMIT]]}


def plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": shortened(text, limit), "emoji": False}


def _group(options: Sequence[Block]) -> Block:
    first, last = options[0]["text"]["text"], options[-1]["text"]["text"]
    return {"label": plain(f"{first} … {last}", OPTION_LIMIT), "options": list(options)}
