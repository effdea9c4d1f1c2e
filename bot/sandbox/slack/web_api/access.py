"""Which conversations the bot sees, may read and may post to."""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.model import Channel, ChannelKind, Message
from bot.sandbox.slack.web_api.call import Call

_SCOPE_PREFIX = {
    ChannelKind.PUBLIC: "channels",
    ChannelKind.PRIVATE: "groups",
    ChannelKind.DM: "im",
    ChannelKind.GROUP_DM: "mpim",
}


def visible_channel(backend: Backend, channel_id: str) -> Channel:
    """A public channel, or one the bot is in; others do not exist for it."""
    channel = backend.workspace.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if channel.kind is not ChannelKind.PUBLIC and backend.workspace.bot_user_id not in channel.members:
        raise SlackError("channel_not_found")
    return channel


def readable_channel(backend: Backend, call: Call, *, right: str) -> Channel:
    """The channel of the call, if the token has `channels:read`, `im:history`, or whichever fits its kind."""
    channel = visible_channel(backend, call.need("channel", "channel_not_found"))
    call.need_scope(f"{_SCOPE_PREFIX[channel.kind]}:{right}")
    return channel


def joined_channel(backend: Backend, channel: Channel) -> Channel:
    if backend.workspace.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def postable_channel(backend: Backend, call: Call, channel_id: str) -> Channel:
    """Where chat.postMessage goes: a channel by id or #name, or a person, whose DM is opened."""
    workspace = backend.workspace
    if channel_id in workspace.people and channel_id != workspace.bot_user_id:
        return workspace.direct([channel_id])
    named = [c.id for c in workspace.channels.values() if c.name and c.name == channel_id.removeprefix("#")]
    channel = visible_channel(backend, named[0] if named else channel_id)
    if channel.kind is not ChannelKind.PUBLIC or "chat:write.public" not in call.scopes:
        joined_channel(backend, channel)
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def thread_parent(backend: Backend, channel: Channel, thread_ts: str) -> str | None:
    """Check the ts a reply goes under; a reply's own ts is refused, as Slack advises against it."""
    if not thread_ts:
        return None
    seconds, _, fraction = thread_ts.partition(".")
    if not (seconds.isdigit() and fraction.isdigit()):
        raise SlackError("invalid_thread_ts")
    parent = backend.workspace.message(channel.id, thread_ts)
    if parent is None:
        if any(m.thread_ts == thread_ts for m in backend.workspace.messages(channel.id)):
            return thread_ts
        raise SlackError("thread_not_found")
    if parent.thread_ts not in {None, parent.ts}:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def own_message(backend: Backend, channel: Channel, ts: str, refusal: str) -> Message:
    """A message the bot wrote; an ephemeral one has a ts but is not found by it."""
    message = backend.workspace.message(channel.id, ts)
    if message is None:
        raise SlackError("message_not_found")
    if message.user != backend.workspace.bot_user_id:
        raise SlackError(refusal)
    return message
