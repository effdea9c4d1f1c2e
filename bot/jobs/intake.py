"""From a reading to a job: written down first, then shown as a preview, or sent at once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.adding.access import Access
from bot.adding.errors import IllegalTransitionError, NothingToDoError, SlackError
from bot.adding.job import Alias, ColumnMapping, Intake, Job, Options
from bot.adding.plan import plan
from bot.adding.state import JobEvent, JobState
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import Clock, Dispatcher, JobStore, JobThread
from bot.jobs.telling import show
from bot.leads.errors import NoLeadsError
from bot.leads.reading import Reading

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for what, and where. The fields mean what those of `Job` mean."""

    origin: str
    team: str
    channel: str
    user: str
    intake: Intake
    thread_ts: str | None = None
    name: str = ""
    alias: Alias | None = None
    options: Options = field(default_factory=Options)
    columns: ColumnMapping | None = None


@dataclass(frozen=True, slots=True)
class NewJobs:
    """Makes jobs, and takes the decision on them: go, choose, cancel.

    Fields:
        batch_size: leads per call, at most.
        confirm_above: a job of more leads than this is shown first.
        new_id: makes job ids.
    """

    jobs: JobStore
    thread: JobThread
    dispatcher: Dispatcher
    clock: Clock
    access: Access
    new_id: Callable[[], str]
    batch_size: int
    confirm_above: int

    async def begin(self, request: Request, reading: Reading) -> Job:
        """Write the job down, then preview it or send it. The same origin again has no second effect.

        It does complete the first one, where a kill came in between: a preview is shown, and what was to be
        sent at once was written down as confirmed, so that the start has taken it up.

        Raises:
            NoLeadsError: nothing in it can be sent; nothing was written.
            CannotPostError, SlackAnswerLostError: no message could be posted; nothing will be sent.
        """
        if not reading.leads:
            raise NoLeadsError(_no_leads(reading))
        job = self._job(request, reading)
        if not await self.jobs.create(job, plan(reading, self.batch_size)):
            job = await self.jobs.by_origin(request.origin) or job
            if job.state is not JobState.DRAFT:
                return job
        if job.state is JobState.DRAFT:
            await self.thread.preview(job, await self.jobs.tally(job.id))
            return job
        return await self._go(job)

    async def choose(self, job_id: str, team: str, alias: Alias) -> None:
        """Give a draft its sequence, and show what would happen now.

        Raises:
            NothingToDoError: it is no draft any more.
        """
        job = await job_of_team(self.jobs, job_id, team)
        try:
            await self.jobs.choose_sequence(job.id, alias)
        except IllegalTransitionError:
            raise NothingToDoError("This was decided already.") from None
        chosen = await self.jobs.get(job.id) or job
        await self.thread.preview(chosen, await self.jobs.tally(job.id))

    async def confirm(self, job_id: str, team: str, by: str) -> None:
        """Somebody said go: on a preview, or on a job that was stopped.

        Raises:
            AccessError: the person may not lift what the job lifts.
            NothingToDoError: it was started, ended or cancelled before.
        """
        job = await job_of_team(self.jobs, job_id, team)
        if job.sequence_id is None:
            raise NothingToDoError("Choose a sequence first.")
        self.access.check_overrides(by, job.options.overrides)
        await self._move(job_id, JobEvent.CONFIRM)
        try:
            await show(self.thread.confirmed(job, by))
        finally:  # it is confirmed: whatever becomes of the message, somebody must run it
            self.dispatcher.dispatch(job_id)

    async def cancel(self, job_id: str, team: str, by: str) -> None:
        """Somebody said stop: no further call is begun. The run of a job that was confirmed tells the end.

        Raises:
            NothingToDoError: it has ended before.
        """
        job = await job_of_team(self.jobs, job_id, team)
        await self._move(job_id, JobEvent.CANCEL)
        logger.info("job cancelled", extra={"job": job_id})
        # It was a draft when we looked. Somebody may have confirmed it since; only the rows know.
        if job.state is JobState.DRAFT and not (await self.jobs.tally(job_id)).sent:
            await show(self.thread.withdrawn(job, by))
        else:
            self.dispatcher.dispatch(job_id)

    async def _go(self, job: Job) -> Job:
        """Send at once; but first there must be a message that people can find the outcome under."""
        try:
            thread_ts = await self.thread.open(job, await self.jobs.tally(job.id))
        except SlackError:
            await self.jobs.move(job.id, JobEvent.CANCEL)
            raise
        await self.jobs.place_in_thread(job.id, thread_ts)
        self.dispatcher.dispatch(job.id)
        return replace(job, thread_ts=thread_ts)

    async def _move(self, job_id: str, event: JobEvent) -> None:
        try:
            await self.jobs.move(job_id, event)
        except IllegalTransitionError:
            job = await self.jobs.get(job_id)
            state = "gone" if job is None else _ENDED.get(job.state, "started")
            raise NothingToDoError(f"This was {state} already.") from None

    def _must_be_shown(self, request: Request, reading: Reading) -> bool:
        return bool(
            request.alias is None
            or len(reading.leads) > self.confirm_above
            or reading.assumptions
            or request.options.overrides
            or (request.columns and request.columns.saved_by)  # chosen for another list, perhaps long ago
        )

    def _job(self, request: Request, reading: Reading) -> Job:
        """What may go at once is confirmed from the start: a kill must not leave it with nobody to go on."""
        job_id = self.new_id()
        return Job(
            id=job_id,
            origin=request.origin,
            team=request.team,
            channel=request.channel,
            user=request.user,
            thread_ts=request.thread_ts,
            intake=request.intake,
            name=request.name,
            header=reading.header,
            created_at=self.clock.now(),
            assumptions=reading.assumptions,
            columns=request.columns,
            sequence_id=request.alias.sequence_id if request.alias else None,
            alias=request.alias.name if request.alias else "",
            options=request.options,
            state=JobState.DRAFT if self._must_be_shown(request, reading) else JobState.CONFIRMED,
            root=job_id,
        )


_ENDED = {JobState.DONE: "finished", JobState.CANCELLED: "cancelled"}


def _no_leads(reading: Reading) -> str:
    shown = "; ".join(f"row {problem.row}: {problem.sentence}" for problem in reading.problems[:3])
    more = f" … and {len(reading.problems) - 3:,} more" if len(reading.problems) > 3 else ""  # noqa: PLR2004
    return f"I found nobody to add. {shown}{more}".strip()
