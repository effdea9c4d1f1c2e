"""The three questions asked from outside: are these blocks, this view, this message acceptable to Slack?"""

from collections.abc import Sequence

from bot.sandbox.slack.block_kit.layout import check_layout
from bot.sandbox.slack.block_kit.node import Node
from bot.sandbox.slack.block_kit.sizes import (
    MAX_BLOCKS_SIZE,
    MAX_MARKDOWN,
    MAX_TABLE_CHARACTERS,
    TABLES,
    blocks_size,
    markdown_characters,
    table_characters,
)
from bot.sandbox.slack.block_kit.surfaces import ALLOWED, IN_CONTAINER, MAX_BLOCKS, Surface
from bot.sandbox.slack.json_types import Json

MAX_MESSAGE_TEXT = 40_000
MAX_ATTACHMENTS = 100
_MAX_CHILDREN = 10
_VIEW_TITLE = 24
_CALLBACK_ID = 255
_PRIVATE_METADATA = 3000
_VIEW_FIELDS = (
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
)  # fmt: skip


def check_blocks(blocks: Sequence[object], surface: Surface = "message") -> list[str]:
    """Everything Slack would refuse about these blocks; empty when it takes them."""
    return _check_list(Node(blocks, "/blocks", []), surface)


def check_view(view: Json) -> list[str]:
    """The same for a modal or a Home tab.

    https://docs.slack.dev/reference/views
    """
    node = Node(view, "/view", [])
    if not node.is_object():
        return node.problems
    node.only(_VIEW_FIELDS)
    node.one_of("type", ("modal", "home"), required=True)
    node.string("callback_id", _CALLBACK_ID, minimum=0)
    node.string("external_id", _CALLBACK_ID, minimum=0)
    node.string("private_metadata", _PRIVATE_METADATA, minimum=0)
    node.flag("clear_on_close", "notify_on_close", "submit_disabled")
    if node.type == "modal":
        _check_modal(node)
    node.need("blocks")
    if node.has("blocks"):
        _check_list(node.child("blocks"), "home" if node.type == "home" else "modal")
    return node.problems


def check_message(payload: Json) -> list[str]:
    """The same for the arguments of chat.postMessage: text, blocks, attachments, and their sums."""
    node = Node(payload, "", [])
    node.string("text", MAX_MESSAGE_TEXT, minimum=0)
    node.string("markdown_text", MAX_MARKDOWN)
    if node.has("blocks"):
        _check_list(node.child("blocks"), "message")
    for attachment in node.items("attachments", 0, MAX_ATTACHMENTS):
        if attachment.is_object() and attachment.has("blocks"):
            _check_list(attachment.child("blocks"), "message")
    node.problems.extend(_check_sums(payload))
    if not any(payload.get(key) for key in ("text", "blocks", "attachments", "markdown_text")):
        node.fail("no_text: must have text, blocks, attachments or markdown_text")
    return node.problems


def every_block(payload: Json) -> list[Json]:
    """The well-formed blocks of a message, in attachments too."""
    lists = [payload.get("blocks"), *(a.get("blocks") for a in _objects(payload.get("attachments")))]
    return [block for blocks in lists for block in _objects(blocks)]


def has_two_tables(payload: Json) -> bool:
    """`only_one_table_allowed`: a table is shown as the one attachment below the message."""
    return [block.get("type") for block in every_block(payload)].count("table") > 1


def _check_modal(view: Node) -> None:
    view.text("title", _VIEW_TITLE, required=True)
    view.text("submit", _VIEW_TITLE)
    view.text("close", _VIEW_TITLE)
    blocks = view.json.get("blocks")
    if any(block.get("type") == "input" for block in _objects(blocks)) and not view.has("submit"):
        view.fail("missing required field: submit")


def _check_list(blocks: Node, surface: Surface) -> list[str]:
    seen: list[object] = []
    for block in blocks.entries(0 if surface == "message" else 1, MAX_BLOCKS[surface]):
        _check_block(block, ALLOWED[surface], surface)
        block.unlike("block_id", seen)
    characters = markdown_characters(_objects(blocks.value))
    if characters > MAX_MARKDOWN:
        blocks.fail(f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together")
    return blocks.problems


def _check_block(block: Node, allowed: frozenset[str], surface: Surface) -> None:
    if not block.is_object():
        return
    if block.type not in allowed:
        block.fail(f"unsupported type: {block.type}" if block.type else "missing required field: type")
        return
    check_layout(block)
    if block.type == "container":
        for child in block.items("child_blocks", 1, _MAX_CHILDREN, required=True):
            _check_block(child, IN_CONTAINER, surface)
    if block.type == "input" and surface != "modal" and block.child("element").type == "file_input":
        block.child("element").fail("unsupported type: file_input")


def _check_sums(payload: Json) -> list[str]:
    blocks = every_block(payload)
    problems = []
    if blocks_size(blocks) > MAX_BLOCKS_SIZE:
        problems.append(f"msg_blocks_too_long: about {MAX_BLOCKS_SIZE} characters [json-pointer:/blocks]")
    if has_two_tables(payload):
        problems.append("only_one_table_allowed [json-pointer:/blocks]")
    if sum(table_characters(block) for block in blocks if block.get("type") in TABLES) > MAX_TABLE_CHARACTERS:
        problems.append(
            f"tables must be less than {MAX_TABLE_CHARACTERS + 1} characters [json-pointer:/blocks]"
        )
    return problems


def _objects(value: object) -> list[Json]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
