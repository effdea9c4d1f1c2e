"""Shared files: which of them are lead lists for us, and which sequence the message names."""

import asyncio
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.adding.job import Alias, Intake
from bot.jobs.intake import Request
from bot.leads.errors import AddLeadsError
from bot.leads.reading import read_leads
from bot.slack.escaping import unescape
from bot.slack.files import SharedFile
from bot.slack.listeners.deliveries import team_of
from bot.slack.listeners.errors import words
from bot.slack.listeners.parts import Parts

LISTS = frozenset({".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"})
"""Taken for lead lists without being asked for. Other files only where a message names a sequence."""


def register(app: AsyncApp, parts: Parts) -> None:
    uploads = Uploads(parts)
    app.event({"type": "message", "subtype": "file_share"})(uploads.shared)
    app.event("message")(other_messages)


async def other_messages() -> None:
    """Edits, deletions, joins, chat. Without a listener they are not acked, and Slack repeats them."""


class Uploads:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def shared(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Each list of the message becomes a job of its own; each failure is told in the message's thread."""
        if event.get("bot_id") or not self._allowed(event["channel"]):
            return
        team = team_of(body)
        named = await self._parts.sequences.mentioned(team, unescape(event.get("text") or ""))
        for file in map(SharedFile.of, event.get("files") or ()):
            if _is_list(file, event) or named:
                await self._take(_request(event, body, file, named), file)

    async def _take(self, request: Request, file: SharedFile) -> None:
        parts = self._parts
        try:
            content = await parts.downloads.fetch(file)
            reading = await asyncio.to_thread(read_leads, content, file.name, max_rows=parts.most_rows)
            await parts.new_jobs.begin(request, reading)
        except AddLeadsError as error:
            await parts.web.post(request.channel, words(error), [], request.thread_ts)

    def _allowed(self, channel: str) -> bool:
        """In a channel where the bot may not be used it keeps silent: nobody there has called it."""
        try:
            self._parts.access.check_channel(channel)
        except AddLeadsError:
            return False
        return True


def _request(
    event: Mapping[str, Any], body: Mapping[str, Any], file: SharedFile, named: list[Alias]
) -> Request:
    return Request(
        origin=f"event:{body['event_id']}:{file.id}",
        team=team_of(body),
        channel=event["channel"],
        user=event["user"],
        intake=Intake.FILE,
        thread_ts=event.get("thread_ts") or event["ts"],
        name=file.name,
        alias=named[0] if len(named) == 1 else None,
    )


def _is_list(file: SharedFile, event: Mapping[str, Any]) -> bool:
    in_direct_message = event.get("channel_type") == "im"
    return in_direct_message or not file.name or PurePath(file.name).suffix.lower() in LISTS
