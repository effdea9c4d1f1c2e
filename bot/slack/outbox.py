"""The outbox of a job's messages: each is written down before it is posted, so a kill loses none.

chat.postMessage has no idempotency key. So a message carries a marker (its metadata; for a file, its id),
and a post whose answer nobody heard is looked for in Slack before it is made once more. Where Slack does not
let us look, it is made once more all the same: rather one reply twice than a report lost.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.adding.errors import SlackAnswerLostError, SlackError
from bot.adding.job import Job
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import FILE
from bot.slack.blocks.elements import Message
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(minutes=5)
"""A job's messages stand behind its making; our clock and Slack's may tell different times."""

NOT_BEGUN = "not begun"
"""The marker of a file that will be shared: none was uploaded yet."""

SHARED = "shared"
"""In place of a file's ts: it is never edited."""


def _new_marker() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Outbox:
    web: SlackWeb
    jobs: JobStore
    new_marker: Callable[[], str] = _new_marker

    async def post(self, job: Job, kind: str, message: Message) -> str:
        """Post a job's message; its ts. One that was posted, and is not known, is found and edited instead.

        Raises:
            SlackError: as `SlackWeb.post`; what is owed stays owed.
        """
        marker = await self.jobs.owed_message(job.id, kind)
        if marker is not None and (ts := await self._find(job, marker)):
            await self.web.edit(job.channel, ts, message)
        else:
            ts = await self._post(job, kind, message, marker or self.new_marker())
        await self.jobs.keep_message(job.id, kind, ts)
        return ts

    async def _post(self, job: Job, kind: str, message: Message, marker: str) -> str:
        await self.jobs.owe_message(job.id, kind, marker)
        try:
            return await self.web.post(job.channel, message, job.thread_ts, marker=marker)
        except SlackAnswerLostError:
            if ts := await self._find(job, marker):
                return ts
            raise

    async def owe_file(self, job: Job) -> None:
        """Write down that a file is to follow, before what it follows is told."""
        if await self.jobs.message_ts(job.id, FILE) is None and await self.owed_file(job) is None:
            await self.jobs.owe_message(job.id, FILE, NOT_BEGUN)

    async def owed_file(self, job: Job) -> str | None:
        """What is known of a file that was not shared yet, as far as we know."""
        return await self.jobs.owed_message(job.id, FILE)

    async def share(self, job: Job, name: str, content: bytes) -> None:
        """Share a job's file, unless it stands there already.

        Raises:
            SlackError: as `SlackWeb.share`.
        """
        before = await self.owed_file(job)
        if before in {None, NOT_BEGUN} or not await self._find(job, str(before)):
            await self._share(job, await self.web.upload(name, content), name)
        await self.jobs.keep_message(job.id, FILE, SHARED)

    async def _share(self, job: Job, file_id: str, name: str) -> None:
        await self.jobs.owe_message(job.id, FILE, file_id)
        try:
            await self.web.share(job.channel, job.thread_ts, file_id, name)
        except SlackAnswerLostError:
            if not await self._find(job, file_id):
                raise

    async def _find(self, job: Job, marker: str) -> str | None:
        since = (job.created_at - CLOCKS_DIFFER).timestamp()
        try:
            return await self.web.find(job.channel, job.thread_ts, marker, since)
        except SlackError as error:
            logger.warning("not looked for", extra={"job": job.id, "reason": str(error)})
            return None
