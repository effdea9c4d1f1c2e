"""The state of the workspace and the rules of changing it. Knows no HTTP, no sockets, no payload shapes."""

from collections.abc import Callable, Iterable

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.content import Content
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, ChannelKind, Edit, Ephemeral, Message, Person, View
from bot.sandbox.slack.stored_files import File, Share

_CHANNEL_PREFIX = {
    ChannelKind.PUBLIC: "C",
    ChannelKind.PRIVATE: "C",  # private channels made today have C… ids too
    ChannelKind.DM: "D",
    ChannelKind.GROUP_DM: "C",
}


class Workspace:
    """People, channels, messages, files and views of one Slack team with one app installed."""

    def __init__(self, installation: Installation, clock: Clock) -> None:
        self.installation = installation
        self.clock = clock
        self.ids = Ids(clock)
        self.changes = Changes()
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.posts: dict[str, dict[str, Message]] = {}
        self.ephemerals: list[Ephemeral] = []
        self.files: dict[str, File] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.team_id = self.ids.make("T")
        self.app_id = self.ids.make("A")
        self.bot_id = self.ids.make("B")
        bot = self.add_person(installation.name, name=installation.name, bot=True)
        self.bot_user_id = bot.id

    def add_person(
        self,
        handle: str,
        *,
        name: str = "",
        tz: str = "Europe/Berlin",
        email: str = "",
        admin: bool = False,
        guest: bool = False,
        single_channel: bool = False,
        stranger: bool = False,
        bot: bool = False,
    ) -> Person:
        person = Person(
            id=self.ids.make("U"),
            handle=handle,
            name=name or handle.title(),
            team_id=self.ids.make("T") if stranger else self.team_id,
            tz=tz,
            email=email or f"{handle}@sandbox.example",
            admin=admin,
            guest=guest,
            single_channel=single_channel,
            stranger=stranger,
            bot=bot,
        )
        self.people[person.id] = person
        self.changes.notify()
        return person

    def add_channel(
        self, name: str, kind: ChannelKind, members: Iterable[str], *, ext_shared: bool = False
    ) -> Channel:
        channel = Channel(
            id=self.ids.make(_CHANNEL_PREFIX[kind]),
            name=name,
            kind=kind,
            members=set(members),
            created=int(self.clock()),
            ext_shared=ext_shared,
        )
        self.channels[channel.id] = channel
        self.posts[channel.id] = {}
        self.changes.notify()
        return channel

    def direct(self, people: Iterable[str]) -> Channel:
        """The conversation of exactly these people and the bot, made at first use."""
        members = {*people, self.bot_user_id}
        kind = ChannelKind.DM if len(members) <= 2 else ChannelKind.GROUP_DM  # noqa: PLR2004 - two make a DM
        for channel in self.channels.values():
            if channel.kind is kind and channel.members == members:
                return channel
        return self.add_channel("", kind, members)

    def messages(self, channel: str) -> list[Message]:
        """All that stands in the channel, replies too, oldest first."""
        return [message for message in self.posts[channel].values() if not message.deleted]

    def message(self, channel: str, ts: str) -> Message | None:
        message = self.posts.get(channel, {}).get(ts)
        return None if message is None or message.deleted else message

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The parent, if it still stands, and its replies."""
        return [m for m in self.messages(channel) if ts in {m.ts, m.thread_ts}]

    def post(self, message: Message) -> Message:
        self.posts[message.channel][message.ts] = message
        private = self.channels[message.channel].kind is not ChannelKind.PUBLIC
        for file in message.files:
            file.shares.append(Share(message.channel, message.ts, message.thread_ts, private))
        self.changes.notify()
        return message

    def edit(self, message: Message, change: Callable[[Message], None], *, by: str) -> None:
        """Change a message and keep how it stood before."""
        message.edits.append(Edit(self.clock(), message.text, tuple(message.blocks)))
        change(message)
        message.edited_by = by
        self.changes.notify()

    def delete(self, message: Message) -> None:
        message.deleted = True
        self.changes.notify()

    def whisper(self, ephemeral: Ephemeral) -> Ephemeral:
        self.ephemerals.append(ephemeral)
        self.changes.notify()
        return ephemeral

    def ephemeral(self, channel: str, ts: str) -> Ephemeral | None:
        for ephemeral in self.ephemerals:
            if (ephemeral.channel, ephemeral.ts) == (channel, ts) and not ephemeral.deleted:
                return ephemeral
        return None

    def add_file(self, file: File) -> File:
        self.files[file.id] = file
        self.changes.notify()
        return file

    def fill(self, message: Message | Ephemeral, content: Content) -> None:
        """Give a message its content; what it said before is gone from it."""
        message.text = content.text
        message.blocks = self.with_block_ids(content.blocks)
        message.attachments = [
            {**attachment, "blocks": self.with_block_ids(attachment["blocks"])}
            if attachment.get("blocks")
            else attachment
            for attachment in content.attachments
        ]

    def with_block_ids(self, blocks: list[Json]) -> list[Json]:
        """Slack names the blocks that the app did not."""
        return [
            block if block.get("block_id") else {**block, "block_id": self.ids.secret()[:5]}
            for block in blocks
        ]

    def describe(self) -> str:
        """Everything people see, as text, for the message of a failed wait."""
        lines = []
        for channel in self.channels.values():
            lines.append(
                f"{channel.kind} {channel.name or channel.id}: {len(self.messages(channel.id))} messages"
            )
            lines += [f"  {self._line(message)}" for message in self.messages(channel.id)]
        for whisper in self.ephemerals:
            lines.append(f"only {self.people[whisper.person].handle} sees: {whisper.text[:200]!r}")
        for user, views in self.modals.items():
            lines += [
                f"{self.people[user].handle} has modal {view.definition.get('callback_id')}" for view in views
            ]
        return "\n".join(lines)

    def _line(self, message: Message) -> str:
        indent = "  ↳ " if message.thread_ts else ""
        files = f" files={[file.name for file in message.files]}" if message.files else ""
        buttons = f" elements={sorted(message.elements)}" if message.elements else ""
        return (
            f"{indent}{message.ts} {self.people[message.user].handle}: {message.text[:200]!r}{files}{buttons}"
        )
