"""Adding leads, against the floor that latency, concurrency and rate limit allow; and acks meanwhile.

The bot is the real `addleads serve` in a process of its own; Slack and Amplemarket are the sandboxes in this
one, over loopback. A run is measured from the press of the button to the report in the thread.
"""

import asyncio
import math
import statistics
from collections.abc import Iterator, Sequence

from bot.sandbox.amplemarket import adds_leads
from tests.bench.acks import AT_ONCE, Burst, acks_one_by_one, burst
from tests.bench.bot_process import Stall
from tests.bench.figures import Figure, percentile
from tests.bench.job_run import CONCURRENCY, JobRun, run_job
from tests.bench.workplace import UNLIMITED, Workplace, workplace

LATENCY = 0.1
PER_MINUTE = 480
"""The default of AMPLEMARKET_REQUESTS_PER_MINUTE."""

BURST_AFTER = 0.2
"""The commands at once come when this share of the large job's calls was made."""

ROUNDS = 3
ONE_BY_ONE = 30


async def by_latency(leads: int, rounds: int) -> list[Figure]:
    """Jobs whose floor is the latency: 1,000 leads, and a larger number of them."""
    async with workplace(latency=LATENCY, per_minute=UNLIMITED) as place:
        idle = await acks_one_by_one(place, ONE_BY_ONE)
        await run_job(place, 1_000, "warm")  # what a process does once in its life is not a job's
        small = [await run_job(place, 1_000, f"small{number}") for number in range(rounds)]
        large = [await run_job(place, leads, f"large{number}") for number in range(rounds)]
        return [
            Figure("start to connection", place.start_seconds, "s"),
            Figure("idle memory", place.idle_mb, "MB"),
            Figure("ack of one command, idle, p50", percentile(idle, 0.5) * 1000, "ms"),
            *_small(small),
            *_large(large),
            *_stalls(place, large, f"{leads:,} leads"),
        ]


def _small(runs: Sequence[JobRun]) -> Iterator[Figure]:
    over = statistics.median(run.seconds - _latency_floor(run) for run in runs)
    yield Figure("1,000 leads: report", statistics.median(run.seconds for run in runs), "s")
    yield Figure("1,000 leads: report above its floor", over, "s", 0.3, _floor_note(runs[0]))


def _large(runs: Sequence[JobRun]) -> Iterator[Figure]:
    leads = f"{runs[0].leads:,} leads"
    run = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    ratio = run.seconds / _latency_floor(run)
    yield Figure(f"{leads}: file to preview", run.previewed - run.shared, "s")
    yield Figure(f"{leads}: report", run.seconds, "s")
    yield Figure(f"{leads}: report / floor", ratio, "", 1.15, _floor_note(run))
    yield Figure(f"{leads}: result file after the report", run.filed - run.reported, "s")
    thousands = run.leads / 1000
    yield Figure("cost per 1,000 leads: CPU, file to result", run.cpu / thousands, "s")
    yield Figure("cost per 1,000 leads: CPU, button to report", run.cpu_sending / thousands, "s")
    yield Figure("cost per 1,000 leads: calls to Amplemarket", run.calls / thousands)
    yield Figure(f"calls to Slack for {leads}", run.slack_calls)


def _latency_floor(run: JobRun) -> float:
    return math.ceil(run.calls / CONCURRENCY) * run.latency


def _floor_note(run: JobRun) -> str:
    return (
        f"floor {_latency_floor(run):.2f} s: {run.calls} calls, {CONCURRENCY} at once,"
        f" {run.latency * 1000:.0f} ms each; AMPLEMARKET_REQUESTS_PER_MINUTE={UNLIMITED}"
    )


async def by_rate(leads: int) -> list[Figure]:
    """Jobs whose floor is the rate limit: 10,000 leads, then many, and many commands in the middle of it."""
    async with workplace(latency=LATENCY, per_minute=PER_MINUTE) as place:
        first = await run_job(place, 10_000, "first")
        place.bot.forget_peak()
        commands = asyncio.create_task(_burst_in_the_middle(place, leads))
        run = await run_job(place, leads, "huge")
        at_once, name = await commands, f"{leads:,} leads"
        floor = run.calls * 60 / PER_MINUTE
        small = len(at_once.small_jobs)
        note = f"floor {floor:.1f} s: {run.calls} calls, {PER_MINUTE} a minute, {small} of them of small jobs"
        return [
            _at_the_limit(first),
            Figure(f"{name}: file to preview", run.previewed - run.shared, "s"),
            Figure(f"{name}: report", run.seconds, "s"),
            Figure(f"{name}: report / floor", run.seconds / floor, "", 1.05, note),
            Figure(f"{name}: result file after the report", run.filed - run.reported, "s"),
            Figure(f"{name}: CPU, file to result", run.cpu, "s"),
            Figure(f"{name}: peak memory above idle", place.bot.peak_mb - place.idle_mb, "MB", 300),
            *_stalls(place, [run], name),
            Figure("most calls in any 60 s", place.amplemarket.most_calls_in(60), "", PER_MINUTE),
            *_acks(at_once),
        ]


def _at_the_limit(run: JobRun) -> Figure:
    """A few calls go at once, the others evenly: so no 60 seconds ever hold more than the limit."""
    at_once = PER_MINUTE // 50
    floor = (run.calls - at_once) * 60 / PER_MINUTE + run.latency
    note = f"floor {floor:.2f} s: {run.calls} calls, {at_once} at once, then {PER_MINUTE} a minute"
    return Figure(
        f"{run.leads:,} leads at the default limit: report / floor", run.seconds / floor, "", 1.15, note
    )


async def _burst_in_the_middle(place: Workplace, leads: int) -> Burst:
    before = sum(map(adds_leads, place.amplemarket.calls))
    wanted = leads / 250 * BURST_AFTER
    await place.amplemarket.until(
        lambda: sum(map(adds_leads, place.amplemarket.calls)) - before >= wanted, within=300.0
    )
    return await burst(place, "burst")


def _stalls(place: Workplace, runs: Sequence[JobRun], name: str) -> Iterator[Figure]:
    late = [stall for run in runs for stall in place.bot.stalls(run.shared, run.filed)]
    sending = [stall for run in runs for stall in place.bot.stalls(run.confirmed, run.reported)]
    note = "as far as the bot's own CPU time explains it; the rest is the machine's"
    yield Figure(f"{name}: longest stall, file to result", _ms(late, own=True), "ms", 50, note)
    yield Figure(f"{name}: longest stall, button to report", _ms(sending, own=True), "ms", 50)
    yield Figure(f"{name}: longest late beat of all", _ms(late, own=False), "ms")


def _ms(stalls: Sequence[Stall], *, own: bool) -> float:
    return max((one.own if own else one.late for one in stalls), default=0.0) * 1000


def _acks(found: Burst) -> Iterator[Figure]:
    name = f"{AT_ONCE} commands at once beside it: ack"
    yield Figure(f"{name}, p50", percentile(found.acks, 0.5) * 1000, "ms")
    yield Figure(f"{name}, p99", percentile(found.acks, 0.99) * 1000, "ms")
    yield Figure(f"{name}, longest", max(found.acks) * 1000, "ms", 1000)
    yield Figure(f"{name} missed", found.missed, "", 0)
    yield Figure("one-lead job beside it: report, p50", percentile(found.small_jobs, 0.5), "s")
    yield Figure("one-lead job beside it: report, longest", max(found.small_jobs), "s")
