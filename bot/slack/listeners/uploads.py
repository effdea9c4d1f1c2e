"""Shared files: which of them are lead lists for us, and which sequence the message names."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adding.errors import DownloadError
from bot.adding.job import Alias, Intake
from bot.jobs.intake import Request
from bot.leads.errors import AddLeadsError, ListError
from bot.leads.renames import Rename, read_renames
from bot.slack import text
from bot.slack.escaping import unescape
from bot.slack.files import SharedFile
from bot.slack.listeners.answers import reply
from bot.slack.listeners.errors import explained, thread_of
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.taking import take_file

LISTS = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers"})
"""Tables: whoever shares one where the bot is gets an answer, also when it can't be read."""

MOST_FILES = 20
"""Of one message. Slack's own composer takes ten."""

TEXTS = frozenset({"", ".txt", ".text"})
"""Notes, logs, snippets of code, now and then a list. Answered unasked only where they hold somebody to add:
in a busy channel everything else would be noise."""


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    uploads = Uploads(parts, bot_name)
    app.event({"type": "message", "subtype": "file_share"})(parts.inbox.counted(uploads.shared))
    app.event("message")(other_messages)


async def other_messages() -> None:
    """Edits, deletions, joins, chat. Without a listener they are not acked, and Slack repeats them."""


class Uploads:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    async def shared(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Each list of the message becomes a job of its own; each failure is told in the message's thread."""
        if event.get("bot_id") or not self._allowed(event["channel"]):
            return
        renames, words = read_renames(unescape(event.get("text") or ""))
        named = await self._parts.sequences.mentioned(team_of(body), words)
        called = bool(named) or event.get("channel_type") == "im"
        where = await self._where_to(team_of(body), event["channel"], named)
        files = event.get("files") or ()
        for shared in map(SharedFile.of, files[:MOST_FILES]):
            upload = Upload(_request(event, body, shared, where.alias), renames, called, where.guessed)
            await self._answered(shared, upload)
        if any(called or _may_be_list(one) for one in map(SharedFile.of, files[MOST_FILES:])):
            left = text.files.too_many(MOST_FILES, len(files) - MOST_FILES)
            await reply(self._parts.web, event["channel"], thread_of(event) or "", left)

    async def _where_to(self, team: str, channel: str, named: list[Alias]) -> "Where":
        """The sequence that the message names; where it names none, the channel's; several are a question."""
        if named:
            return Where(named[0] if len(named) == 1 else None)
        return Where(await self._parts.defaults.alias(team, channel), guessed=True)

    async def _answered(self, file: SharedFile, upload: "Upload") -> None:
        """Take a file; what goes wrong is told, unless nobody has called us and it need not concern us."""
        if not (upload.called or _may_be_list(file)):
            return
        try:
            file = await self._parts.downloads.look_up(file)
            if upload.called or _may_be_list(file):
                await take_file(self._parts, upload.request, file, upload.renames, guessed=upload.guessed)
        except AddLeadsError as error:
            if upload.called or _is_list(file) or not isinstance(error, ListError | DownloadError):
                request, sentence = upload.request, explained(error, self._bot_name)
                about = text.refusals.about_file(file.name, sentence)
                await reply(self._parts.web, request.channel, request.thread_ts or "", about)

    def _allowed(self, channel: str) -> bool:
        """In a channel where the bot may not be used it keeps silent: nobody there has called it."""
        try:
            self._parts.access.check_channel(channel)
        except AddLeadsError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Where:
    """The sequence of a message, None where somebody must choose; and whether it is a guess."""

    alias: Alias | None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a message, to be taken.

    Fields:
        called: the message speaks to us. Otherwise only a file that looks like a list is meant.
        guessed: whether the sequence is a guess.
    """

    request: Request
    renames: list[Rename]
    called: bool
    guessed: bool


def _request(
    event: Mapping[str, Any], body: Mapping[str, Any], file: SharedFile, alias: Alias | None
) -> Request:
    return Request(
        origin=f"event:{body['event_id']}:{file.id}",
        team=team_of(body),
        channel=event["channel"],
        user=event["user"],
        intake=Intake.FILE,
        thread_ts=thread_of(event),
        name=file.name,
        alias=alias,
    )


def may_be_lists(event: Mapping[str, Any]) -> bool:
    """Whether somebody who shares these files waits for an answer, though nothing was said to us."""
    return any(_is_list(file) for file in map(SharedFile.of, event.get("files") or ()))


def _may_be_list(file: SharedFile) -> bool:
    return _is_list(file) or _ending(file) in TEXTS


def _is_list(file: SharedFile) -> bool:
    return _ending(file) in LISTS


def _ending(file: SharedFile) -> str:
    return PurePath(file.name).suffix.lower()
