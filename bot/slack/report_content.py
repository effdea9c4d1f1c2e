"""What the report of a job shows, looked up."""

import asyncio

from bot.adding.access import Access
from bot.adding.descent import Descent
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.remedies import remedies
from bot.adding.report import Tally
from bot.adding.result_file import result_file_name
from bot.jobs.job_ports import JobStore
from bot.slack import text
from bot.slack.blocks.report import NAMES_SHOWN, Report
from bot.slack.blocks.report_figures import MOST_ROWS, TABLE_FROM
from bot.slack.escaping import one_line, shortened

ROWS_FOR_A_FILE = 5
"""A typed handful gets no result file: the report names everybody."""

FILE_NAME_LIMIT = 200
"""Characters of a list's name that its result file takes over; file systems end at 255 bytes."""


async def report_of(jobs: JobStore, access: Access, job: Job, tally: Tally) -> Report:
    """With what can still be done, and what people have done so far."""
    typed_handful = job.intake is not Intake.FILE and tally.rows < ROWS_FOR_A_FILE
    children = [(child, Descent.of(child.origin)) for child in await jobs.children(job.id)]
    by_id = {child.id: descent for child, descent in children}
    sample, remains = await asyncio.gather(jobs.sample(job.id, NAMES_SHOWN), jobs.remains(job.id))
    return Report(
        job,
        tally,
        sample,
        "" if typed_handful else _result_name(job),
        left=remedies(remains, by_id),
        notes=[
            (descent, text.children.note(child, descent, await jobs.tally(child.id)))
            for child, descent in children
        ],
        opening=await _opening(jobs, job, tally),
        reserved=bool(access.admins),
        skipped=await _skipped(jobs, job, tally),
    )


async def _skipped(jobs: JobStore, job: Job, tally: Tally) -> list[JobRow]:
    """For the table, where there are enough for one."""
    if tally[Outcome.SKIPPED] < TABLE_FROM:
        return []
    return await jobs.named(job.id, {Outcome.SKIPPED}, "", MOST_ROWS)


async def _opening(jobs: JobStore, job: Job, tally: Tally) -> str:
    """Who did what, in a child's report; which list goes on, in that of a result file."""
    if job.parent:
        return text.children.made_by(job, Descent.of(job.origin), tally)
    before = await jobs.get(job.continues) if job.continues else None
    return text.children.continues(before) if before else ""


def _result_name(job: Job) -> str:
    return result_file_name(shortened(one_line(job.name), FILE_NAME_LIMIT))
