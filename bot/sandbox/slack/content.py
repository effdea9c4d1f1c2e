"""What an app wants to say: read from arguments or a JSON answer, refused as Slack refuses it."""

import json
from dataclasses import dataclass, field

from bot.sandbox.slack.block_kit import blocks_size, check_message
from bot.sandbox.slack.block_kit.checks import MAX_MESSAGE_TEXT, every_block, has_two_tables
from bot.sandbox.slack.block_kit.sizes import MAX_BLOCKS_SIZE
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json

MAX_UPDATE_TEXT = 4000
"""chat.update: "text … 4000 character limit" (`msg_too_long`)."""


@dataclass(frozen=True, slots=True)
class Content:
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


def read_content(args: Json, *, text_limit: int = MAX_MESSAGE_TEXT) -> Content:
    """Check and take text, blocks, attachments and markdown_text."""
    text = str(args.get("text") or "")
    blocks = _json_list(args.get("blocks"), "invalid_blocks_format")
    attachments = _json_list(args.get("attachments"), "invalid_attachments")
    markdown = args.get("markdown_text")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not (text or blocks or attachments or markdown):
        raise SlackError("no_text")
    if len(text) > text_limit:
        raise SlackError("msg_too_long")
    payload: Json = {"text": text, "blocks": blocks, "attachments": attachments}
    _check(payload)
    if markdown:
        blocks = [{"type": "markdown", "text": str(markdown)}]
        _check({"text": text, "blocks": blocks})
    return Content(text or str(markdown or ""), blocks, attachments)


def _check(payload: Json) -> None:
    """The errors in the order of how much they say."""
    if has_two_tables(payload):
        raise SlackError("invalid_attachments", messages=["only_one_table_allowed"])
    if blocks_size(every_block(payload)) > MAX_BLOCKS_SIZE:
        raise SlackError("msg_blocks_too_long")
    problems = check_message({key: value for key, value in payload.items() if value} | {"text": "checked"})
    in_attachments = [problem for problem in problems if "json-pointer:/attachments" in problem]
    if in_attachments:
        raise SlackError("invalid_attachments", messages=in_attachments)
    if problems:
        raise SlackError("invalid_blocks", messages=problems)


def _json_list(value: object, error: str) -> list[Json]:
    """A list, given as such or as JSON text."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            raise SlackError(error) from None
    if not isinstance(value, list):
        raise SlackError(error)
    return value
