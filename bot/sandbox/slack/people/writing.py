"""Writing messages and sharing files, changing and deleting them, and coming and going."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.model import Channel, Message, Person
from bot.sandbox.slack.stored_files import File, Upload
from bot.sandbox.slack.typed_text import as_rich_text, as_stored


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it stands, and the event about it; None if the app does not hear of it."""

    message: Message
    delivery: Delivery | None

    @property
    def ts(self) -> str:
        return self.message.ts

    @property
    def files(self) -> list[File]:
        return self.message.files


def must_be_in(person: Person, channel: Channel) -> None:
    """Nobody writes or presses anything where they are not."""
    if person.id not in channel.members:
        raise ImpossibleError(f"{person.handle} is not in {channel.name or channel.id}")


def say(
    backend: Backend,
    person: Person,
    channel: Channel,
    text: str,
    *,
    thread_ts: str | None = None,
    files: Sequence[File] = (),
) -> Posted:
    must_be_in(person, channel)
    if channel.archived:
        raise ImpossibleError(f"{channel.name} is archived")
    message = place(backend, person, channel, text, thread_ts=thread_ts, files=files)
    posted = Posted(message, backend.events.posted(message))
    backend.events.files_shared(message)
    return posted


def place(
    backend: Backend,
    person: Person,
    channel: Channel,
    text: str,
    *,
    thread_ts: str | None = None,
    files: Sequence[File] = (),
) -> Message:
    """A message of a person in its place, of which nobody is told."""
    must_be_in(person, channel)
    _must_have_parent(backend, channel, thread_ts)
    workspace = backend.workspace
    message = Message(
        channel=channel.id,
        ts=workspace.ids.ts(),
        user=person.id,
        text=as_stored(text),
        blocks=workspace.with_block_ids(as_rich_text(text)) if text else [],
        files=list(files),
        thread_ts=thread_ts,
        subtype="file_share" if files else None,
        client_msg_id=workspace.ids.uuid() if text else None,
    )
    return workspace.post(message)


def store_file(backend: Backend, person: Person, upload: Upload, *, for_app: bool = False) -> File:
    workspace = backend.workspace
    file = File(
        id=workspace.ids.make("F"),
        name=upload.filename,
        title=upload.title or upload.filename,
        user=person.id,
        content=upload.content,
        created=int(workspace.clock()),
        variant=upload.variant,
        for_app=for_app,
    )
    return workspace.add_file(file)


def edit(backend: Backend, person: Person, message: Message, text: str) -> Posted:
    _must_be_author(person, message)
    previous = backend.events.snapshot(message)

    def rewrite(message: Message) -> None:
        message.text = as_stored(text)
        message.blocks = backend.workspace.with_block_ids(as_rich_text(text))

    backend.workspace.edit(message, rewrite, by=person.id)
    return Posted(message, backend.events.changed(message, previous))


def delete(backend: Backend, person: Person, message: Message) -> Posted:
    """Authors delete their own messages, admins any."""
    if not person.admin:
        _must_be_author(person, message)
    backend.workspace.delete(message)
    return Posted(message, backend.events.deleted(message))


def join(backend: Backend, user: str, channel: Channel) -> Delivery | None:
    channel.members.add(user)
    backend.workspace.changes.notify()
    return backend.events.membership(channel, user, "member_joined_channel")


def leave(backend: Backend, user: str, channel: Channel) -> Delivery | None:
    channel.members.discard(user)
    backend.workspace.changes.notify()
    return backend.events.membership(channel, user, "member_left_channel")


def _must_have_parent(backend: Backend, channel: Channel, thread_ts: str | None) -> None:
    """Replies go under a message that stands in the channel itself."""
    if thread_ts is None:
        return
    parent = backend.workspace.message(channel.id, thread_ts)
    if parent is None or parent.thread_ts is not None:
        raise ImpossibleError(f"There is no message {thread_ts} to reply to")


def _must_be_author(person: Person, message: Message) -> None:
    if message.user != person.id:
        raise ImpossibleError(f"{person.handle} did not write {message.ts}")
