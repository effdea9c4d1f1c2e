"""Layout blocks: the fields and limits of each, whatever the surface.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Callable

from bot.sandbox.slack.block_kit import elements
from bot.sandbox.slack.block_kit.agent_blocks import AGENT_BLOCKS
from bot.sandbox.slack.block_kit.node import Node
from bot.sandbox.slack.block_kit.parts import MAX_TEXT
from bot.sandbox.slack.block_kit.rich_text import check_rich_text
from bot.sandbox.slack.block_kit.tables import check_data_table, check_data_visualization, check_table

BLOCK_ID = 255
_FIELDS = 10
_FIELD_TEXT = 2000
_HEADER = 150
_MAX_CONTEXT = 10
_MAX_ACTIONS = 25
_LABEL = 2000
_IMAGE_TITLE = 2000
_MARKDOWN = 12_000
_VIDEO_TITLE = 199
_VIDEO_AUTHOR = 49


def check_layout(block: Node) -> None:
    """The inside of one block whose type is known."""
    block.string("block_id", BLOCK_ID)
    CHECKS[block.type](block)


def _section(block: Node) -> None:
    block.only(("type", "block_id", "text", "fields", "accessory", "expand"))
    if not block.has("text") and not block.has("fields"):
        block.fail("must have text or fields")
    block.text("text", MAX_TEXT, mrkdwn=True)
    for field in block.items("fields", 1, _FIELDS):
        field.is_text(_FIELD_TEXT, mrkdwn=True)
    if block.has("accessory"):
        elements.check_element(block.child("accessory"), elements.IN_ACCESSORY)


def _actions(block: Node) -> None:
    block.only(("type", "block_id", "elements"))
    seen: list[object] = []
    for element in block.items("elements", 1, _MAX_ACTIONS, required=True):
        elements.check_element(element, elements.IN_ACTIONS)
        element.unlike("action_id", seen)


def _context(block: Node) -> None:
    block.only(("type", "block_id", "elements"))
    for element in block.items("elements", 1, _MAX_CONTEXT, required=True):
        if element.type == "image":
            elements.check_image(element)
        else:
            element.is_text(MAX_TEXT, mrkdwn=True)


def _divider(block: Node) -> None:
    block.only(("type", "block_id"))


def _header(block: Node) -> None:
    block.only(("type", "block_id", "text"))
    block.text("text", _HEADER, required=True)


def _image(block: Node) -> None:
    block.only(("type", "block_id", "image_url", "slack_file", "alt_text", "title"))
    elements.check_image_source(block)
    block.text("title", _IMAGE_TITLE)


def _input(block: Node) -> None:
    block.only(("type", "block_id", "label", "element", "hint", "optional", "dispatch_action"))
    block.text("label", _LABEL, required=True)
    block.text("hint", _LABEL)
    block.flag("optional", "dispatch_action")
    block.need("element")
    if block.has("element"):
        elements.check_element(block.child("element"), elements.IN_INPUT)


def _markdown(block: Node) -> None:
    block.only(("type", "block_id", "text"))
    block.string("text", _MARKDOWN, required=True)


def _file(block: Node) -> None:
    block.only(("type", "block_id", "external_id", "source"))
    block.string("external_id", BLOCK_ID, required=True)
    block.one_of("source", ("remote",), required=True)


def _video(block: Node) -> None:
    words = ("author_name", "description", "provider_icon_url", "provider_name", "title_url")
    needed = ("alt_text", "title", "thumbnail_url", "video_url")
    block.only(("type", "block_id", *needed, *words))
    block.need(*needed)
    block.text("title", _VIDEO_TITLE)
    block.text("description", _VIDEO_TITLE)
    block.string("author_name", _VIDEO_AUTHOR)


CHECKS: dict[str, Callable[[Node], None]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "input": _input,
    "rich_text": check_rich_text,
    "markdown": _markdown,
    "file": _file,
    "video": _video,
    "table": check_table,
    "data_table": check_data_table,
    "data_visualization": check_data_visualization,
    **AGENT_BLOCKS,
}
