"""The JobThread port, recorded: what people would see, without Slack.

It keeps its promises as the real one does: which messages stand is read from the store, so that a second call
edits what the first one posted; a kill between the post and the note of it repeats one message.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.adding.approval import Approval
from bot.adding.errors import AmplemarketError, SlackError
from bot.adding.job import Job
from bot.adding.report import Tally
from bot.jobs.approvals import approval_kind
from bot.jobs.job_ports import JobStore
from bot.jobs.outage import Silence
from bot.jobs.ports import REPORT, STATUS, STOPPED


@dataclass(slots=True)
class Wall:
    """All that hangs in Slack, whichever process put it there.

    Fields:
        posts: every message posted, as (job, kind).
        lines: what each job's messages say, by kind: the last edit.
        failing: errors to raise, by method of the port; each is raised once.
        calls: how often each method was called.
        silences: what was told of Amplemarket's.
    """

    posts: list[tuple[str, str]] = field(default_factory=list)
    lines: dict[tuple[str, str], str] = field(default_factory=dict)
    failing: dict[str, list[Callable[[], SlackError]]] = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    silences: list[Silence] = field(default_factory=list)

    def post(self, job_id: str, kind: str, line: str) -> str:
        self.posts.append((job_id, kind))
        self.lines[job_id, kind] = line
        return f"1.{len(self.posts)}"

    def posted(self, job_id: str, kind: str) -> int:
        return self.posts.count((job_id, kind))

    def report(self, job_id: str) -> str:
        return self.lines[job_id, REPORT]


@dataclass(frozen=True, slots=True)
class RecordedThread:
    """One process's hands on the wall."""

    wall: Wall
    jobs: JobStore

    async def open(self, job: Job, tally: Tally) -> str:
        self._called("open")
        return job.thread_ts or await self._show(job, STATUS, f"adding: {tally.line}")

    async def preview(self, job: Job, tally: Tally) -> None:
        self._called("preview")
        await self._show(job, STATUS, f"preview: {tally.line}")

    async def waiting(self, job: Job, ahead: Job, shared: int) -> None:
        self._called("waiting")
        await self._show(job, STATUS, f"waiting for {ahead.id}, {shared} shared")

    async def confirmed(self, job: Job, by: str) -> None:
        self._called("confirmed")
        await self._edit(job, STATUS, f"confirmed by {by}")

    async def withdrawn(self, job: Job, by: str) -> None:
        self._called("withdrawn")
        await self._edit(job, STATUS, f"withdrawn by {by}")

    async def progress(
        self,
        job: Job,
        tally: Tally,
        silence: Silence | None = None,
        left: float | None = None,  # noqa: ARG002 - what people read is tested elsewhere
    ) -> None:
        self._called("progress")
        await self._edit(job, STATUS, f"progress: {tally.line}")
        if silence:
            self.wall.silences.append(silence)

    async def stopped(self, job: Job, tally: Tally, error: AmplemarketError) -> None:
        self._called("stopped")
        await self._post(job, STOPPED, f"stopped: {error.code}, {tally.line}")

    async def failed(self, job: Job, tally: Tally, reference: str) -> None:
        self._called("failed")
        await self._post(job, STOPPED, f"broken: {reference}, {tally.line}")

    async def report(self, job: Job, tally: Tally) -> None:
        self._called("report")
        await self._edit(job, STATUS, f"ended: {job.state}")
        await self._show(job, REPORT, tally.line)

    async def approval(self, job: Job, approval: Approval) -> None:
        self._called("approval")
        await self._show(job, approval_kind(approval), f"{approval.state} {approval.decided_by}".strip())

    async def retried(self, parent: Job) -> None:
        self._called("retried")
        children = await self.jobs.children(parent.id)
        await self._edit(parent, REPORT, f"{len(children)} retries")

    def _called(self, method: str) -> None:
        self.wall.calls[method] += 1
        if failing := self.wall.failing[method]:
            error = failing.pop(0)()
            raise error

    async def _show(self, job: Job, kind: str, line: str) -> str:
        ts = await self.jobs.message_ts(job.id, kind)
        if ts is None:
            return await self._post(job, kind, line)
        self.wall.lines[job.id, kind] = line
        return ts

    async def _edit(self, job: Job, kind: str, line: str) -> None:
        if await self.jobs.message_ts(job.id, kind) is not None:
            self.wall.lines[job.id, kind] = line

    async def _post(self, job: Job, kind: str, line: str) -> str:
        ts = self.wall.post(job.id, kind, line)
        await self.jobs.keep_message(job.id, kind, ts)
        return ts
