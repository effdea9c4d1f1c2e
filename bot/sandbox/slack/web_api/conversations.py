"""conversations.*.

https://docs.slack.dev/reference/methods/conversations.info
"""

from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Message
from bot.sandbox.slack.objects import channel_object, message_object
from bot.sandbox.slack.web_api.access import joined_channel, readable_channel, thread_parent
from bot.sandbox.slack.web_api.call import Call, Method

T = TypeVar("T")

_PAGE = 100
_MAX_PAGE = 1000
_MAX_GROUP_DM = 8


def info(backend: Backend, call: Call) -> Json:
    channel = readable_channel(backend, call, right="read")
    body = channel_object(backend.workspace, channel)
    if not call.flag("include_num_members"):
        body.pop("num_members", None)
    return {"channel": body}


def members(backend: Backend, call: Call) -> Json:
    channel = readable_channel(backend, call, right="read")
    page, cursor = _page(sorted(channel.members), call)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def open_(backend: Backend, call: Call) -> Json:
    """Open the bot's DM with one person, or a group DM with up to eight."""
    workspace = backend.workspace
    users = [user for user in call.need("users", "users_not_found").replace(" ", "").split(",") if user]
    call.need_scope("im:write" if len(users) == 1 else "mpim:write")
    if any(user not in workspace.people for user in users):
        raise SlackError("user_not_found")
    if len(users) > _MAX_GROUP_DM:
        raise SlackError("too_many_users")
    known = set(workspace.channels)
    channel = workspace.direct(users)
    body: Json = {"no_op": channel.id in known, "already_open": channel.id in known}
    return body | {
        "channel": channel_object(workspace, channel) if call.flag("return_im") else {"id": channel.id}
    }


def history(backend: Backend, call: Call) -> Json:
    """What stands in the channel itself, newest first; replies are not part of it."""
    channel = joined_channel(backend, readable_channel(backend, call, right="history"))
    stands = [
        m
        for m in backend.workspace.messages(channel.id)
        if not m.thread_ts or m.subtype == "thread_broadcast"
    ]
    return _messages(backend, call, _within(stands[::-1], call))


def replies(backend: Backend, call: Call) -> Json:
    """A thread, oldest first, with its parent."""
    channel = joined_channel(backend, readable_channel(backend, call, right="history"))
    ts = call.need("ts", "thread_not_found")
    message = backend.workspace.message(channel.id, ts)
    if message is None:
        thread_parent(backend, channel, ts)
    root = message.thread_ts or ts if message else ts
    return _messages(backend, call, _within(backend.workspace.thread(channel.id, root), call))


def _within(messages: Sequence[Message], call: Call) -> list[Message]:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "9" * 10
    inclusive = call.flag("inclusive")
    return [
        m
        for m in messages
        if float(oldest) < float(m.ts) < float(latest) or (inclusive and m.ts in {oldest, latest})
    ]


def _messages(backend: Backend, call: Call, messages: Sequence[Message]) -> Json:
    page, cursor = _page(messages, call)
    shown = [message_object(backend.workspace, message, backend.url) for message in page]
    if not call.flag("include_all_metadata"):
        for message in shown:
            message.pop("metadata", None)
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _page(entries: Sequence[T], call: Call) -> tuple[list[T], str]:
    limit = call.number("limit", _PAGE)
    if not 1 <= limit <= _MAX_PAGE:
        raise SlackError("invalid_limit")
    cursor = call.text("cursor")
    if cursor and not cursor.isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor or 0)
    end = start + limit
    return list(entries[start:end]), str(end) if end < len(entries) else ""


METHODS = (
    Method("conversations.info", info, tier=3),
    Method("conversations.members", members, tier=4),
    Method("conversations.open", open_, tier=3),
    Method("conversations.history", history, tier=3),
    Method("conversations.replies", replies, tier=3),
)
