"""Ack, start and idle memory next to a bare Bolt app's, in turns; and acks while a large job is at work."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.jobs.clock import SystemClock
from bot.store import Store
from tests.bench.adding import LATENCY, PER_MINUTE
from tests.bench.bot_process import PROGRAM
from tests.bench.figures import Figure, percentile
from tests.bench.job_run import JobRun, run_job
from tests.bench.workplace import ALIAS, BARE_BOLT, UNLIMITED, Workplace, workplace

COMMANDS = 50
"""Typed in each round at each of the two, one by one."""

EVERY = 0.25
"""Seconds between two commands beside the large job: more than a team types, and no burst."""

ADDING_EVERY = 10
NO_ACK = 3.0
"""What an ack that never came counts as: Slack's limit."""


@dataclass(frozen=True, slots=True)
class Program:
    """What one round has shown of one program.

    Fields:
        start: seconds from starting Python to the connection.
        memory: MB resident once all commands are answered.
        acks: seconds until each ack.
    """

    start: float
    memory: float
    acks: Sequence[float]


async def beside_bare_bolt(rounds: int) -> list[Figure]:
    """All ratios, from rounds in which both live at the same time and are asked in turns."""
    found = [await _round(number) for number in range(rounds)]
    bare, ours = zip(*found, strict=True)
    return [
        *_compared("ack of one command, idle, p50", _acks(bare), _acks(ours), "ms", 1.3),
        *_compared("start to connection", _median(bare, "start"), _median(ours, "start"), "s", 2),
        *_compared("idle memory", _median(bare, "memory"), _median(ours, "memory"), "MB", 1.6),
    ]


async def _round(number: int) -> tuple[Program, Program]:
    """Both are started, one after the other, and each round another one first."""
    order = [BARE_BOLT, PROGRAM] if number % 2 == 0 else [PROGRAM, BARE_BOLT]
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="addleads-bench-"))
        more = {"ADDLEADS_DATABASE_URL": f"sqlite:///{folder}/addleads.db"}
        async with Store.open(more["ADDLEADS_DATABASE_URL"], clock=SystemClock()):
            pass  # as at every start but the first: the tables are there
        places = {}
        for program in order:
            at = workplace(latency=LATENCY, per_minute=UNLIMITED, program=program, more=more)
            places[program] = await stack.enter_async_context(at)
        acks: dict[object, list[float]] = {program: [] for program in order}
        for count in range(COMMANDS):
            for program in order:
                acks[program].append(await _ack(places[program], "list"))
                await _answered(places[program], count + 2)  # the first one named the sequence
        bare, ours = (
            Program(places[one].start_seconds, places[one].bot.resident_mb, acks[one])
            for one in (BARE_BOLT, PROGRAM)
        )
        return bare, ours


async def _ack(place: Workplace, text: str) -> float:
    result = await place.slack.command(place.ana, place.sales, "/addleads", text)
    return NO_ACK if result.acked_after is None else result.acked_after


async def _answered(place: Workplace, count: int) -> None:
    await place.slack.until(lambda: len(place.slack.ephemerals(place.ana)) >= count, what="an answer")


def _acks(programs: Sequence[Program]) -> float:
    return 1000 * statistics.median(percentile(one.acks, 0.5) for one in programs)


def _median(programs: Sequence[Program], what: str) -> float:
    return float(statistics.median(getattr(one, what) for one in programs))


def _compared(name: str, bare: float, ours: float, unit: str, aim: float) -> Iterator[Figure]:
    yield Figure(f"bare Bolt app: {name}", bare, unit)
    yield Figure(f"addleads: {name}", ours, unit)
    yield Figure(f"{name}: addleads / bare Bolt app", ours / bare, "x", aim)


async def acks_beside_a_job(leads: int) -> list[Figure]:
    """Commands at a steady pace, from sharing a large list to its result file."""
    async with workplace(latency=LATENCY, per_minute=PER_MINUTE) as place:
        await run_job(place, 1_000, "warm")
        job = asyncio.create_task(run_job(place, leads, "steady"))
        acks = await _steadily(place, job)
        run, name = await job, f"{leads:,}-lead job"
        note = f"{len(acks)} commands, one every {EVERY:g} s, from its file to its result file"
        return [
            Figure(f"ack beside a {name}, p50", percentile(acks, 0.5) * 1000, "ms"),
            Figure(f"ack beside a {name}, p99", percentile(acks, 0.99) * 1000, "ms", 250, note),
            Figure(f"ack beside a {name}, longest", max(acks) * 1000, "ms"),
            Figure(f"that {name}: report", run.seconds, "s"),
        ]


async def _steadily(place: Workplace, job: asyncio.Task[JobRun]) -> list[float]:
    """A command every so often while the job is at work, whether the last one is acked or not."""
    typing: list[asyncio.Task[float]] = []
    due = time.monotonic()
    while not job.done():
        number = len(typing)
        adds = number % ADDING_EVERY == 0
        text = f"{ALIAS} someone{number}@steady-pace.example" if adds else "list"
        typing.append(asyncio.create_task(_ack(place, text)))
        due += EVERY
        await asyncio.sleep(due - time.monotonic())
    return list(await asyncio.gather(*typing))
