"""Several real processes on one PostgreSQL: killed, cut off and replaced, and yet each list is added once.

The long run, with figures, is `python -m tests.bench.several_processes`; `make stress` makes it.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.cable import cable
from tests.bench.crowd import crowd
from tests.postgres import PostgresServer

CALLS_AT_ONCE = 4
"""The default of AMPLEMARKET_CONCURRENCY."""


async def test_killed_and_replaced(postgres_database: Callable[..., str], tmp_path: Path) -> None:
    """One of two dies, a third one comes, the second ends as in a rolling restart: nothing is lost."""
    async with crowd(
        postgres_database(), tmp_path, processes=2, latency=0.05, per_minute=100_000, batch=5
    ) as bots:
        for _ in range(6):
            await bots.share(100)
        await bots.amplemarket.until(lambda: len(bots.amplemarket.calls) > 10, within=20)
        first, second = bots.processes
        await bots.kill(first)
        await bots.look()
        await bots.start()
        await bots.look()
        assert await bots.end(second) == 0
        await bots.all_ended(60)
        assert (await bots.not_ended_once(), await bots.lost(), bots.resent()) == (0, 0, 0)


@pytest.mark.skipif(not os.environ.get("ADDLEADS_STRESS"), reason="waits for time-outs: `make stress`")
async def test_cut_off_from_the_database(
    postgres: PostgresServer, postgres_database: Callable[..., str], tmp_path: Path
) -> None:
    """Who can't write down what is about to be sent sends nothing; another process goes on within 30 s."""
    address = postgres_database()
    name = address.partition("@/")[2].partition("?")[0]
    async with (
        cable(postgres.folder) as line,
        crowd(address, tmp_path, processes=0, latency=0.1, per_minute=100_000, batch=5) as bots,
    ):
        alone = await bots.start(ADDLEADS_DATABASE_URL=line.address(name))
        await bots.name_the_sequence()
        await bots.share(500)
        await bots.amplemarket.until(lambda: len(bots.amplemarket.calls) > 10, within=20)
        line.cut()
        at_the_cut = len(bots.amplemarket.calls)
        await asyncio.sleep(1)
        stopped_at = len(bots.amplemarket.calls)
        assert stopped_at <= at_the_cut + CALLS_AT_ONCE
        await bots.look()
        await bots.start()
        await bots.amplemarket.until(lambda: len(bots.amplemarket.calls) > stopped_at, within=30)
        await bots.all_ended(60)
        line.whole.set()
        await asyncio.sleep(3)  # who comes back learns that others have done its work
        assert (await bots.not_ended_once(), await bots.lost(), bots.resent()) == (0, 0, 0)
        await bots.kill(alone)
