"""Pieces of Block Kit for the tests of the page, and an app that says them."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.visit import Visit

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str, text: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text)}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(block_id: str, label: str, element: Json, **more: object) -> Json:
    """An input block whose element has the same id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": block_id, **element},
        **more,
    }


def modal(*blocks: Json, title: str = "Add leads", **more: object) -> Json:
    return {
        "type": "modal",
        "callback_id": "add_leads",
        "title": plain(title),
        "submit": plain("Add"),
        "blocks": list(blocks),
        **more,
    }


FILE = field("list", "The list", {"type": "file_input", "filetypes": ["csv"], "max_files": 1})
NOTE = field("note", "A note", {"type": "plain_text_input"}, optional=True)


async def say(visit: Visit, client: AsyncWebClient, *blocks: Json, text: str = "said") -> str:
    """Post these into the visitor's channel; the message's ts."""
    answer = await client.chat_postMessage(channel=visit.guide.channel.id, text=text, blocks=list(blocks))
    return str(answer["ts"])
