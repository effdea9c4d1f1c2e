"""What people see of a job: one status message that is edited, and one report as a reply in its thread.

Implements the port `JobThread`. Which messages stand already is read from the store, so a second call after a
restart edits what the first one posted.

Only `open`, `preview`, `stopped` and `report` raise when Slack does not let us: nobody may take a job for
told that was not. The others decorate what has happened, and what has happened goes on without them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.adding.access import Access
from bot.adding.approval import Approval
from bot.adding.errors import AmplemarketError, CannotPostError, SlackAnswerLostError, SlackError
from bot.adding.estimate import Speed
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.report import Tally
from bot.adding.result_file import ResultFile
from bot.adding.state import JobState
from bot.jobs.approvals import approval_kind
from bot.jobs.catalogue import Catalogue
from bot.jobs.columns import columns_in_force
from bot.jobs.job_ports import JobStore
from bot.jobs.outage import Silence
from bot.jobs.ports import FILE, REPORT, STATUS, STOPPED, AliasStore
from bot.slack import text
from bot.slack.blocks import approval as approvals
from bot.slack.blocks import same_list, status
from bot.slack.blocks.elements import TEXT_LIMIT, Message, section
from bot.slack.blocks.report import NAMES_SHOWN, report_message
from bot.slack.escaping import shortened_mrkdwn
from bot.slack.outbox import Outbox
from bot.slack.report_content import report_of
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

EDITS_WITHIN, POSTS_WITHIN = 3.0, 5.0
"""Seconds that a report waits for edits before it, and for its turn among the posts of its channel."""

BUG = "bug"
"""The kind of the message that tells a bug which did not stop a job: it had ended before."""

NOWHERE = "nowhere"
"""In place of the ts of a message that was told in another way."""


@dataclass(frozen=True, slots=True)
class SlackJobThread:
    web: SlackWeb
    jobs: JobStore
    aliases: AliasStore
    catalogue: Catalogue
    access: Access = field(default_factory=Access)
    speed: Speed | None = None

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.web, self.jobs)

    async def open(self, job: Job, tally: Tally) -> str:
        """See the port. Jobs out of a file or a button have a thread already."""
        if job.thread_ts is not None:
            return job.thread_ts
        return await self.outbox.post(job, STATUS, status.adding(job, tally))

    async def preview(self, job: Job, tally: Tally) -> None:
        sample = await self.jobs.sample(job.id, NAMES_SHOWN)
        aliases = [alias.name for alias in await self.aliases.visible(job.team)]
        earlier = await self.jobs.earlier(job.id)
        again = earlier if earlier is not None and earlier.asks else None
        sequence = await self.catalogue.sequence(job.sequence_id) if job.sequence_id else None
        seconds = self.speed.seconds(tally[Outcome.NOT_SENT]) if self.speed else None
        columns = await columns_in_force(self.jobs, job)
        message = status.preview(
            job, tally, sample, aliases, again, sequence=sequence, seconds=seconds, columns=columns
        )
        await self._show(job, STATUS, message)

    async def waiting(self, job: Job, ahead: Job, shared: int) -> None:
        await self._try_to_show(job, STATUS, same_list.waiting(job, ahead, shared))

    async def confirmed(self, job: Job, by: str) -> None:
        if job.state is JobState.STOPPED:
            await self._edit(job, STOPPED, Message.of(text.preview.went_on(by)))
        else:
            tally = await self.jobs.tally(job.id)
            await self._try_to_show(job, STATUS, status.started(job, by, tally))

    async def withdrawn(self, job: Job, by: str) -> None:
        await self._try_to_show(job, STATUS, status.withdrawn(job, by))

    async def progress(
        self, job: Job, tally: Tally, silence: Silence | None = None, left: float | None = None
    ) -> None:
        """See the port. Never posted twice: where edits are refused, every tick would be a new message."""
        message = status.silent(job, tally, silence) if silence else status.running(job, tally, left)
        if ts := await self.jobs.message_ts(job.id, STATUS):
            await self.web.show_progress(job.channel, ts, message)
        else:
            await self._try_to_show(job, STATUS, message)

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        await self._edit(job, STATUS, status.paused(job, tally))
        message = status.stopped(job, tally, error)
        try:
            await self.outbox.post(job, STOPPED, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, STOPPED, message)

    async def report(self, job: Job, tally: Tally) -> None:
        """See the port. The status message first, so that no bar stands beside a finished report.

        But a report does not wait long for that, nor for its turn to be posted in a busy channel.
        """
        report = await report_of(self.jobs, self.access, job, tally)
        message = report_message(report)
        if report.result_file:
            await self.outbox.owe_file(job)
        if not await self._report_in_place(job, message):
            async with self._told_to_be_over(job, tally):
                await self._post_report(job, message, report.result_file)
        if await self.outbox.owed_file(job) is not None:
            await self._upload(job, report.result_file)

    async def _post_report(self, job: Job, message: Message, file: str) -> None:
        try:
            await self._show(job, REPORT, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, REPORT, message)
        except CannotPostError as error:
            await self._tell_directly(job, message, file, error)

    async def _tell_directly(self, job: Job, message: Message, file: str, error: CannotPostError) -> None:
        """In the person's own conversation with the bot, where the channel is closed to it by now.

        Raises:
            CannotPostError: that can't be done either.
        """
        why = text.report.elsewhere(job.channel)
        told = Message(
            shortened_mrkdwn(f"{why}\n{message.text}", TEXT_LIMIT), [section(why), *message.blocks]
        )
        try:
            channel, ts = await self.web.post_to_person(job.user, told)
        except SlackError as other:
            logger.warning("person not told", extra={"job": job.id, "reason": str(other)})
            raise error from other
        await self.jobs.keep_message(job.id, REPORT, NOWHERE)
        if file:
            await self._share_directly(job, file, channel, ts)

    async def _share_directly(self, job: Job, name: str, channel: str, thread_ts: str) -> None:
        try:
            file_id = await self.web.upload(name, await self._result_file(job))
            await self.web.share(channel, thread_ts, file_id, name)
        except SlackError as error:
            logger.warning("result file not shared", extra={"job": job.id, "reason": str(error)})
        await self.jobs.keep_message(job.id, FILE, NOWHERE)

    async def _report_in_place(self, job: Job, message: Message) -> bool:
        """Turn the status message into the report, where Slack makes new messages of this channel wait.

        Slack takes one message a second in a channel: twenty jobs that end together would have their reports
        twenty seconds later. False where that is not so, or can't be done.
        """
        ts = await self.jobs.message_ts(job.id, STATUS)
        pace = self.web.saying.pace
        known = await self.jobs.message_ts(job.id, REPORT) or await self.jobs.owed_message(job.id, REPORT)
        if ts in {None, job.thread_ts} or known or pace.post_wait(job.channel) <= POSTS_WITHIN:
            return False
        if pace.edit_wait() > POSTS_WITHIN or not await self.web.edit(job.channel, str(ts), message):
            return False
        await self.jobs.keep_message(job.id, REPORT, str(ts))
        await self._edit(job, STOPPED, Message.of(text.preview.STOP_IS_OVER))
        return True

    @asynccontextmanager
    async def _told_to_be_over(self, job: Job, tally: Tally) -> AsyncIterator[None]:
        """Say so where the job was under way: before what happens inside, unless Slack makes edits wait."""
        edits = asyncio.create_task(self._say_it_is_over(job, tally))
        try:
            await asyncio.wait({edits}, timeout=EDITS_WITHIN)
            yield
            await edits
        finally:
            edits.cancel()

    async def _say_it_is_over(self, job: Job, tally: Tally) -> None:
        if await self.jobs.message_ts(job.id, STATUS) != await self.jobs.message_ts(job.id, REPORT):
            await self._edit(job, STATUS, status.ended(job, tally))
        await self._edit(job, STOPPED, Message.of(text.preview.STOP_IS_OVER))

    async def retried(self, parent: Job) -> None:
        report = await report_of(self.jobs, self.access, parent, await self.jobs.tally(parent.id))
        await self._edit(parent, REPORT, report_message(report))

    async def approval(self, job: Job, approval: Approval) -> None:
        await self._show(job, approval_kind(approval), approvals.request(job, approval, self.access.admins))

    async def failed(self, job: Job, tally: Tally, reference: str) -> None:
        message = status.broken(job, tally, reference)
        if job.state is JobState.STOPPED:
            await self._edit(job, STATUS, status.paused(job, tally))
            await self.outbox.post(job, STOPPED, message)
        else:
            await self._show(job, BUG, message)

    async def _upload(self, job: Job, name: str) -> None:
        content = await self._result_file(job)
        try:
            await self.outbox.share(job, name, content)
        except SlackError as error:
            logger.exception("result file not uploaded", extra={"job": job.id})
            lost = isinstance(error, SlackAnswerLostError)
            sentence = text.report.RESULT_FILE_UNSURE if lost else text.report.RESULT_FILE_REFUSED
            await self._say_instead_of_the_file(job, Message.of(sentence))

    async def _result_file(self, job: Job) -> bytes:
        file = ResultFile(job.header)
        async for row in self.jobs.rows(job.id):
            file.add(row.cells, row.outcome)
        return file.content()

    async def _say_instead_of_the_file(self, job: Job, message: Message) -> None:
        try:
            ts = await self.web.post(job.channel, message, job.thread_ts)
        except SlackError as error:
            logger.warning("missing file not told", extra={"job": job.id, "reason": str(error)})
        else:
            await self.jobs.keep_message(job.id, FILE, ts)

    async def _show(self, job: Job, kind: str, message: Message) -> None:
        """Edit the job's message of this kind, or post it where none stands or Slack refuses the edit."""
        owed = await self.jobs.owed_message(job.id, kind) is not None
        ts = None if owed else await self.jobs.message_ts(job.id, kind)
        if ts is None or not await self.web.edit(job.channel, ts, message):
            await self.outbox.post(job, kind, message)

    async def _try_to_show(self, job: Job, kind: str, message: Message) -> None:
        try:
            await self._show(job, kind, message)
        except SlackError as error:
            logger.warning("message not shown", extra={"job": job.id, "kind": kind, "reason": str(error)})

    async def _tell_otherwise(self, job: Job, kind: str, message: Message) -> None:
        """Tell what may or may not stand in the thread, without posting it a second time.

        In place of the status message, which surely stands; where there is none, to the person alone.

        Raises:
            SlackAnswerLostError: that did not work either; the next start tells it once more.
        """
        ts = await self.jobs.message_ts(job.id, STATUS)
        if ts is not None and await self.web.edit(job.channel, ts, message):
            await self.jobs.keep_message(job.id, kind, ts)
        elif await self.web.whisper(job.channel, job.user, message, job.thread_ts):
            await self.jobs.keep_message(job.id, kind, NOWHERE)
        else:
            raise SlackAnswerLostError(f"Slack did not confirm the {kind} message.")

    async def _edit(self, job: Job, kind: str, message: Message) -> bool:
        """Edit the job's message of this kind, if one stands. False where none does."""
        ts = await self.jobs.message_ts(job.id, kind)
        if ts is not None:
            await self.web.edit(job.channel, ts, message)
        return ts is not None
