"""What one person sees of the workspace, as JSON for the page. Pure reading; changes nothing.

Unlike the wire objects of the Slack sandbox these are made for showing, and cheap: a channel of thousands of
messages is read in one pass.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.sandbox.slack import Channel, ChannelKind, Ephemeral, File, Json, Message, Person, SlackSandbox, View

_REPLIERS = 5


def people(slack: SlackSandbox) -> list[Json]:
    return [
        {
            "id": one.id,
            "handle": one.handle,
            "name": one.name,
            "role": _role(one),
            "bot": one.bot,
        }
        for one in slack.people
    ]


def _role(person: Person) -> str:
    if person.bot:
        return "App"
    if person.stranger:
        return "Other organisation"
    return "Admin" if person.admin else "Guest" if person.guest else "Member"


def channels(slack: SlackSandbox, person: Person) -> list[Json]:
    """Those the person is in; their conversation with the bot among them."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "dm": one.kind is ChannelKind.DM,
            "private": one.kind is not ChannelKind.PUBLIC,
            "archived": one.archived,
            "members": sorted(one.members),
        }
        for one in _seen(slack, person)
    ]


def messages(slack: SlackSandbox, person: Person) -> Iterator[Json]:
    """All messages of all channels of the person."""
    for channel in _seen(slack, person):
        standing = slack.messages(channel)
        replies = _replies(standing)
        for one in standing:
            yield _message(one, replies.get(one.ts, ()))


def _seen(slack: SlackSandbox, person: Person) -> list[Channel]:
    return [one for one in slack.channels if person.id in one.members]


def _replies(standing: Sequence[Message]) -> dict[str, list[Message]]:
    replies: dict[str, list[Message]] = defaultdict(list)
    for one in standing:
        if one.thread_ts and one.thread_ts != one.ts:
            replies[one.thread_ts].append(one)
    return replies


def _message(one: Message, replies: Sequence[Message]) -> Json:
    """Blocks are shared, not copied: the sandbox replaces them at a change and never alters them."""
    return {
        "channel": one.channel,
        "ts": one.ts,
        "user": one.user,
        "text": one.text,
        "blocks": one.blocks,
        "attachments": one.attachments,
        "files": [_file(file) for file in one.files],
        "thread_ts": one.thread_ts,
        "subtype": one.subtype,
        "edited": one.edits[-1].at if one.edits else None,
        "reactions": [{"name": name, "users": list(users)} for name, users in one.reactions.items()],
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies))[:_REPLIERS],
        "latest_reply": replies[-1].ts if replies else None,
    }


def _file(file: File) -> Json:
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "filetype": file.filetype,
        "size": len(file.content),
        "deleted": file.deleted,
    }


def ephemeral(one: Ephemeral) -> Json:
    return {
        "channel": one.channel,
        "ts": one.ts,
        "thread_ts": one.thread_ts,
        "text": one.text,
        "blocks": one.blocks,
        "attachments": one.attachments,
    }


def view(one: View) -> Json:
    return {**one.definition, "id": one.id, "hash": one.hash, "values": one.values}
