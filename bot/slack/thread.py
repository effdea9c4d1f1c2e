"""What people see of a job: one status message that is edited, and one report as a reply in its thread.

Implements the port `JobThread`. Which messages stand already is read from the store, so a second call after a
restart edits what the first one posted.
"""

import asyncio
import logging
from dataclasses import dataclass

from bot.adding.errors import AmplemarketError, SlackError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome
from bot.adding.report import Tally
from bot.adding.result_file import result_file, result_file_name
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.jobs.ports import AliasStore, JobStore
from bot.jobs.retry import retry_kind
from bot.slack import text
from bot.slack.blocks.elements import Block, section
from bot.slack.blocks.report import NAMES_SHOWN, Report, report_blocks
from bot.slack.blocks.status import preview_blocks, running_blocks, stopped_blocks
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

ROWS_FOR_A_FILE = 5
"""A typed handful gets no result file: the report names everybody."""


@dataclass(frozen=True, slots=True)
class SlackJobThread:
    web: SlackWeb
    jobs: JobStore
    aliases: AliasStore

    async def open(self, job: Job, tally: Tally) -> str:
        """See the port. Jobs out of a file or a button have a thread already."""
        if job.thread_ts is not None:
            return job.thread_ts
        sentence = text.adding(job, tally[Outcome.NOT_SENT])
        return await self._post(job, "status", sentence, [section(sentence)])

    async def preview(self, job: Job, tally: Tally) -> None:
        sample = await self.jobs.sample(job.id, NAMES_SHOWN)
        aliases = [alias.name for alias in await self.aliases.visible(job.team)]
        await self._show(job, "status", text.preview(job, tally), preview_blocks(job, tally, sample, aliases))

    async def confirmed(self, job: Job, by: str) -> None:
        if job.state is JobState.STOPPED:
            await self._edit(job, "stopped", text.went_on(by))
        else:
            tally = await self.jobs.tally(job.id)
            sentence = text.confirmed(job, by, tally[Outcome.NOT_SENT])
            await self._edit(job, "status", sentence, running_blocks(job, sentence))

    async def withdrawn(self, job: Job, by: str) -> None:
        await self._edit(job, "status", text.withdrawn(job, by))

    async def progress(self, job: Job, tally: Tally) -> None:
        try:
            sentence = text.progress(job, tally)
            await self._show(job, "status", sentence, running_blocks(job, sentence))
        except SlackError as error:
            logger.warning("progress not shown", extra={"job": job.id, "reason": error.code})

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        sentence = text.stopped(error, tally)
        blocks = stopped_blocks(job, tally, sentence)
        await self._post(job, "stopped", f"{sentence} {tally.line}", blocks)

    async def report(self, job: Job, tally: Tally) -> None:
        """See the port. The status message first, so that no bar stands beside a finished report."""
        await self._edit(job, "status", text.ended(job, tally))
        await self._edit(job, "stopped", text.STOP_IS_OVER)
        report = await self._report(job, tally)
        await self._show(job, "report", text.report_text(job, tally), report_blocks(report))
        if report.result_file and await self.jobs.message_ts(job.id, "file") is None:
            await self._upload(job, report.result_file)

    async def retried(self, parent: Job) -> None:
        tally = await self.jobs.tally(parent.id)
        report = await self._report(parent, tally)
        await self._edit(parent, "report", text.report_text(parent, tally), report_blocks(report))

    async def failed(self, job: Job, reference: str) -> None:
        """Our bug: say so in the thread, with a reference to quote."""
        await self._post(job, "bug", text.our_bug(reference), [section(text.our_bug(reference))])

    async def _report(self, job: Job, tally: Tally) -> Report:
        sample = await self.jobs.sample(job.id, NAMES_SHOWN)
        retried: dict[RetryKind, str] = {}
        for child in await self.jobs.children(job.id):
            retried[retry_kind(child)] = text.child_note(child, await self.jobs.tally(child.id))
        typed_handful = job.intake is not Intake.FILE and tally.rows < ROWS_FOR_A_FILE
        name = "" if typed_handful else result_file_name(job.name)
        return Report(job, tally, sample, retried, name)

    async def _upload(self, job: Job, name: str) -> None:
        rows = [(row.cells, row.outcome) async for row in self.jobs.rows(job.id)]
        content = await asyncio.to_thread(result_file, job.header, rows)
        try:
            await self.web.upload(job.channel, str(job.thread_ts), name, content)
        except SlackError:
            logger.exception("result file not uploaded", extra={"job": job.id})
            await self._post(job, "file", text.RESULT_FILE_LOST, [section(text.RESULT_FILE_LOST)])
        else:
            await self.jobs.keep_message(job.id, "file", "uploaded")

    async def _show(self, job: Job, kind: str, summary: str, blocks: list[Block]) -> None:
        """Edit the job's message of this kind, or post it where none stands or Slack refuses the edit."""
        ts = await self.jobs.message_ts(job.id, kind)
        if ts is None or not await self.web.edit(job.channel, ts, summary, blocks):
            await self._post(job, kind, summary, blocks)

    async def _edit(self, job: Job, kind: str, summary: str, blocks: list[Block] | None = None) -> None:
        """Edit the job's message of this kind, if one stands."""
        ts = await self.jobs.message_ts(job.id, kind)
        if ts is not None:
            await self.web.edit(job.channel, ts, summary, blocks or [section(summary)])

    async def _post(self, job: Job, kind: str, summary: str, blocks: list[Block]) -> str:
        ts = await self.web.post(job.channel, summary, blocks, job.thread_ts)
        await self.jobs.keep_message(job.id, kind, ts)
        return ts
