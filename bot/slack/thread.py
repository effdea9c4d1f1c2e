"""What people see of a job: one status message that is edited, and one report as a reply in its thread.

Implements the port `JobThread`. Which messages stand already is read from the store, so a second call after a
restart edits what the first one posted.

Only `open`, `preview`, `stopped` and `report` raise when Slack does not let us: nobody may take a job for
told that was not. The others decorate what has happened, and what has happened goes on without them.
"""

import asyncio
import logging
from dataclasses import dataclass, field

from bot.adding.access import Access
from bot.adding.approval import Approval
from bot.adding.descent import Descent
from bot.adding.errors import AmplemarketError, SlackAnswerLostError, SlackError
from bot.adding.job import Intake, Job
from bot.adding.remedies import remedies
from bot.adding.report import Tally
from bot.adding.result_file import result_file, result_file_name
from bot.adding.state import JobState
from bot.jobs.approvals import approval_kind
from bot.jobs.catalogue import Catalogue
from bot.jobs.job_ports import JobStore
from bot.jobs.outage import Silence
from bot.jobs.ports import FILE, REPORT, STATUS, STOPPED, AliasStore
from bot.slack import text
from bot.slack.blocks import approval as approvals
from bot.slack.blocks import same_list, status
from bot.slack.blocks.elements import Message
from bot.slack.blocks.report import NAMES_SHOWN, Report, report_message
from bot.slack.escaping import one_line, shortened
from bot.slack.outbox import Outbox
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

ROWS_FOR_A_FILE = 5
"""A typed handful gets no result file: the report names everybody."""

FILE_NAME_LIMIT = 200
"""Characters of a list's name that its result file takes over; file systems end at 255 bytes."""

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
        await self._show(job, STATUS, status.preview(job, tally, sample, aliases, again, sequence=sequence))

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

    async def progress(self, job: Job, tally: Tally, silence: Silence | None = None) -> None:
        """See the port. Never posted twice: where edits are refused, every tick would be a new message."""
        message = status.silent(job, tally, silence) if silence else status.running(job, tally)
        if not await self._edit(job, STATUS, message):
            await self._try_to_show(job, STATUS, message)

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        await self._edit(job, STATUS, status.paused(job, tally))
        message = status.stopped(job, tally, error)
        try:
            await self.outbox.post(job, STOPPED, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, STOPPED, message)

    async def report(self, job: Job, tally: Tally) -> None:
        """See the port. The status message first, so that no bar stands beside a finished report."""
        await self._edit(job, STATUS, status.ended(job, tally))
        await self._edit(job, STOPPED, Message.of(text.preview.STOP_IS_OVER))
        report = await self._report(job, tally)
        message = report_message(report)
        if report.result_file:
            await self.outbox.owe_file(job)
        try:
            await self._show(job, REPORT, message)
        except SlackAnswerLostError:
            await self._tell_otherwise(job, REPORT, message)
        if await self.outbox.owed_file(job) is not None:
            await self._upload(job, report.result_file)

    async def retried(self, parent: Job) -> None:
        report = await self._report(parent, await self.jobs.tally(parent.id))
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

    async def _report(self, job: Job, tally: Tally) -> Report:
        typed_handful = job.intake is not Intake.FILE and tally.rows < ROWS_FOR_A_FILE
        children = [(child, Descent.of(child.origin)) for child in await self.jobs.children(job.id)]
        by_id = {child.id: descent for child, descent in children}
        return Report(
            job,
            tally,
            await self.jobs.sample(job.id, NAMES_SHOWN),
            "" if typed_handful else _result_name(job),
            left=remedies(await self.jobs.remains(job.id), by_id),
            notes=[
                (descent, text.children.note(child, descent, await self.jobs.tally(child.id)))
                for child, descent in children
            ],
            opening=await self._opening(job, tally),
            reserved=bool(self.access.admins),
        )

    async def _opening(self, job: Job, tally: Tally) -> str:
        """Who did what, in a child's report; which list goes on, in that of a result file."""
        if job.parent:
            return text.children.made_by(job, Descent.of(job.origin), tally)
        before = await self.jobs.get(job.continues) if job.continues else None
        return text.children.continues(before) if before else ""

    async def _upload(self, job: Job, name: str) -> None:
        rows = [(row.cells, row.outcome) async for row in self.jobs.rows(job.id)]
        content = await asyncio.to_thread(result_file, job.header, rows)
        try:
            await self.outbox.share(job, name, content)
        except SlackError as error:
            logger.exception("result file not uploaded", extra={"job": job.id})
            lost = isinstance(error, SlackAnswerLostError)
            sentence = text.report.RESULT_FILE_UNSURE if lost else text.report.RESULT_FILE_REFUSED
            await self._say_instead_of_the_file(job, Message.of(sentence))

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


def _result_name(job: Job) -> str:
    return result_file_name(shortened(one_line(job.name), FILE_NAME_LIMIT))
