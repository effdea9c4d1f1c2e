"""How the workspace's records look on the wire: user, channel, message, file and view objects."""

from copy import deepcopy
from urllib.parse import quote

from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, ChannelKind, Message, Person, View
from bot.sandbox.slack.stored_files import File
from bot.sandbox.slack.workspace import Workspace


def user_object(workspace: Workspace, person: Person, *, with_email: bool) -> Json:
    """A user; the address needs users:read.email.

    https://docs.slack.dev/reference/objects/user-object: `is_stranger` is false for people of other
    organisations, too, once they share a channel with the app; only `team_id` tells them then.
    """
    profile: Json = {"real_name": person.name, "display_name": person.handle, "team": person.team_id}
    if with_email and not person.bot:
        profile["email"] = person.email
    return {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": False,
        "tz": person.tz,
        "profile": profile,
        "is_admin": person.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": person.single_channel,
        "is_stranger": person.stranger and not _shares_a_channel(workspace, person),
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": 0,
    }


def _shares_a_channel(workspace: Workspace, person: Person) -> bool:
    together = {person.id, workspace.bot_user_id}
    return any(together <= channel.members for channel in workspace.channels.values())


def channel_object(workspace: Workspace, channel: Channel) -> Json:
    """A conversation.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    body: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.archived,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_im": channel.kind is ChannelKind.DM,
        "is_mpim": channel.kind is ChannelKind.GROUP_DM,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_ext_shared": channel.ext_shared,
        "is_org_shared": False,
        "context_team_id": workspace.team_id,
    }
    if channel.kind is ChannelKind.DM:
        others = channel.members - {workspace.bot_user_id}
        return {**body, "user": next(iter(others), workspace.bot_user_id), "is_open": True}
    return {
        **body,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": workspace.bot_user_id in channel.members,
        "num_members": len(channel.members),
    }


def message_object(workspace: Workspace, message: Message, url: str) -> Json:
    """A message as in events, `conversations.*` and interaction payloads."""
    body: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    optional = {
        "subtype": message.subtype,
        "client_msg_id": message.client_msg_id,
        "team": workspace.people[message.user].team_id,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": [file_in_event(workspace, file, url) for file in message.files],
        "thread_ts": message.thread_ts or (message.ts if _replies(workspace, message) else None),
        "reactions": [{"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items()],
        "metadata": message.metadata,
    }
    body |= {key: value for key, value in optional.items() if value}
    if message.files:
        body |= {"upload": False, "display_as_bot": False}
    if message.bot_id:
        body |= {"bot_id": message.bot_id, "app_id": workspace.app_id, "bot_profile": bot_object(workspace)}
    if message.edits:
        body["edited"] = {"user": message.edited_by, "ts": f"{int(message.edits[-1].at)}.000000"}
    return body | _thread_facts(workspace, message)


def bot_object(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "user_id": workspace.bot_user_id,
        "name": workspace.installation.name,
        "team_id": workspace.team_id,
        "deleted": False,
        "updated": 0,
        "icons": {},
    }


def file_object(workspace: Workspace, file: File, url: str) -> Json:
    """A file as `files.info` gives it.

    https://docs.slack.dev/reference/objects/file-object
    """
    place = f"{url}/files-pri/{workspace.team_id}-{file.id}"
    away = f"https://drive.example.com/{file.id}"
    body: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.filetype,
        "pretty_type": file.filetype.upper(),
        "user": file.user,
        "user_team": workspace.people[file.user].team_id,
        "size": 0 if file.variant.external else len(file.content),
        "mode": file.mode,
        "editable": file.variant.snippet,
        "is_external": file.variant.external,
        "external_type": "gdrive" if file.variant.external else "",
        "is_public": any(not share.private for share in file.shares),
        "file_access": "visible",
        "url_private": away if file.variant.external else f"{place}/{quote(file.name)}",
        "permalink": f"https://{workspace.installation.team_domain}.slack.com/files/{file.user}/{file.id}/x",
        "shares": _shares(file),
    }
    if not file.variant.external:
        body["url_private_download"] = f"{place}/download/{quote(file.name)}"
    if file.preview is not None:
        body |= {"preview": file.preview, "lines": file.content.count(b"\n")}
    return body


def file_in_event(workspace: Workspace, file: File, url: str) -> Json:
    """The same in a message; through Slack Connect only the id, and the advice to call files.info."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    if file.variant.connect:
        return {"id": file.id, "mode": "file_access", "file_access": "check_file_info", "user": file.user}
    body = file_object(workspace, file, url)
    del body["shares"]
    return without_url(body) if file.variant.unlisted else body


def without_url(body: Json) -> Json:
    """A file's object as long as Slack lets nobody have the file."""
    shown = {key: value for key, value in body.items() if not key.startswith("url_")}
    return shown | {"file_access": "check_file_info"}


def view_object(workspace: Workspace, view: View) -> Json:
    """A view as in answers and interaction payloads.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    return {
        "title": None,
        "submit": None,
        "close": None,
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **view.definition,
        "id": view.id,
        "team_id": workspace.team_id,
        "state": {"values": deepcopy(view.values)},  # as it stands now: the person goes on filling in
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }


def _shares(file: File) -> Json:
    shares: Json = {}
    for share in file.shares:
        places = shares.setdefault("private" if share.private else "public", {})
        entry: Json = {"ts": share.ts} | ({"thread_ts": share.thread_ts} if share.thread_ts else {})
        places.setdefault(share.channel, []).append(entry)
    return shares


def _replies(workspace: Workspace, message: Message) -> list[Message]:
    return [m for m in workspace.messages(message.channel) if m.thread_ts == message.ts]


def _thread_facts(workspace: Workspace, message: Message) -> Json:
    if message.thread_ts:
        parent = workspace.message(message.channel, message.thread_ts)
        return {"parent_user_id": parent.user} if parent else {}
    replies = _replies(workspace, message)
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {"reply_count": len(replies), "reply_users": users, "latest_reply": replies[-1].ts}
