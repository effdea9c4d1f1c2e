"""What the use cases need from the world, as Protocols. Adapters implement them; `app.py` plugs them in.

A port speaks our words: no JSON, no SQL, no Slack payload crosses it.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.adding.answer import AddLeadsAnswer
from bot.adding.errors import AmplemarketError
from bot.adding.job import Alias, ColumnMapping, Job, Options
from bot.adding.outcome import RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobEvent
from bot.leads.lead import Lead

Payload = Mapping[str, object]
"""What Slack sent, as JSON data. The store keeps it and does not look into it."""

STATUS, STOPPED, REPORT, FILE = "status", "stopped", "report", "file"
"""The kinds of messages that a job has in Slack, one of each at most."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, with its zone (UTC)."""

    async def sleep(self, seconds: float) -> None: ...


class AliasStore(Protocol):
    async def find(self, team: str, name: str) -> Alias | None:
        """The workspace's own alias of that name, else the one for every workspace. Ignores case."""

    async def visible(self, team: str) -> list[Alias]:
        """All aliases a workspace can use, by name; its own hide those for every workspace."""

    async def put(self, alias: Alias) -> None:
        """Write or replace."""

    async def everywhere(self) -> list[Alias]:
        """The aliases of all workspaces, by name and workspace."""

    async def remove(self, team: str, name: str) -> bool:
        """Remove the workspace's own alias; False where there was none."""


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


class JobStore(Protocol):
    """Jobs, their batches and their rows. Every write is one transaction.

    Writes of a run carry its `run` token; once another run has started the job they raise StaleRunError.
    """

    async def create(self, job: Job, plan: Plan) -> bool:
        """Write a new job with all its rows; False, and nothing written, where its origin is known."""

    async def get(self, job_id: str) -> Job | None: ...

    async def by_origin(self, origin: str) -> Job | None: ...

    async def move(self, job_id: str, event: JobEvent) -> Job:
        """Apply an event of the state table, atomically.

        With CANCEL, leads that have no end and whose call is on its way, or was lost, count as unconfirmed
        from then on: they may be in. What a run still records, or releases, has the last word.

        Raises:
            IllegalTransitionError: the job's state does not allow it (any more), or there is no such job.
        """

    async def choose_sequence(self, job_id: str, alias: Alias) -> None:
        """Set where a draft goes. Raises IllegalTransitionError where it is no draft any more."""

    async def replan(
        self, job_id: str, plan: Plan, columns: ColumnMapping, assumptions: Sequence[str]
    ) -> None:
        """Replace a draft's rows and batches by those of the same list, read with these columns.

        Raises IllegalTransitionError, with nothing written, where it is no draft any more.
        """

    async def place_in_thread(self, job_id: str, thread_ts: str) -> None:
        """Remember the thread, once the parent message stands."""

    async def start(self, job_id: str, run: str) -> Job:
        """Apply START and make `run` the only run that may write. Raises IllegalTransitionError."""

    async def claim(self, job_id: str, run: str) -> Batch | None:
        """Take the next batch that has no outcome and that this run does not hold; None when none is left.

        A batch that an earlier run had in flight comes back with `earlier_try` at least PERHAPS.
        Returns None as well once the job is no longer running.
        """

    async def sending(self, job_id: str, run: str, number: int) -> bool:
        """Write down that a call is about to be made. Must be called before each call.

        False, and nothing is written, when the job is no longer running: then the call must not be made.
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

    async def tally(self, job_id: str) -> Tally:
        """Count the job's rows as they stand."""

    def rows(self, job_id: str) -> AsyncIterator[JobRow]:
        """All rows in order, a page at a time."""

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

        Those confirmed or running, and those that were started and have ended without a "report" message.
        """

    async def message_ts(self, job_id: str, kind: str) -> str | None:
        """The ts of a message of the job ("status", "report", "file"), once known."""

    async def keep_message(self, job_id: str, kind: str, ts: str) -> None: ...


class MappingStore(Protocol):
    """What people chose for the columns of their lists: one mapping per workspace and set of columns."""

    async def recall(self, team: str, fingerprint: str) -> ColumnMapping | None: ...

    async def remember(self, team: str, fingerprint: str, mapping: ColumnMapping) -> None:
        """Write or replace."""


class DeliveryStore(Protocol):
    """What Slack has sent us. Written before it is acked, so that a kill loses nothing that was acked."""

    async def first_time(self, key: str, team: str, payload: Payload) -> bool:
        """Remember a delivery with what it says; False when it was remembered before."""

    async def handled(self, key: str) -> None:
        """Its effect is complete: forget what it says. The key stays, so it has no second one."""

    async def unhandled(self, since: datetime) -> list[Payload]:
        """What those say that came since then and whose effect may be incomplete, oldest first."""


class RateLimiter(Protocol):
    async def acquire(self) -> None:
        """Wait until one more call is within the limit of the API key."""

    async def pause(self, seconds: float) -> None:
        """Let no caller of the key through for so long."""


class Amplemarket(Protocol):
    async def add_leads(self, sequence_id: str, leads: Sequence[Lead], options: Options) -> AddLeadsAnswer:
        """One call, no retry.

        Raises:
            AmplemarketError: see the tree in `bot/adding/errors.py`; `maybe_processed` tells whether the call
                may have had its effect.
        """


class Dispatcher(Protocol):
    def dispatch(self, job_id: str) -> None:
        """See to it that `run_job(job_id)` runs, soon, and once at a time. Carries the id only."""


class JobThread(Protocol):
    """What people see of a job. A method called again after a restart repairs, it does not repeat."""

    async def open(self, job: Job, tally: Tally) -> str:
        """Make sure that a typed job's parent message stands; its ts, which is the job's thread.

        Raises:
            CannotPostError, SlackAnswerLostError: nothing may be sent to Amplemarket then.
        """

    async def preview(self, job: Job, tally: Tally) -> None:
        """Show what would happen, with the buttons to go on; or ask for the sequence while there is none."""

    async def confirmed(self, job: Job, by: str) -> None:
        """Replace the buttons of the preview by who pressed them."""

    async def withdrawn(self, job: Job, by: str) -> None:
        """Say on the preview that nothing was sent and nothing will be."""

    async def progress(self, job: Job, tally: Tally) -> None:
        """Tell how far the job is. May be dropped."""

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        """Tell why the job can't go on, and how it can."""

    async def report(self, job: Job, tally: Tally) -> None:
        """Tell the end: the report, the result file, and the buttons of what can be retried."""

    async def retried(self, parent: Job) -> None:
        """Show on the parent's report who retried what, and how it went as far as that is known."""
