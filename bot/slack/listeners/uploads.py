"""Shared files: which of them are lead lists for us, and which sequence the message names."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adding.job import Alias, ColumnMapping, Intake
from bot.jobs.intake import Request
from bot.leads.errors import AddLeadsError
from bot.leads.renames import Rename, read_renames
from bot.slack import text
from bot.slack.escaping import unescape
from bot.slack.files import SharedFile
from bot.slack.listeners.answers import reply
from bot.slack.listeners.errors import explained, thread_of
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts

LISTS = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
"""Taken for lead lists without being asked for. Other files only where a message names a sequence."""


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
        for file in map(SharedFile.of, event.get("files") or ()):
            try:
                await self._take(event, body, file, named, renames, called=called)
            except AddLeadsError as error:
                sentence = text.refusals.about_file(file.name, explained(error, self._bot_name))
                await reply(self._parts.web, event["channel"], thread_of(event), sentence)

    async def _take(
        self,
        event: Mapping[str, Any],
        body: Mapping[str, Any],
        file: SharedFile,
        named: list[Alias],
        renames: list[Rename],
        *,
        called: bool,
    ) -> None:
        """`called`: the message speaks to us. Otherwise only a file that looks like a list is meant."""
        parts = self._parts
        if file.name and not called and not _is_list(file):
            return
        file = await parts.downloads.look_up(file)
        if called or _is_list(file):
            content = await parts.downloads.fetch(file)
            reading, columns = await parts.columns.read(team_of(body), content, file.name, renames)
            await parts.new_jobs.begin(_request(event, body, file, named, columns), reading)

    def _allowed(self, channel: str) -> bool:
        """In a channel where the bot may not be used it keeps silent: nobody there has called it."""
        try:
            self._parts.access.check_channel(channel)
        except AddLeadsError:
            return False
        return True


def _request(
    event: Mapping[str, Any],
    body: Mapping[str, Any],
    file: SharedFile,
    named: list[Alias],
    columns: ColumnMapping | None,
) -> Request:
    return Request(
        origin=f"event:{body['event_id']}:{file.id}",
        team=team_of(body),
        channel=event["channel"],
        user=event["user"],
        intake=Intake.FILE,
        thread_ts=thread_of(event),
        name=file.name,
        alias=named[0] if len(named) == 1 else None,
        columns=columns,
    )


def _is_list(file: SharedFile) -> bool:
    return not file.name or PurePath(file.name).suffix.lower() in LISTS
