"""The frame of a modal, and an input in it."""

from collections.abc import Sequence

from bot.slack.blocks.elements import Block, plain
from bot.slack.ids import Modal

TITLE_LIMIT = 24
"""Characters of a modal's title and of its two buttons."""

LABEL_LIMIT = 150
"""Characters of an input's label. Slack takes 2,000, which nobody reads."""

HINT_LIMIT = 300


def modal(which: Modal, metadata: str, title: str, blocks: Sequence[Block], close: str) -> Block:
    return {
        "type": "modal",
        "callback_id": which.value,
        "private_metadata": metadata,
        "title": plain(title, TITLE_LIMIT),
        "close": plain(close, TITLE_LIMIT),
        "blocks": list(blocks),
    }


def with_submit(made: Block, label: str) -> Block:
    return made | {"submit": plain(label, TITLE_LIMIT)}


def input_block(
    block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    made: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL_LIMIT),
        "element": element,
    }
    if hint:
        made |= {"hint": plain(hint, HINT_LIMIT)}
    return made | {"optional": True} if optional else made


def text_box(action_id: str, *, initial: str = "", placeholder: str = "", longest: int) -> Block:
    made: Block = {"type": "plain_text_input", "action_id": action_id, "max_length": longest}
    if initial:
        made |= {"initial_value": initial[:longest]}
    return made | {"placeholder": plain(placeholder, LABEL_LIMIT)} if placeholder else made
