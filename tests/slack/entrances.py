"""Every way in: a payload for each id that Slack may send us, and which of them some listener takes."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.slack.ids import COMMAND, Action, Modal, Shortcut
from bot.slack.listeners.uploads import other_messages

Body = dict[str, Any]
_acts = count(1)


def payloads(slack: SlackSandbox, person: Person, channel: Channel) -> Iterator[Body]:
    """One act of a person for each command, button, menu, modal, shortcut and event."""
    ts = "1790000000.000100"
    place = {"channel": {"id": channel.id, "name": channel.name}}
    message = {"ts": ts, "text": "a report", "user": slack.bot_user_id}
    who = {"user": {"id": person.id, "team_id": person.team_id}, "team": {"id": slack.team_id}}
    yield {
        "command": COMMAND,
        "text": "q4-outbound jo@acme.example",
        "user_id": person.id,
        "team_id": slack.team_id,
        "channel_id": channel.id,
    }
    for action in Action:
        act = {
            "type": "button",
            "action_id": action,
            "block_id": "job:J1",
            "value": "J1",
            "selected_option": {"value": "q4-outbound"},
            "action_ts": ts,
        }
        container = {"type": "message", "message_ts": ts, "channel_id": channel.id}
        yield (
            who
            | place
            | {
                "type": "block_actions",
                "actions": [act],
                "message": message,
                "container": container,
            }
        )
        yield who | {"type": "block_suggestion", "action_id": action, "block_id": "b", "value": "q4"}
    for modal in Modal:
        view = {
            "type": "modal",
            "id": "V1",
            "callback_id": modal,
            "private_metadata": "J1",
            "state": {"values": {}},
        }
        yield who | {"type": "view_submission", "view": view}
        yield who | {"type": "view_closed", "view": view}
    for shortcut in Shortcut:
        yield who | {"type": "shortcut", "callback_id": shortcut}
        on = {"callback_id": shortcut, "message_ts": ts, "message": message | {"files": [_LIST]}}
        yield who | place | {"type": "message_action"} | on
    shared = {
        "type": "message",
        "subtype": "file_share",
        "files": [_LIST],
        "text": "for q4-outbound",
        "ts": ts,
    }
    yield from (
        {"type": "event_callback", "team_id": slack.team_id, "event": event | {"user": person.id}}
        for event in (
            shared | {"channel": channel.id, "channel_type": "channel"},
            {"type": "app_home_opened", "channel": "D1", "tab": "home"},
        )
    )


_LIST = {"id": "F1", "name": "leads.csv", "mode": "hosted", "url_private_download": "https://x.example/l.csv"}


def request(slack: SlackSandbox, person: Person, channel: Channel, body: Body) -> AsyncBoltRequest:
    """A new act with this payload, with all by which its answer finds the person."""
    number = next(_acts)
    if "event" in body:
        body = body | {"event_id": f"Ev{number}"}
    elif body.get("type") != "block_suggestion":
        url = slack.backend.response_urls.issue(person.id, channel.id)
        body = body | {"trigger_id": f"T{number}", "response_url": url}
    return AsyncBoltRequest(body=body, mode="socket_mode")


async def ways_in(app: AsyncApp, bodies: list[Body]) -> list[Body]:
    """The payloads that some listener takes; fails where a listener takes none of them."""
    taken: list[Body] = []
    for listener in app._async_listeners:
        mine = [body for body in bodies if await _takes(listener, body)]
        name = listener.ack_function.__name__
        assert mine or name == other_messages.__name__, f"no payload for the listener {name}"
        taken += mine
    return taken


async def _takes(listener: AsyncListener, body: Body) -> bool:
    return await listener.async_matches(
        req=AsyncBoltRequest(body=body, mode="socket_mode"), resp=BoltResponse(status=200)
    )
