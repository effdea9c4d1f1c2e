"""What a workspace holds: people, channels, messages, views. Plain records, no rules."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.stored_files import File


class ChannelKind(StrEnum):
    """Named as in `channel_type` of message events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DM = "im"
    GROUP_DM = "mpim"


@dataclass(slots=True)
class Person:
    """Someone with an account, the bot user too.

    `stranger`: from another organisation (Slack Connect); `single_channel`: a guest in one channel only.
    """

    id: str
    handle: str
    name: str
    team_id: str
    tz: str = "Europe/Berlin"
    email: str = ""
    admin: bool = False
    guest: bool = False
    single_channel: bool = False
    stranger: bool = False
    bot: bool = False


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    created: int
    archived: bool = False
    ext_shared: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """How a message stood before it was changed at `at`."""

    at: float
    text: str
    blocks: tuple[Json, ...]


@dataclass(slots=True)
class Message:
    """A message as everybody in the channel sees it."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    metadata: Json | None = None
    edits: list[Edit] = field(default_factory=list)
    edited_by: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    deleted: bool = False

    @property
    def all_blocks(self) -> list[Json]:
        return all_blocks(self.blocks, self.attachments)

    @property
    def elements(self) -> dict[str, Json]:
        """What can be pressed or chosen in this message now, by action_id."""
        return {str(element["action_id"]): element for _, element in interactive(self.all_blocks)}


@dataclass(slots=True)
class Ephemeral:
    """A message that only `person` sees; Slack forgets it, apps can change it through a response_url only."""

    channel: str
    ts: str
    person: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    deleted: bool = False

    @property
    def all_blocks(self) -> list[Json]:
        return all_blocks(self.blocks, self.attachments)

    @property
    def elements(self) -> dict[str, Json]:
        return {str(element["action_id"]): element for _, element in interactive(self.all_blocks)}


@dataclass(slots=True)
class View:
    """A modal on someone's screen, or their Home tab. `values` is what they chose or typed so far."""

    id: str
    type: str
    person: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    channel: str | None = None

    @property
    def blocks(self) -> list[Json]:
        return list(self.definition["blocks"])

    @property
    def elements(self) -> dict[str, Json]:
        return {str(element["action_id"]): element for _, element in interactive(self.blocks)}


def all_blocks(blocks: list[Json], attachments: list[Json]) -> list[Json]:
    """Blocks wherever Slack shows them: in the message and in its attachments."""
    return [*blocks, *(block for attachment in attachments for block in attachment.get("blocks") or [])]


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each element that has an action_id, with the block it stands in."""
    for block in blocks:
        for element in _elements_of(block):
            if "action_id" in element:
                yield block, element
        yield from interactive([*block.get("child_blocks", []), *_cards(block)])


def _elements_of(block: Json) -> list[Json]:
    single = [block[key] for key in ("accessory", "element") if isinstance(block.get(key), dict)]
    several = [e for key in ("elements", "actions") for e in block.get(key) or [] if isinstance(e, dict)]
    return [*single, *several]


def _cards(block: Json) -> list[Json]:
    return list(block["elements"]) if block["type"] == "carousel" else []
