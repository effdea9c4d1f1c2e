"""Whose turn it is: of the jobs into one sequence that share a lead, one sends at a time.

The store decides at each start, in one transaction, so this holds over processes and restarts. A job that
waits is a confirmed one: it can be cancelled, and a restart takes it up to wait on. A stopped job is waited
for by nobody: it may stand for days. When it goes on it waits itself, for who is running then.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from bot.adding.job import Job
from bot.adding.state import JobState
from bot.jobs.halt import Halt
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import Clock, JobThread
from bot.jobs.telling import show

LOOK_EVERY = 2.0
"""Seconds between looks at who is ahead: it may run in another process, which tells nobody that it ends."""

LOOK_RARELY = 20
"""To compare two lists of 100,000 takes most of a second; the wait is so many times as long as the look."""


class Ends:
    """Tells those who wait for a job that a run of it has ended, in this process."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}

    def tell(self, job_id: str) -> None:
        for one in self._waiting.get(job_id, ()):
            if not one.done():
                one.set_result(None)

    async def wait(self, job_id: str, seconds: float, clock: Clock) -> None:
        """Until a run of the job ends, or so long."""
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = asyncio.create_task(clock.sleep(seconds))
        waiting = self._waiting.setdefault(job_id, set())
        waiting.add(ended)
        try:
            await asyncio.wait({ended, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            waiting.discard(ended)
            if not waiting:
                self._waiting.pop(job_id, None)


class Starter(Protocol):
    """What it takes to start a job."""

    @property
    def jobs(self) -> JobStore: ...
    @property
    def thread(self) -> JobThread: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def draining(self) -> Halt: ...
    @property
    def ends(self) -> Ends: ...


@dataclass(slots=True)
class _Seen:
    """Jobs beside the one at hand.

    Fields:
        apart: those that share no lead with it, or none that is still to be sent.
        told: the one that people were told it waits for.
    """

    apart: set[str] = field(default_factory=set)
    told: str = ""


async def start_in_turn(job: Job, run: str, starter: Starter) -> Job:
    """Start the job as soon as no other one that sends shares a lead with it.

    Raises:
        IllegalTransitionError: it was cancelled.
        HaltedError: the program drains; the next start goes on from here.
    """
    seen = _Seen()
    while (started := await starter.jobs.start(job.id, run, seen.apart)).state is not JobState.RUNNING:
        began = starter.clock.now()
        if ahead := await _ahead(started, seen, starter):
            looked_for = (starter.clock.now() - began).total_seconds()
            async with starter.draining.wakes():
                await starter.ends.wait(ahead, max(LOOK_EVERY, LOOK_RARELY * looked_for), starter.clock)
    return started


async def _ahead(job: Job, seen: _Seen, starter: Starter) -> str | None:
    """The job that this one waits for, by its id, if any; who waits is told so, once for each job ahead."""
    others = [other for other in await starter.jobs.beside(job) if other.id not in seen.apart]
    shared = await starter.jobs.shared(job.id, others) if others else {}
    seen.apart |= {other.id for other in others} - shared.keys()
    ahead = next((other for other in others if other.id in shared), None)
    if ahead is None:
        return None
    if seen.told != ahead.id:
        await show(starter.thread.waiting(job, ahead, shared[ahead.id]))
        seen.told = ahead.id
    return ahead.id
