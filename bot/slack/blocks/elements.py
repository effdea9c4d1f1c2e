"""A message, and the few Block Kit pieces we use, as plain dicts.

Dicts, not SDK models: the models drop block types they do not know and miss several limits. Tests hold every
message against Slack's limits instead. The numbers are Slack's own, docs.slack.dev/reference/block-kit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.slack.escaping import shortened, shortened_mrkdwn

Block = dict[str, Any]

TEXT_LIMIT = 4000
SECTION_LIMIT = 3000
BUTTON_LIMIT = 75
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
PLACEHOLDER_LIMIT = 150
CONFIRM_TITLE_LIMIT, CONFIRM_TEXT_LIMIT, CONFIRM_BUTTON_LIMIT = 100, 300, 30

OPTIONS_SIZE = 6000
"""Characters of all options of a menu. Slack refuses blocks that sum up to about 13,200 characters
(undocumented, bolt-js#2509), so that a menu of a hundred long names is too much for it."""

OPTION_FRAME = 80
"""Characters of one option as JSON, without its text and value."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted.

    Fields:
        text: all that the blocks say: screen readers and notifications read nothing else, and it goes out
            alone where Slack refuses the blocks.
        blocks: the same for eyes, with the buttons.
    """

    text: str
    blocks: list[Block]

    @classmethod
    def of(cls, mrkdwn: str, *rest: Block) -> Self:
        """A message of one sentence or a few, and what stands below them."""
        return cls(shortened_mrkdwn(mrkdwn, TEXT_LIMIT), [section(mrkdwn), *rest])


def section(mrkdwn: str) -> Block:
    return {"type": "section", "text": _mrkdwn(mrkdwn)}


def context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(mrkdwn)]}


def _mrkdwn(text: str) -> Block:
    # Verbatim: an address or a #name out of a list becomes no link.
    return {"type": "mrkdwn", "text": shortened_mrkdwn(text, SECTION_LIMIT), "verbatim": True}


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
    """The same button behind a dialog that asks first.

    The dialog's title is what a screen reader calls the button: several of a report may look the same.
    """
    return made | {
        "accessibility_label": shortened(title, BUTTON_LIMIT),
        "confirm": {
            "title": plain(title, CONFIRM_TITLE_LIMIT),
            "text": plain(text, CONFIRM_TEXT_LIMIT),
            "confirm": plain(confirm, CONFIRM_BUTTON_LIMIT),
            "deny": plain(deny, CONFIRM_BUTTON_LIMIT),
        },
    }


def select(placeholder: str, action_id: str, options: Sequence[str]) -> Block:
    """A select menu of texts that are their own values. Show no more than `options_that_fit`."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER_LIMIT),
        "options": [{"text": plain(text, OPTION_LIMIT), "value": text} for text in options],
    }


def options_that_fit(options: Sequence[str]) -> Sequence[str]:
    """The first of them, as many as one menu and one message hold."""
    size = 0
    for number, text in enumerate(options[:OPTIONS_LIMIT]):
        size += OPTION_FRAME + 2 * len(text)
        if size > OPTIONS_SIZE:
            return options[:number]
    return options[:OPTIONS_LIMIT]


def plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": shortened(text, limit), "emoji": False}
