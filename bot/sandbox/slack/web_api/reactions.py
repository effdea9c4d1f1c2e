"""reactions.add and reactions.remove.

https://docs.slack.dev/reference/methods/reactions.add
"""

import re

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Message
from bot.sandbox.slack.web_api.access import joined_channel, visible_channel
from bot.sandbox.slack.web_api.call import Call, Method

_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


def add(backend: Backend, call: Call) -> Json:
    message, name = _target(backend, call)
    users = message.reactions.setdefault(name, [])
    if backend.workspace.bot_user_id in users:
        raise SlackError("already_reacted")
    users.append(backend.workspace.bot_user_id)
    backend.workspace.changes.notify()
    return {}


def remove(backend: Backend, call: Call) -> Json:
    message, name = _target(backend, call)
    users = message.reactions.get(name, [])
    if backend.workspace.bot_user_id not in users:
        raise SlackError("no_reaction")
    users.remove(backend.workspace.bot_user_id)
    if not users:
        del message.reactions[name]
    backend.workspace.changes.notify()
    return {}


def _target(backend: Backend, call: Call) -> tuple[Message, str]:
    channel = joined_channel(backend, visible_channel(backend, call.need("channel", "channel_not_found")))
    message = backend.workspace.message(channel.id, call.need("timestamp", "message_not_found"))
    name = call.need("name", "invalid_name")
    if message is None:
        raise SlackError("message_not_found")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return message, name


METHODS = (
    Method("reactions.add", add, tier=3, scope="reactions:write"),
    Method("reactions.remove", remove, tier=2, scope="reactions:write"),
)
