"""What the use cases need from the world, as Protocols. Adapters implement them; `app.py` plugs them in.

A port speaks our words: no JSON, no SQL, no Slack payload crosses it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.adding.answer import AddLeadsAnswer
from bot.adding.approval import Approval
from bot.adding.audit import NOBODY
from bot.adding.errors import AmplemarketError
from bot.adding.job import Alias, ColumnMapping, Job, Options
from bot.adding.report import Tally
from bot.jobs.job_ports import BatchCall
from bot.jobs.outage import Silence
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

    async def put(self, alias: Alias, *, by: str = NOBODY) -> None:
        """Write or replace; `by`, a Slack user, goes down in the audit."""

    async def everywhere(self) -> list[Alias]:
        """The aliases of all workspaces, by name and workspace."""

    async def remove(self, team: str, name: str, *, by: str = NOBODY) -> bool:
        """Remove the workspace's own alias; False where there was none. `by` as above."""


class ChannelDefaultStore(Protocol):
    """Where a channel's leads go when nobody names a sequence: the name of an alias."""

    async def find(self, team: str, channel: str) -> str | None: ...

    async def put(self, team: str, channel: str, alias: str, *, by: str = NOBODY) -> None:
        """Write or replace; `by`, a Slack user, goes down in the audit."""

    async def remove(self, team: str, channel: str, *, by: str = NOBODY) -> bool:
        """Forget it; False where there was none. `by` as above."""


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

    async def taken_up(self, key: str, idle_since: datetime | None = None) -> int:
        """Count that a process takes it up after another one; how often that was so far.

        0, and nothing is counted, where it was handled meanwhile, or a process has had it in hand since then.
        """

    async def in_hand(self, keys: Collection[str]) -> None:
        """This process is alive and still at work on these."""

    async def unhandled(self, since: datetime, idle_since: datetime | None = None) -> list[Payload]:
        """What those say that came since then and whose effect may be incomplete, oldest first.

        Not those that came, or were taken up, after `idle_since`: some living process may be at work on them.
        """


class RateLimiter(Protocol):
    async def acquire(self, call: BatchCall | None = None) -> bool:
        """Wait until one more call is within the limit of the API key. Must come before each call.

        Args:
            call: one that adds leads. That it is about to be made is written to the store in the transaction
                that permits it: a kill finds neither without the other.

        False, with nothing written or counted, when its job is no longer running: it must not be made then.
        Cut off in the middle, it may have been written and counted all the same.

        Raises:
            StaleRunError: another run has the job, or the batch.
        """

    async def pause(self, seconds: float) -> None:
        """Let no caller of the key through for so long, those included who wait already."""


class AddLeadsCall(Protocol):
    async def __call__(self) -> AddLeadsAnswer:
        """Make the call, once.

        Raises:
            AmplemarketError: see the tree in `bot/adding/errors.py`; `maybe_processed` tells whether the call
                may have had its effect.
        """


class Amplemarket(Protocol):
    def prepare(self, sequence_id: str, leads: Sequence[Lead], options: Options) -> AddLeadsCall:
        """All of a call that can be done before it is its turn. It can be made several times.

        Raises:
            LeadsRefusedError, RequestRefusedError, SequenceNotFoundError: the contract does not allow it.
        """


class KeyState(Protocol):
    """What all processes remember of the API key."""

    async def is_refusal_told(self) -> bool: ...

    async def note_refusal_told(self, *, told: bool) -> None: ...


class Admins(Protocol):
    async def key_refused(self) -> bool:
        """Tell each admin, and nobody else, that Amplemarket refuses the key. False where none was told."""


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

    async def waiting(self, job: Job, ahead: Job, shared: int) -> None:
        """Tell that the job waits for another one, ahead of it, that has so many of its leads."""

    async def confirmed(self, job: Job, by: str) -> None:
        """Replace the buttons of the preview by who pressed them."""

    async def withdrawn(self, job: Job, by: str) -> None:
        """Say on the preview that nothing was sent and nothing will be."""

    async def progress(
        self, job: Job, tally: Tally, silence: Silence | None = None, left: float | None = None
    ) -> None:
        """Tell how far the job is, and that Amplemarket does not answer where it is so. May be dropped.

        `left`: about how many seconds it still takes, where that can be told.
        """

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        """Tell why the job can't go on, and how it can."""

    async def failed(self, job: Job, tally: Tally, reference: str) -> None:
        """Tell that our bug has ended a run, how far it came, and how the job can go on."""

    async def report(self, job: Job, tally: Tally) -> None:
        """Tell the end: the report, the result file, and the buttons of what can be retried."""

    async def approval(self, job: Job, approval: Approval) -> None:
        """Show a request to the admins with its buttons; or in its place how it was decided.

        Raises:
            SlackError: it could not be shown.
        """

    async def retried(self, parent: Job) -> None:
        """Show on the parent's report who retried what, and how it went as far as that is known."""
