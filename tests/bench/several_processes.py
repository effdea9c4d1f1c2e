"""Four processes, forty jobs, and every few seconds a `kill -9`; PostgreSQL crashes in the middle.

    python -m tests.bench.several_processes [--processes 4] [--jobs 40] [--seed 1]

ADDLEADS_KEEP_LOG=FILE keeps what the processes have logged.

Prints what came of it: every job must end exactly once, no row may be lost, nobody whose end was written may
be sent again, and the rate limit must be kept, and used.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.bench.crowd import Crowd, crowd
from tests.bench.figures import Figure, table
from tests.postgres import PostgresServer, postgres_server

PER_MINUTE = 480
LEADS, BATCH = 125, 5
"""Twenty-five calls for each job: forty jobs keep the limit busy for two minutes."""
KILL_EVERY = 5.0
"""Seconds, from when the last one's successor is connected: on average."""
CRASH_AFTER = 45.0
ENDS_WITHIN = 600.0


async def _kill(bots: Crowd, chance: random.Random, kills: list[float]) -> None:
    """Kill one at random, and start another in its place, as a service manager does."""
    while True:
        await asyncio.sleep(KILL_EVERY * (0.5 + chance.random()))
        victim = chance.choice(bots.processes)
        await bots.kill(victim)
        kills.append(time.monotonic())
        await bots.start()


async def _crash(server: PostgresServer) -> None:
    await asyncio.sleep(CRASH_AFTER)
    await asyncio.to_thread(server.restart)


async def run(processes: int, jobs: int, seed: int) -> list[Figure]:
    chance = random.Random(seed)  # noqa: S311 - picks moments
    kills: list[float] = []
    with postgres_server() as server, tempfile.TemporaryDirectory() as folder:
        address = server.create("crowd")
        async with crowd(
            address, Path(folder), processes=processes, latency=0.1, per_minute=PER_MINUTE, batch=BATCH
        ) as bots:
            for _ in range(jobs):
                await bots.share(LEADS)
            began = time.monotonic()
            troubles = [
                asyncio.create_task(_kill(bots, chance, kills)),
                asyncio.create_task(_crash(server)),
            ]
            try:
                await _ended(bots)
            finally:
                if log := os.environ.get("ADDLEADS_KEEP_LOG"):
                    shutil.copy(bots.log, log)
                for trouble in troubles:
                    trouble.cancel()
                await asyncio.gather(*troubles, return_exceptions=True)
            return await _figures(bots, kills, time.monotonic() - began)


async def _ended(bots: Crowd) -> None:
    """The database may be away while we look."""
    end = time.monotonic() + ENDS_WITHIN
    while time.monotonic() < end:
        try:
            return await bots.all_ended(end - time.monotonic())
        except TimeoutError:
            break
        except Exception as error:  # noqa: BLE001 - the crash that we have made ourselves
            sys.stderr.write(f"looking again after {type(error).__name__}\n")
            await asyncio.sleep(0.5)
    sys.stderr.write("not all lists have ended\n")
    return None


async def _figures(bots: Crowd, kills: Sequence[float], seconds: float) -> list[Figure]:
    busiest = bots.most_in_a_minute()
    return [
        Figure("jobs", len(bots.asked)),
        Figure("rows", sum(bots.asked.values())),
        Figure("processes killed", len(kills), note="and PostgreSQL crashed once"),
        Figure("seconds until the last report", seconds, "s"),
        Figure("calls", len(bots.amplemarket.calls)),
        Figure("lists without exactly one end", await bots.not_ended_once(), aim=0),
        Figure("rows lost, or in without being told", await bots.lost(), aim=0),
        Figure("rows sent again after their end", bots.resent(), aim=0),
        Figure("most calls in any 60 s", busiest, aim=PER_MINUTE),
        Figure("of the limit unused in the busiest 60 s", 100 * (1 - busiest / PER_MINUTE), "%", 5.0),
    ]


def main() -> int:
    """The exit code: 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.several_processes")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=int(os.environ.get("ADDLEADS_SEED", "1")))
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        figures = asyncio.run(run(options.processes, options.jobs, options.seed))
        sys.stdout.write(table("Several processes", figures) + "\n")
        return int(any(one.met is False for one in figures))
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
