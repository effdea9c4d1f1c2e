"""One, two and four processes on one PostgreSQL: how much of the shared limit they use, and what they can do.

Nobody is killed here; that is `several_processes.py`.
"""

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.crowd import Crowd, crowd
from tests.bench.figures import Figure
from tests.bench.on_postgres import LATENCY, on_postgres
from tests.bench.workplace import UNLIMITED
from tests.postgres import PostgresServer, postgres_server

PER_MINUTE = 480
BATCH = 5
"""Small calls, so that there are many of them: what is measured is sharing, not reading."""

CALLS_OF_A_LIST = 25
MINUTE_AND_A_HALF = PER_MINUTE * 3 // 2 // CALLS_OF_A_LIST
"""Lists that keep the limit busy for longer than a window of 60 seconds."""

LISTS = 40
ENDS_WITHIN = 300.0


async def by_number(numbers: tuple[int, ...], *, leads: int, limit_too: bool) -> list[Figure]:
    """What one process does with a large list, and so many together with many small ones.

    Args:
        numbers: of processes.
        leads: of the large list.
        limit_too: whether they share a limit for longer than a minute, too.

    Raises:
        NoPostgresError: there is no server.
    """
    with postgres_server() as server:
        figures = [await _throughput(server, number) for number in numbers]
        figures += await on_postgres(server, leads)
        if limit_too:
            figures += [one for number in (1, numbers[-1]) for one in await _of_the_limit(server, number)]
        return figures


async def _throughput(server: PostgresServer, processes: int) -> Figure:
    """Calls a minute where only latency and the machine limit them, from the first call to the last."""
    async with _crowd(server, f"free{processes}", processes, UNLIMITED) as bots:
        await _run(bots, LISTS)
        calls = bots.amplemarket.calls
        minutes = (calls[-1].at - calls[0].at).total_seconds() / 60
        note = (
            f"{len(calls)} calls of {LATENCY * 1000:.0f} ms, 4 at once each; {os.cpu_count()} cores for all"
        )
        return Figure(f"calls a minute, no limit: {_named(processes)}", len(calls) / minutes, note=note)


async def _of_the_limit(server: PostgresServer, processes: int) -> list[Figure]:
    """How busy they keep the limit that they share, in the busiest window of 60 seconds."""
    async with _crowd(server, f"shared{processes}", processes, PER_MINUTE) as bots:
        await _run(bots, MINUTE_AND_A_HALF)
        busiest, name = bots.most_in_a_minute(), _named(processes)
        used = 100 * busiest / PER_MINUTE
        return [
            Figure(f"most calls in any 60 s: {name}", busiest, aim=PER_MINUTE),
            Figure(f"of the shared limit used: {name}", used, "%", 95, at_least=True),
        ]


@asynccontextmanager
async def _crowd(server: PostgresServer, name: str, processes: int, per_minute: int) -> AsyncIterator[Crowd]:
    with tempfile.TemporaryDirectory(prefix="addleads-bench-") as folder:
        address = server.create(name)
        async with crowd(
            address, Path(folder), processes=processes, latency=LATENCY, per_minute=per_minute, batch=BATCH
        ) as bots:
            yield bots


async def _run(bots: Crowd, lists: int) -> None:
    """Share them all at once, and see that each is added once."""
    for _ in range(lists):
        await bots.share(CALLS_OF_A_LIST * BATCH)
    await bots.all_ended(ENDS_WITHIN)
    if wrong := await bots.not_ended_once() + await bots.lost():
        raise ValueError(f"{wrong} lists or rows have not ended as they should")


def _named(processes: int) -> str:
    return "1 process" if processes == 1 else f"{processes} processes"
