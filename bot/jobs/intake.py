"""From a reading to a job: written down first, then shown as a preview, or sent at once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.adding.access import Access
from bot.adding.catalogue import Sequence
from bot.adding.errors import IllegalTransitionError, NothingToDoError, SlackError
from bot.adding.job import Alias, ColumnMapping, Intake, Job, Options
from bot.adding.needs import Needs
from bot.adding.plan import plan
from bot.adding.same_list import A_HANDFUL
from bot.adding.state import JobEvent, JobState
from bot.jobs.job_ports import JobStore
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import STATUS, Clock, Dispatcher, JobThread
from bot.jobs.target import Targets
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
    continues: str | None = None


@dataclass(frozen=True, slots=True)
class NewJobs:
    """Makes jobs, and takes the decision on them: go, choose, cancel.

    Fields:
        batch_size: leads per call, at most.
        confirm_above: a job of more leads than this is shown first.
        new_id: makes job ids.
    """

    jobs: JobStore
    targets: Targets
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
            SequenceClosedError, MailboxesError: Amplemarket says, just now, that it can't be; likewise.
            CannotPostError, SlackAnswerLostError: no message could be posted; nothing will be sent.
        """
        if not reading.leads:
            raise NoLeadsError(_no_leads(reading))
        job = await self.jobs.by_origin(request.origin)  # once begun, it goes on whatever its sequence is
        if job is None:
            sequence = await self.targets.of_new(request.alias, request.options, request.intake)
            job = self._job(request, reading, sequence)
            needs = Needs.of(sequence, job.options)
            planned = await asyncio.to_thread(plan, reading, self.batch_size, needs)  # seconds, if it is long
            if await self.jobs.create(job, planned):
                return await self._show_or_go(job, request, reading, sequence)
            job = await self.jobs.by_origin(request.origin) or job
        if job.state is not JobState.DRAFT:
            return job
        return await self._show_or_go(job, request, reading, await self.targets.of(job))

    async def _show_or_go(
        self, job: Job, request: Request, reading: Reading, sequence: Sequence | None
    ) -> Job:
        if job.state is not JobState.DRAFT:
            return await self._go(job)
        if await self._waits_for_somebody(job, request, reading, sequence):
            await self.thread.preview(job, await self.jobs.tally(job.id))
            return job
        try:
            confirmed = await self.jobs.move(job.id, JobEvent.CONFIRM, by=request.user)
        except IllegalTransitionError:  # the same delivery, taken twice at once
            return await self.jobs.get(job.id) or job
        return await self._go(confirmed)

    async def choose(self, job_id: str, team: str, alias: Alias) -> None:
        """Give a draft its sequence, and show what would happen now.

        Raises:
            NothingToDoError: it is no draft any more.
            MailboxesError: nothing can be sent from a mailbox that the alias sends from.
        """
        await self.targets.choose(job_id, team, alias)
        await self.targets.show_again(job_id, team)

    async def confirm(self, job_id: str, team: str, by: str, terms: str | None = None) -> None:
        """Somebody said go: on a preview, or on a job that was stopped.

        Args:
            job_id: the job.
            team: the workspace of the click.
            by: who said it.
            terms: what the preview showed (`Job.terms`), and so all that was agreed to.

        Raises:
            AccessError: the person may not lift what the job lifts.
            NothingToDoError: it was started, ended or cancelled before, or the preview was out of date.
            SequenceClosedError: Amplemarket takes no leads for the sequence now; the job waits.
            MailboxesError: nothing can be sent from one of its mailboxes now; likewise.
        """
        job = await job_of_team(self.jobs, job_id, team)
        if job.sequence_id is None:
            raise NothingToDoError("Choose a sequence first.")
        if not job.approved_by:  # an admin has let it through: anybody may let it go on
            self.access.check_overrides(by, job.options.overrides)
        await self.targets.check_open(job)
        await self._move(job_id, JobEvent.CONFIRM, by, terms)
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
        await self._move(job_id, JobEvent.CANCEL, by)
        logger.info("job cancelled", extra={"job": job_id})
        # It was a draft when we looked. Somebody may have confirmed it since; only the rows know.
        if job.state is JobState.DRAFT and not (await self.jobs.tally(job_id)).sent:
            await show(self.thread.withdrawn(job, by))
        else:
            self.dispatcher.dispatch(job_id)

    async def _waits_for_somebody(
        self, job: Job, request: Request, reading: Reading, sequence: Sequence | None
    ) -> bool:
        """Whether somebody is to decide on a draft. Else it was one only until its list was looked at."""
        shown = self._must_be_shown(request, reading, sequence)
        if shown or await self.jobs.message_ts(job.id, STATUS) is not None:
            return True
        earlier = await self.jobs.earlier(job.id)
        return earlier is not None and earlier.asks

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

    async def _move(self, job_id: str, event: JobEvent, by: str, terms: str | None = None) -> None:
        try:
            await self.jobs.move(job_id, event, by=by, terms=terms)
        except IllegalTransitionError:
            job = await self.jobs.get(job_id)
            if job is not None and job.state is JobState.DRAFT:
                await show(self.thread.preview(job, await self.jobs.tally(job.id)))
                raise NothingToDoError(OUT_OF_DATE) from None
            state = "gone" if job is None else _ENDED.get(job.state, "started")
            raise NothingToDoError(f"This was {state} already.") from None

    def _must_be_shown(self, request: Request, reading: Reading, sequence: Sequence | None) -> bool:
        return bool(
            request.alias is None
            or (sequence and sequence.status.takes_leads is False)
            or len(reading.leads) > self.confirm_above
            or reading.assumptions
            or request.options.overrides
            or (request.columns and request.columns.saved_by)  # chosen for another list, perhaps long ago
        )

    def _first_state(self, request: Request, reading: Reading, sequence: Sequence | None) -> JobState:
        """What may go at once is confirmed from the start: a kill must not leave it with nobody to go on.

        A list that may be an earlier one again is looked at first. A kill meanwhile leaves a draft that
        nobody was shown, and the delivery, which comes once more, completes it.
        """
        is_list = request.intake is Intake.FILE and len(reading.leads) >= A_HANDFUL
        shown = is_list or self._must_be_shown(request, reading, sequence)
        return JobState.DRAFT if shown else JobState.CONFIRMED

    def _job(self, request: Request, reading: Reading, sequence: Sequence | None) -> Job:
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
            sequence_name=sequence.name if sequence else "",
            options=request.options.over(request.alias.defaults) if request.alias else request.options,
            state=self._first_state(request, reading, sequence),
            root=job_id,
            continues=request.continues,
        )


OUT_OF_DATE = "This preview was out of date. It shows now what would be sent: look at it once more."

_ENDED = {JobState.DONE: "finished", JobState.CANCELLED: "cancelled"}


def _no_leads(reading: Reading) -> str:
    shown = "; ".join(f"row {problem.row}: {problem.sentence}" for problem in reading.problems[:3])
    more = f" … and {len(reading.problems) - 3:,} more" if len(reading.problems) > 3 else ""  # noqa: PLR2004
    return f"I found nobody to add. {shown}{more}".strip()
