"""A Slack message as plain text, the way a person would read it aloud: for the demo and for failing tests."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack import Json, Message

Names = Callable[[str], str]

TABLE_ROWS = 3


def message_lines(message: Message, names: Names) -> list[str]:
    """The message's lines: its blocks, or its text where it has none; then its files.

    Args:
        message: as it stands now.
        names: from a Slack user id to what people call them.
    """
    shown = [line for block in message.blocks for line in _block(block, names)] or [
        _plain(message.text, names)
    ]
    return [*shown, *(f"📎 {file.name}" for file in message.files)]


def _block(block: Json, names: Names) -> Iterator[str]:
    match block["type"]:
        case "section" | "header":
            yield from _plain(block["text"]["text"], names).splitlines()
        case "context":
            yield " ".join(_plain(element["text"], names) for element in block["elements"])
        case "rich_text":
            for part in block["elements"]:
                yield "".join(_rich(element, names) for element in part["elements"])
        case "actions":
            yield "  ".join(_element(element) for element in block["elements"])
        case "table":
            yield from _table(block["rows"])
        case "data_visualization":
            yield _chart(block)
        case other:
            yield f"({other})"


def _table(rows: list[list[Json]]) -> Iterator[str]:
    """The head and the first rows: a table is for looking up, not for reading aloud."""
    for row in rows[: TABLE_ROWS + 1]:
        yield " | ".join(str(cell["text"]) for cell in row)
    if (more := len(rows) - 1 - TABLE_ROWS) > 0:
        yield f"… and {more:,} more in this table"


def _chart(block: Json) -> str:
    shares = ", ".join(f"{one['label']} {one['value']:,}" for one in block["chart"]["segments"])
    return f"{block['title']}, as a chart: {shares}"


def _rich(element: Json, names: Names) -> str:
    match element["type"]:
        case "user":
            return f"@{names(str(element['user_id']))}"
        case "link":
            return str(element.get("text") or element["url"])
        case _:
            return str(element.get("text", ""))


def _element(element: dict[str, Any]) -> str:
    label = (element.get("text") or element.get("placeholder") or {}).get("text", "")
    return f"[ {label} ]" if element["type"] == "button" else f"‹ {label} ›"


def _plain(mrkdwn: str, names: Names) -> str:
    text = re.sub(r"<@(\w+)>", lambda match: f"@{names(match[1])}", mrkdwn)
    text = re.sub(r"<([^<>|]+)\|([^<>]*)>", r"\2", text)
    text = re.sub(r"<((?:https?|mailto):[^<>|]+)>", r"\1", text)
    text = re.sub(r"(?<!\w)[*`]([^*`\n]+)[*`](?!\w)", r"\1", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
