"""What the use cases need of the store to keep jobs, as a Protocol. The smaller ports stand in `ports.py`."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.adding.audit import NOBODY
from bot.adding.job import Alias, ColumnMapping, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.remedies import Remains
from bot.adding.report import Tally
from bot.adding.state import JobEvent
from bot.jobs.same_sequence import SameSequenceStore
from bot.leads.lead import Lead


@dataclass(frozen=True, slots=True)
class Batch:
    """One API call of a job, claimed by one run.

    Fields:
        number: its place in the job, from 0.
        leads: what to send, in row order: those of the batch that have no end yet.
        earlier_try: what is known of an earlier call with these leads, that of a dead process included.
        tries: calls made for it so far.
    """

    number: int
    leads: tuple[Lead, ...]
    earlier_try: EarlierTry
    tries: int


@dataclass(frozen=True, slots=True)
class BatchCall:
    """A call that is about to be made with leads of a batch, by the run that has claimed it."""

    job_id: str
    run: str
    number: int


class JobStore(SameSequenceStore, Protocol):
    """Jobs, their batches and their rows. Every write is one transaction.

    Writes of a run carry its `run` token; once another run has started the job they raise StaleRunError.
    """

    async def create(self, job: Job, plan: Plan) -> bool:
        """Write a new job with all its rows; False, and nothing written, where its origin is known.

        Raises:
            NothingToDoError: it is a retry, and another one is sending some of its rows, or will.
        """

    async def get(self, job_id: str) -> Job | None: ...

    async def by_origin(self, origin: str) -> Job | None: ...

    async def move(
        self,
        job_id: str,
        event: JobEvent,
        *,
        by: str = NOBODY,
        code: str = "",
        terms: str | None = None,
        goes_on_until: datetime | None = None,
    ) -> Job:
        """Apply an event of the state table, atomically; a person's deed goes down in the audit with it.

        With CANCEL, leads that have no end and whose call is on its way, or was lost, count as unconfirmed
        from then on: they may be in. What a run still records, or releases, has the last word.

        Args:
            job_id: which one.
            event: what happened.
            by: whose deed it is: a Slack user, or nobody.
            code: with STOP, that of the error that stopped it.
            terms: of a draft, those that were agreed to (`Job.terms`).
            goes_on_until: with STOP, until when it goes on by itself; None where it does not.

        Raises:
            IllegalTransitionError: the job's state does not allow it (any more), its terms are others now, or
                there is no such job.
        """

    async def waiting_to_go_on(self, code: str, now: datetime) -> list[Job]:
        """Jobs that were stopped by this error and still go on by themselves, oldest first."""

    async def go_on(self, job: Job) -> None:
        """Confirm a stopped job, by nobody. It does not go on by itself again before a person has said go.

        Raises IllegalTransitionError where it is not as it was read: somebody has decided meanwhile.
        """

    async def break_off(self, job_id: str) -> Job | None:
        """A run of the job has failed by our bug, and no call of it is on its way any more.

        A job that was to be sent is stopped; leads whose call has no answer written count as unconfirmed, and
        are not sent again when it goes on. The job as it stands then, None where there is none.
        """

    async def choose_sequence(
        self, job: Job, alias: Alias, sequence_name: str = "", plan: Plan | None = None
    ) -> None:
        """Set where a draft goes, with the alias's defaults for what its options leave open.

        Args:
            job: the draft as it was read.
            alias: what was chosen.
            sequence_name: Amplemarket's own, "" where that is not known.
            plan: its rows as they are for that sequence; None where nothing changes about them.

        Raises IllegalTransitionError, with nothing written, where it is no draft any more, or where there is
        a plan and the draft's columns have changed since, or somebody was removed from it.
        """

    async def replan(self, job: Job, plan: Plan, columns: ColumnMapping, assumptions: Sequence[str]) -> None:
        """Replace a draft's rows and batches by those of the same list, read with these columns.

        Raises IllegalTransitionError, with nothing written, where it is no draft any more, or somebody was
        removed from it since it was read.
        """

    async def place_in_thread(self, job_id: str, thread_ts: str) -> None:
        """Remember the thread, once the parent message stands."""

    async def start(self, job_id: str, run: str, apart: Collection[str] = ()) -> Job:
        """Apply START and make `run` the only run that may write. Raises IllegalTransitionError.

        Nothing changes, and the job comes back as it was, while another job is `beside` it that is not one
        of `apart`: those that are known to share no lead with it.
        """

    async def claim(self, job_id: str, run: str) -> Batch | None:
        """Take the next batch that has no outcome and that this run does not hold; None when none is left.

        A batch that an earlier run had in flight comes back with `earlier_try` at least PERHAPS.
        Returns None as well once the job is no longer running.
        """

    async def tried(self, job_id: str, run: str, number: int, earlier_try: EarlierTry) -> None:
        """Write down what a call without a usable answer leaves known; the batch is no longer in flight."""

    async def record(
        self,
        job_id: str,
        run: str,
        number: int,
        outcomes: Sequence[RowOutcome],
        *,
        finished: bool,
        earlier_try: EarlierTry = EarlierTry.NONE,
    ) -> None:
        """Write outcomes of a batch's rows; with `finished` the batch is done and never sent again.

        `earlier_try` is kept with the batch, so that a later retry knows what its calls may have done.
        """

    async def release(self, job_id: str, run: str, number: int) -> None:
        """Give an unsent batch back (nothing of it was processed), for when the job goes on."""

    async def doubt_unclaimed(self, job_id: str, run: str) -> None:
        """The run stops its job: count those as unconfirmed who may be in, and whom it did not come to.

        An earlier run was killed while their call was on its way, or after its answer was lost. They are not
        sent again when the job goes on.
        """

    async def tally(self, job_id: str) -> Tally:
        """Count the job's rows as they stand."""

    def rows(self, job_id: str) -> AsyncIterator[JobRow]:
        """All rows in order, a page at a time."""

    def picked(self, job_id: str, outcomes: Collection[Outcome]) -> AsyncIterator[JobRow]:
        """Of its rows those that came to one of these ends, in order, a page at a time."""

    async def named(self, job_id: str, outcomes: Collection[Outcome], part: str, limit: int) -> list[JobRow]:
        """The first of these rows whose address holds this text, in any case."""

    async def remains(self, job_id: str) -> Remains:
        """What became of the job's rows, and what of them child jobs have taken up."""

    async def rows_of(self, job_ids: Sequence[str]) -> frozenset[int]:
        """The numbers of all rows of these jobs."""

    async def people_of(
        self,
        roots: Collection[str],
        emails: Collection[str],
        profiles: Collection[str],
        outcomes: Collection[Outcome] = tuple(Outcome),
    ) -> Mapping[str, int]:
        """Which of these addresses and profiles stand in such rows of some chains: as given → a row's number.

        Several hundred at a time, at most: databases take only so many values in a statement.
        """

    async def recent(self, team: str, channel: str, limit: int) -> list[Job]:
        """The latest jobs of a channel, latest first."""

    async def sample(self, job_id: str, limit: int) -> list[JobRow]:
        """The first `limit` rows of each (outcome, reasons) kind, for the report in the thread."""

    async def earlier_tries(self, job_id: str) -> Mapping[int, EarlierTry]:
        """What is known of the calls of each batch."""

    async def added_in_chain(self, root: str) -> frozenset[int]:
        """Rows that some job of the chain has added."""

    async def children(self, job_id: str) -> list[Job]:
        """The jobs that retry this one, oldest first."""

    async def unfinished(self) -> list[str]:
        """Ids of the jobs that a starting program takes up again, oldest first.

        Those confirmed or running, and those that were started and have ended without a "report" message, or
        with one of its messages owed.
        """

    async def message_ts(self, job_id: str, kind: str) -> str | None:
        """The ts of a message of the job ("status", "report", "file"), once known."""

    async def owe_message(self, job_id: str, kind: str, marker: str) -> None:
        """Write down that a message is about to be posted. Must be called before it is.

        The marker is what it can be found by in Slack, if a kill or a lost answer leaves its ts unknown.
        """

    async def owed_message(self, job_id: str, kind: str) -> str | None:
        """The marker of a post that was begun, and of which nothing more is known."""

    async def keep_message(self, job_id: str, kind: str, ts: str) -> None:
        """Remember the message that stands for this kind; nothing is owed any more."""
