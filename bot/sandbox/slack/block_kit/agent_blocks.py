"""The blocks of 2026: alert, card, carousel, container, context_actions, plan, task_card.

Limits as in slack_sdk 3.47 (`slack_sdk.models.blocks.blocks`). `checks` walks the children of a container.
"""

from collections.abc import Callable

from bot.sandbox.slack.block_kit import elements
from bot.sandbox.slack.block_kit.node import Node
from bot.sandbox.slack.block_kit.parts import MAX_TEXT
from bot.sandbox.slack.block_kit.rich_text import check_rich_text

_TITLE = 150
_CARD_BODY = 200
_MAX_CARDS = 10
_MAX_FEEDBACK = 5
_MAX_TASKS = 50
_ALERT_LEVELS = ("default", "info", "warning", "error", "success")
_WIDTHS = ("narrow", "standard", "wide", "full")
_STATUSES = ("pending", "in_progress", "complete", "error")
_CARD_ELEMENTS = frozenset({"button", "overflow", "workflow_button"})


def _alert(block: Node) -> None:
    block.only(("type", "block_id", "text", "level"))
    block.text("text", MAX_TEXT, required=True, mrkdwn=True)
    block.one_of("level", _ALERT_LEVELS)


def _card(block: Node) -> None:
    block.only(
        (
            "type", "block_id", "icon", "slack_icon", "title", "subtitle", "hero_image", "body", "subtext",
            "actions",
        )
    )  # fmt: skip
    if not any(block.has(key) for key in ("hero_image", "title", "actions", "body")):
        block.fail("must have hero_image, title, actions or body")
    block.text("title", _TITLE, mrkdwn=True)
    block.text("subtitle", _TITLE, mrkdwn=True)
    block.text("body", _CARD_BODY, mrkdwn=True)
    for action in block.items("actions", 1, _MAX_FEEDBACK):
        elements.check_element(action, _CARD_ELEMENTS)


def _carousel(block: Node) -> None:
    block.only(("type", "block_id", "elements"))
    for card in block.items("elements", 1, _MAX_CARDS, required=True):
        if card.type == "card":
            _card(card)
        else:
            card.fail(f"unsupported type: {card.type}")


def _container(block: Node) -> None:
    block.only(
        (
            "type", "block_id", "title", "rich_text_title", "subtitle", "icon", "child_blocks", "width",
            "is_collapsible", "default_collapsed", "has_header_divider",
        )
    )  # fmt: skip
    if not block.has("title") and not block.has("rich_text_title"):
        block.fail("must have title or rich_text_title")
    block.text("title", _TITLE, mrkdwn=True)
    block.text("subtitle", _TITLE, mrkdwn=True)
    block.one_of("width", _WIDTHS)
    block.flag("is_collapsible", "default_collapsed", "has_header_divider")
    if block.json.get("is_collapsible") and block.has("has_header_divider"):
        block.fail("has_header_divider cannot be set when is_collapsible is true")


def _context_actions(block: Node) -> None:
    block.only(("type", "block_id", "elements"))
    for element in block.items("elements", 1, _MAX_FEEDBACK, required=True):
        elements.check_element(element, elements.IN_CONTEXT_ACTIONS)


def _plan(block: Node) -> None:
    block.only(("type", "block_id", "title", "tasks"))
    block.string("title", _TITLE, required=True)
    for task in block.items("tasks", 1, _MAX_TASKS):
        _task_card(task)


def _task_card(block: Node) -> None:
    block.only(("type", "block_id", "task_id", "title", "details", "output", "sources", "status"))
    block.need("task_id", "title")
    block.one_of("status", _STATUSES, required=True)
    for key in ("details", "output"):
        if block.has(key) and block.child(key).is_object():
            check_rich_text(block.child(key))


AGENT_BLOCKS: dict[str, Callable[[Node], None]] = {
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "context_actions": _context_actions,
    "plan": _plan,
    "task_card": _task_card,
}
