"""Whose turn it is: of the jobs into one sequence that share a lead, one sends at a time.

The store decides at each start, in one transaction, so this holds over processes and restarts. A job that
waits is a confirmed one: it can be cancelled, and a restart takes it up to wait on. A stopped job is waited
for by nobody: it may stand for days. When it goes on it waits itself, for who is running then.
"""

from dataclasses import dataclass, field
from typing import Protocol

from bot.adding.job import Job
from bot.adding.state import JobState
from bot.jobs.halt import Halt
from bot.jobs.job_ports import JobStore
from bot.jobs.ports import Clock, JobThread
from bot.jobs.telling import show

LOOK_EVERY = 2.0
"""Seconds between looks at who is ahead: it may run in another process."""

LOOK_RARELY = 20
"""To compare two lists of 100,000 takes most of a second; the wait is so many times as long as the look."""


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
        if await _waits(started, seen, starter):
            looked_for = (starter.clock.now() - began).total_seconds()
            async with starter.draining.wakes():
                await starter.clock.sleep(max(LOOK_EVERY, LOOK_RARELY * looked_for))
    return started


async def _waits(job: Job, seen: _Seen, starter: Starter) -> bool:
    """Whether some job is ahead of this one; who waits is told so, once for each job ahead."""
    for other in await starter.jobs.beside(job):
        if other.id in seen.apart:
            continue
        shared = await starter.jobs.shared(job.id, other)
        if shared:
            if seen.told != other.id:
                await show(starter.thread.waiting(job, other, shared))
                seen.told = other.id
            return True
        seen.apart.add(other.id)
    return False
