"""What people see of a job: one status message that is edited, and one report as a reply in its thread.

Implements the port `JobThread`. Which messages stand already is read from the store, so a second call after a
restart edits what the first one posted.

Only `open`, `preview`, `stopped` and `report` raise when Slack does not let us: nobody may take a job for
told that was not. The others decorate what has happened, and what has happened goes on without them.
"""

import asyncio
import logging
from dataclasses import dataclass

from bot.adding.errors import AmplemarketError, SlackAnswerLostError, SlackError
from bot.adding.job import Intake, Job
from bot.adding.report import Tally
from bot.adding.result_file import result_file, result_file_name
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.jobs.ports import FILE, REPORT, STATUS, STOPPED, AliasStore, JobStore
from bot.jobs.retry import retry_kind
from bot.slack import text
from bot.slack.blocks import status
from bot.slack.blocks.elements import Message
from bot.slack.blocks.report import NAMES_SHOWN, Report, report_message
from bot.slack.escaping import one_line, shortened
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

ROWS_FOR_A_FILE = 5
"""A typed handful gets no result file: the report names everybody."""

FILE_NAME_LIMIT = 200
"""Characters of a list's name that its result file takes over; file systems end at 255 bytes."""

NOWHERE = "nowhere"
"""In place of the ts of a message that was told in another way."""


@dataclass(frozen=True, slots=True)
class SlackJobThread:
    web: SlackWeb
    jobs: JobStore
    aliases: AliasStore

    async def open(self, job: Job, tally: Tally) -> str:
        """See the port. Jobs out of a file or a button have a thread already."""
        if job.thread_ts is not None:
            return job.thread_ts
        return await self._post(job, STATUS, status.adding(job, tally))

    async def preview(self, job: Job, tally: Tally) -> None:
        sample = await self.jobs.sample(job.id, NAMES_SHOWN)
        aliases = [alias.name for alias in await self.aliases.visible(job.team)]
        await self._show(job, STATUS, status.preview(job, tally, sample, aliases))

    async def confirmed(self, job: Job, by: str) -> None:
        if job.state is JobState.STOPPED:
            await self._edit(job, STOPPED, Message.of(text.preview.went_on(by)))
        else:
            tally = await self.jobs.tally(job.id)
            await self._try_to_show(job, STATUS, status.started(job, by, tally))

    async def withdrawn(self, job: Job, by: str) -> None:
        await self._try_to_show(job, STATUS, status.withdrawn(job, by))

    async def progress(self, job: Job, tally: Tally) -> None:
        """See the port. Never posted twice: where edits are refused, every tick would be a new message."""
        message = status.running(job, tally)
        if not await self._edit(job, STATUS, message):
            await self._try_to_show(job, STATUS, message)

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        await self._edit(job, STATUS, status.paused(job, tally))
        message = status.stopped(job, tally, error)
        try:
            await self._post(job, STOPPED, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, STOPPED, message)

    async def report(self, job: Job, tally: Tally) -> None:
        """See the port. The status message first, so that no bar stands beside a finished report."""
        await self._edit(job, STATUS, status.ended(job, tally))
        await self._edit(job, STOPPED, Message.of(text.preview.STOP_IS_OVER))
        report = await self._report(job, tally)
        message = report_message(report)
        try:
            await self._show(job, REPORT, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, REPORT, message)
        if report.result_file and await self.jobs.message_ts(job.id, FILE) is None:
            await self._upload(job, report.result_file)

    async def retried(self, parent: Job) -> None:
        report = await self._report(parent, await self.jobs.tally(parent.id))
        await self._edit(parent, REPORT, report_message(report))

    async def failed(self, job: Job, reference: str) -> None:
        """Our bug: say so in the thread, with a reference to quote."""
        try:
            await self._post(job, "bug", Message.of(text.refusals.our_bug(reference)))
        except SlackError as error:
            logger.warning(
                "bug not told", extra={"job": job.id, "reference": reference, "reason": str(error)}
            )

    async def _report(self, job: Job, tally: Tally) -> Report:
        sample = await self.jobs.sample(job.id, NAMES_SHOWN)
        retried: dict[RetryKind, str] = {}
        for child in await self.jobs.children(job.id):
            retried[retry_kind(child)] = text.report.child_note(child, await self.jobs.tally(child.id))
        typed_handful = job.intake is not Intake.FILE and tally.rows < ROWS_FOR_A_FILE
        kind = retry_kind(job) if job.intake is Intake.RETRY else None
        return Report(job, tally, sample, retried, "" if typed_handful else _result_name(job), kind)

    async def _upload(self, job: Job, name: str) -> None:
        rows = [(row.cells, row.outcome) async for row in self.jobs.rows(job.id)]
        content = await asyncio.to_thread(result_file, job.header, rows)
        try:
            await self.web.upload(job.channel, str(job.thread_ts), name, content)
        except SlackError as error:
            logger.exception("result file not uploaded", extra={"job": job.id})
            lost = isinstance(error, SlackAnswerLostError)
            sentence = text.report.RESULT_FILE_UNSURE if lost else text.report.RESULT_FILE_REFUSED
            await self._try_to_show(job, FILE, Message.of(sentence))
        else:
            await self.jobs.keep_message(job.id, FILE, "uploaded")

    async def _show(self, job: Job, kind: str, message: Message) -> None:
        """Edit the job's message of this kind, or post it where none stands or Slack refuses the edit."""
        ts = await self.jobs.message_ts(job.id, kind)
        if ts is None or not await self.web.edit(job.channel, ts, message):
            await self._post(job, kind, message)

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

    async def _post(self, job: Job, kind: str, message: Message) -> str:
        ts = await self.web.post(job.channel, message, job.thread_ts)
        await self.jobs.keep_message(job.id, kind, ts)
        return ts


def _result_name(job: Job) -> str:
    return result_file_name(shortened(one_line(job.name), FILE_NAME_LIMIT))
