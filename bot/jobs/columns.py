"""Which column is what: as the list shows, as people chose for such lists, as somebody chooses now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adding.errors import IllegalTransitionError, NothingToDoError, UsageError
from bot.adding.job import ColumnMapping, Intake, Job
from bot.adding.needs import Needs
from bot.adding.plan import plan
from bot.adding.state import JobState
from bot.jobs.job_ports import JobStore
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Clock, JobThread, MappingStore
from bot.jobs.target import Targets
from bot.leads.column_choice import ColumnChoice, as_mapping, choice_in_force, from_kept, to_keep
from bot.leads.columns import ColumnPlan, fingerprint, plan_columns
from bot.leads.errors import NoLeadsError
from bot.leads.reading import SAMPLE, Reading, column_assumptions, read_leads, reread
from bot.leads.renames import Rename, renamed
from bot.leads.rows import SourceRows

CELLS = 200_000
"""Cells of a list that are looked at while somebody waits for a modal: a hundredth of a second per 10,000."""

NOBODY_THERE = "the columns chosen earlier hold nobody here, so I looked anew"

Said = dict[int | str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft's columns, to choose from.

    Fields:
        sample: the list's first rows.
        plan: what is in force.
        choice: the same, as a person would choose it.
    """

    job: Job
    sample: SourceRows
    plan: ColumnPlan
    choice: ColumnChoice


@dataclass(frozen=True, slots=True)
class Columns:
    """Reads lists with what is remembered of their columns, and changes what a draft's columns are.

    Fields:
        batch_size: leads per call, at most.
        most_rows: no longer list is read.
    """

    jobs: JobStore
    mappings: MappingStore
    targets: Targets
    thread: JobThread
    clock: Clock
    batch_size: int
    most_rows: int

    async def read(
        self, team: str, data: bytes, name: str, renames: Sequence[Rename] = ()
    ) -> tuple[Reading, ColumnMapping | None]:
        """Read a file; a second time where people have said something about its columns.

        Raises:
            ListError: it can't be read, or holds nobody.
            UsageError: a rename that makes no sense for this list.
        """
        reading = await asyncio.to_thread(read_leads, data, name, max_rows=self.most_rows)
        kept = await self.mappings.recall(team, fingerprint(reading.header))
        said = _with_renames(reading, renames, from_kept(reading.header, kept.entries) if kept else {})
        if not said:
            return reading, None
        nobody_there = replace(reading, assumptions=(*reading.assumptions, NOBODY_THERE)), None
        try:
            anew = await asyncio.to_thread(read_leads, data, name, mapping=said, max_rows=self.most_rows)
        except NoLeadsError:
            if kept:
                return nobody_there
            raise
        if kept and not anew.leads:
            return nobody_there
        mapping = ColumnMapping(
            to_keep(reading.header, said),
            kept.saved_by if kept else "",
            kept.saved_at if kept else self.clock.now(),
        )
        # The first reading's names: a nameless column's name must not depend on what it is used for.
        return replace(anew, header=reading.header), mapping

    async def draft(self, job_id: str, team: str) -> Job:
        """The job, while its columns can be changed.

        Raises:
            NothingToDoError: they can't, any more.
        """
        job = await job_of_team(self.jobs, job_id, team)
        if job.state is not JobState.DRAFT or job.intake is not Intake.FILE:
            raise _too_late(job)
        return job

    async def offer(self, job: Job) -> Offer:
        """What there is to choose from, found in the list's first rows."""
        sample = await _first_rows(self.jobs, job)
        in_force = await asyncio.to_thread(plan_columns, job.header, sample.cells, _said(job))
        return Offer(job, sample, in_force, choice_in_force(job.header, in_force))

    async def holds_leads(self, offer: Offer, wanted: ColumnChoice) -> bool:
        """Whether the list's first rows would hold anybody with this choice."""
        mapping = as_mapping(offer.job.header, offer.plan, wanted)
        return bool((await asyncio.to_thread(reread, offer.job.header, offer.sample, mapping)).leads)

    async def change(self, offer: Offer, wanted: ColumnChoice, by: str) -> None:
        """Read the draft's rows anew, remember the choice for lists with these columns, show the preview.

        Raises:
            NothingToDoError: the job is no draft any more; nothing is changed or remembered.
        """
        job = offer.job
        mapping = as_mapping(job.header, offer.plan, wanted)
        columns = ColumnMapping(to_keep(job.header, mapping), by, self.clock.now())
        rows = await _rows(self.jobs, job)
        reading = await asyncio.to_thread(reread, job.header, rows, mapping)
        needs = Needs.of(await self.targets.of(job), job.options)
        planned = await asyncio.to_thread(plan, reading, self.batch_size, needs)
        assumed = (*_about_the_file(offer), *reading.assumptions)
        try:
            await self.jobs.replan(job, planned, columns, assumed)
        except IllegalTransitionError:
            raise _too_late(await self.jobs.get(job.id) or job) from None
        await self.mappings.remember(job.team, fingerprint(job.header), columns)
        changed = await self.jobs.get(job.id) or job
        if changed.state is JobState.DRAFT:  # else its preview has given way to what was decided meanwhile
            await self.thread.preview(changed, await self.jobs.tally(job.id))


async def columns_in_force(jobs: JobStore, job: Job) -> ColumnPlan | None:
    """What each column of a job's list is used for; None where it has none, as when leads were typed."""
    if job.intake is not Intake.FILE or not job.header:
        return None
    sample = await _first_rows(jobs, job)
    return await asyncio.to_thread(plan_columns, job.header, sample.cells, _said(job))


async def _first_rows(jobs: JobStore, job: Job) -> SourceRows:
    """As many as a vote on the columns takes."""
    return await _rows(jobs, job, min(SAMPLE, max(1, CELLS // max(1, len(job.header)))))


async def _rows(jobs: JobStore, job: Job, most: int | None = None) -> SourceRows:
    numbers: list[int] = []
    cells: list[Sequence[str]] = []
    async for row in jobs.rows(job.id):
        numbers.append(row.row)
        cells.append(row.cells)
        if len(numbers) == most:
            break
    return SourceRows(numbers, cells)


def _with_renames(reading: Reading, renames: Sequence[Rename], said: Said) -> Said:
    mapping, problem = renamed(reading.header, renames, said)
    if problem:
        raise UsageError(problem)
    return mapping


def with_renames(reading: Reading, renames: Sequence[Rename]) -> Reading:
    """Pasted cells with merge fields called as the person said.

    Raises:
        UsageError: a rename that makes no sense for these columns.
    """
    rows = SourceRows([row.number for row in reading.rows], [row.cells for row in reading.rows])
    again = reread(reading.header, rows, _with_renames(reading, renames, {}))
    return replace(again, assumptions=reading.assumptions)


def _said(job: Job) -> Said:
    return from_kept(job.header, job.columns.entries) if job.columns else {}


def _about_the_file(offer: Offer) -> list[str]:
    """The assumptions that a choice of columns leaves standing."""
    job = offer.job
    settled = {*column_assumptions(job.header, offer.plan, _said(job)), NOBODY_THERE}
    return [one for one in job.assumptions if one not in settled]


def _too_late(job: Job) -> NothingToDoError:
    match job.state:
        case JobState.DRAFT if job.intake is Intake.FILE:
            return NothingToDoError("This list was changed in the same moment. Choose its columns once more.")
        case JobState.DRAFT:
            return NothingToDoError("Only a shared file has columns to change.")
        case JobState.CANCELLED:
            return NothingToDoError("This list was cancelled already, so its columns stay as they are.")
        case _:
            return NothingToDoError("This list was started already, so its columns stay as they are.")
