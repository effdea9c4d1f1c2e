"""Slack in HTTP mode: what the sandbox would send over a socket, posted and signed as Slack does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.slack import SlackSandbox

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def signed(body: str, *, secret: str = SECRET, timestamp: str | None = None) -> dict[str, str]:
    """The headers of a request that Slack makes now, or at another time."""
    timestamp = timestamp or str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    assert signature is not None
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


def as_posted(envelope: dict[str, Any]) -> tuple[str, str]:
    """The body, and its content type, in which Slack posts what it sends in this envelope over a socket."""
    payload = envelope["payload"]
    match envelope["type"]:
        case "events_api":
            return json.dumps(payload), JSON
        case "slash_commands":
            return urlencode(payload), FORM
        case _:
            return urlencode({"payload": json.dumps(payload)}), FORM


@asynccontextmanager
async def http_bridge(slack: SlackSandbox, url: str) -> AsyncIterator[None]:
    """Carry what Slack sends to the address until the block ends."""
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(_carry(slack, url, session))
        try:
            await slack.until(slack.sockets, what="the bridge")
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _carry(slack: SlackSandbox, url: str, session: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {slack.app_token}"}
    async with session.post(f"{slack.api_url}apps.connections.open", headers=headers) as answer:
        place = (await answer.json())["url"]
    async with session.ws_connect(place) as socket, asyncio.TaskGroup() as group:
        async for frame in socket:
            envelope = json.loads(frame.data)
            if "envelope_id" in envelope:
                group.create_task(_post(envelope, url, session, socket))


async def _post(
    envelope: dict[str, Any],
    url: str,
    session: aiohttp.ClientSession,
    socket: aiohttp.ClientWebSocketResponse,
) -> None:
    body, kind = as_posted(envelope)
    async with session.post(url, data=body, headers=signed(body) | {"Content-Type": kind}) as answer:
        if answer.status != 200:
            return
        said = await answer.text()
    ack: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
    if said:
        ack["payload"] = json.loads(said) if said.startswith("{") else {"text": said}
    await socket.send_json(ack)
