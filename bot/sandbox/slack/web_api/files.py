"""files.*: what the app learns of files, and how it uploads its own.

https://docs.slack.dev/messaging/working-with-files : get an upload url, post the bytes to it, complete.
"""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.content import Content, read_content
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Message
from bot.sandbox.slack.objects import file_object, without_url
from bot.sandbox.slack.stored_files import File, FileVariant
from bot.sandbox.slack.web_api.access import postable_channel, thread_parent
from bot.sandbox.slack.web_api.call import Call, Method


def info(backend: Backend, call: Call) -> Json:
    file = known_file(backend, call.need("file", "file_not_found"))
    file.asked += 1
    described = file_object(backend.workspace, file, backend.url)
    body = {"file": without_url(described) if file.asked <= file.variant.unlisted else described}
    return body | {"comments": [], "response_metadata": {"next_cursor": ""}}


def get_upload_url(backend: Backend, call: Call) -> Json:
    workspace = backend.workspace
    length = call.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", messages=["must be greater than 0: length"])
    name = call.need("filename")
    file = File(
        id=workspace.ids.make("F"),
        name=name,
        title=name,
        user=workspace.bot_user_id,
        content=b"",
        created=int(workspace.clock()),
        variant=FileVariant(snippet=bool(call.text("snippet_type"))),
    )
    upload = backend.uploads.expect(file, length)
    return {"file_id": file.id, "upload_url": f"{backend.url}/upload/v1/{upload}"}


def complete_upload(backend: Backend, call: Call) -> Json:
    """Share what was uploaded; without a channel the files stay private to the bot."""
    entries = call.json("files")
    if not isinstance(entries, list) or not entries:
        raise SlackError("invalid_arguments", messages=["missing required field: files"])
    channel_id = call.text("channel_id") or call.text("channels").partition(",")[0]
    channel = postable_channel(backend, call, channel_id) if channel_id else None
    thread_ts = thread_parent(backend, channel, call.text("thread_ts")) if channel else None
    content = _comment(call)
    files = [backend.uploads.take(str(entry.get("id")), str(entry.get("title") or "")) for entry in entries]
    shown = [file_object(backend.workspace, file, backend.url) for file in files]
    for file in files:
        backend.workspace.add_file(file)
    if channel is not None:
        _share(backend, channel, files, content, thread_ts)
    return {"files": shown}


def delete(backend: Backend, call: Call) -> Json:
    file = known_file(backend, call.need("file", "file_not_found"))
    if file.user != backend.workspace.bot_user_id:
        raise SlackError("cant_delete_file")
    file.deleted = True
    backend.workspace.changes.notify()
    return {}


def known_file(backend: Backend, file_id: str) -> File:
    """A file that the bot may see: its own, given to it in a modal, or shared where it is a member."""
    file = backend.workspace.files.get(file_id)
    if file is None or not visible_to_bot(backend, file):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


def visible_to_bot(backend: Backend, file: File) -> bool:
    bot = backend.workspace.bot_user_id
    if file.user == bot or file.for_app:
        return True
    return any(bot in backend.workspace.channels[share.channel].members for share in file.shares)


def _comment(call: Call) -> Content:
    has_words = call.text("initial_comment") or call.args.get("blocks")
    return (
        read_content({"text": call.text("initial_comment"), "blocks": call.args.get("blocks")})
        if has_words
        else Content()
    )


def _share(
    backend: Backend, channel: Channel, files: list[File], content: Content, thread_ts: str | None
) -> None:
    workspace = backend.workspace
    message = Message(
        channel=channel.id,
        ts=workspace.ids.ts(),
        user=workspace.bot_user_id,
        text="",
        files=files,
        thread_ts=thread_ts,
        bot_id=workspace.bot_id,
        subtype="file_share",
    )
    workspace.fill(message, content)
    backend.events.posted(workspace.post(message))
    backend.events.files_shared(message)


METHODS = (
    Method("files.info", info, tier=4, scope="files:read"),
    Method("files.getUploadURLExternal", get_upload_url, tier=4, scope="files:write"),
    Method("files.completeUploadExternal", complete_upload, tier=4, scope="files:write"),
    Method("files.delete", delete, tier=3, scope="files:write"),
)
