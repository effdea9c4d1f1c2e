"""chat.*: posting, changing and deleting messages..

https://docs.slack.dev/reference/methods/chat.postMessage
"""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.content import MAX_UPDATE_TEXT, Content, read_content
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Ephemeral, Message
from bot.sandbox.slack.objects import message_object
from bot.sandbox.slack.web_api.access import own_message, postable_channel, thread_parent, visible_channel
from bot.sandbox.slack.web_api.call import Call, Method


def post_message(backend: Backend, call: Call) -> Json:
    workspace = backend.workspace
    channel = postable_channel(backend, call, call.need("channel", "channel_not_found"))
    backend.limits.count_post(channel.id)
    content = read_content(call.args)
    thread_ts = thread_parent(backend, channel, call.text("thread_ts"))
    message = Message(
        channel=channel.id,
        ts=workspace.ids.ts(),
        user=workspace.bot_user_id,
        text="",
        bot_id=workspace.bot_id,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if thread_ts and call.flag("reply_broadcast") else None,
        metadata=_metadata(call),
    )
    workspace.fill(message, content)
    backend.events.posted(workspace.post(message))
    return {"channel": channel.id, "ts": message.ts, "message": _shown(backend, message)}


def update(backend: Backend, call: Call) -> Json:
    channel = visible_channel(backend, call.need("channel", "channel_not_found"))
    message = own_message(backend, channel, call.need("ts", "message_not_found"), "cant_update_message")
    if channel.archived:
        raise SlackError("is_inactive")
    content = read_content(_with_kept(call, message), text_limit=MAX_UPDATE_TEXT)
    previous = backend.events.snapshot(message)
    backend.workspace.edit(
        message, lambda m: _rewrite(backend, m, content, call), by=backend.workspace.bot_user_id
    )
    backend.events.changed(message, previous)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": _shown(backend, message),
    }


def delete(backend: Backend, call: Call) -> Json:
    channel = visible_channel(backend, call.need("channel", "channel_not_found"))
    message = own_message(backend, channel, call.need("ts", "message_not_found"), "cant_delete_message")
    backend.workspace.delete(message)
    backend.events.deleted(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(backend: Backend, call: Call) -> Json:
    workspace = backend.workspace
    channel = postable_channel(backend, call, call.need("channel", "channel_not_found"))
    user = call.need("user")
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    content = read_content(call.args)
    thread_ts = thread_parent(backend, channel, call.text("thread_ts"))
    ephemeral = Ephemeral(channel.id, workspace.ids.ts(), user, "", thread_ts=thread_ts)
    workspace.fill(ephemeral, content)
    workspace.whisper(ephemeral)
    return {"message_ts": ephemeral.ts}


def get_permalink(backend: Backend, call: Call) -> Json:
    channel = visible_channel(backend, call.need("channel", "channel_not_found"))
    message = backend.workspace.message(channel.id, call.need("message_ts", "message_not_found"))
    if message is None:
        raise SlackError("message_not_found")
    place = f"https://{backend.workspace.installation.team_domain}.slack.com/archives/{channel.id}"
    link = f"{place}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _with_kept(call: Call, message: Message) -> Json:
    """Text without blocks drops the old blocks; attachments stay until others or an empty list come."""
    args = dict(call.args)
    if not any(args.get(key) for key in ("text", "blocks", "attachments", "markdown_text")):
        raise SlackError("no_text")
    if all(args.get(key) is None for key in ("text", "blocks", "markdown_text")):
        args |= {"text": message.text, "blocks": message.blocks}
    if args.get("attachments") is None:
        args["attachments"] = message.attachments
    return args


def _rewrite(backend: Backend, message: Message, content: Content, call: Call) -> None:
    backend.workspace.fill(message, content)
    message.metadata = _metadata(call) or message.metadata


def _metadata(call: Call) -> Json | None:
    metadata = call.json("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    return metadata


def _shown(backend: Backend, message: Message) -> Json:
    return message_object(backend.workspace, message, backend.url)


METHODS = (
    Method("chat.postMessage", post_message, tier=4, scope="chat:write"),
    Method("chat.update", update, tier=3, scope="chat:write"),
    Method("chat.delete", delete, tier=3, scope="chat:write"),
    Method("chat.postEphemeral", post_ephemeral, tier=4, scope="chat:write"),
    Method("chat.getPermalink", get_permalink, tier=4),
)
