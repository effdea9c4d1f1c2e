"""A rolling restart: an older and a newer program side by side on one PostgreSQL, and nothing is lost."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from bot.store.schema import SCHEMA
from tests.bench.crowd import Crowd, crowd
from tests.bench.next_version import NEXT, next_version

SIDE_BY_SIDE = 60 if os.environ.get("ADDLEADS_STRESS") else 4
"""Seconds; the long one is `make stress`."""

LEADS, MANY = 50, 500
"""Of a list: MANY take longer than the newer program takes to start."""

WRONG_USE = 2


async def test_the_next_version_beside_this_one(
    postgres_database: Callable[..., str], tmp_path: Path
) -> None:
    """The newer one migrates while the older one works; both work; the older one ends, and each list once."""
    address = postgres_database()
    newer = next_version(tmp_path)
    async with crowd(address, tmp_path, processes=1, latency=0.1, per_minute=100_000, batch=5) as bots:
        older = bots.processes[0]
        for _ in range(4):
            await bots.share(MANY)
        await bots.amplemarket.until(lambda: len(bots.amplemarket.calls) > 5, within=20)
        assert await _tables(address) == SCHEMA
        await bots.start(PYTHONPATH=str(newer))
        assert await _tables(address) == NEXT
        assert await bots.store.jobs.unfinished()  # it came in the middle of work
        await _busy(bots, SIDE_BY_SIDE)
        await bots.look()
        assert await bots.end(older) == 0
        await bots.look()
        await bots.share(LEADS)
        await bots.all_ended(60)
        assert (await bots.not_ended_once(), await bots.lost(), bots.resent()) == (0, 0, 0)


async def test_this_version_after_the_next_one(postgres_database: Callable[..., str], tmp_path: Path) -> None:
    """It does not start on tables that it does not know, and says so; one that runs already goes on."""
    address = postgres_database()
    newer = next_version(tmp_path)
    async with crowd(address, tmp_path, processes=1, latency=0.05, per_minute=100_000, batch=5) as bots:
        newest = await bots.start(PYTHONPATH=str(newer))
        await bots.kill(newest)  # the newer one is taken back: the tables stay as it has made them
        late = await bots.start()
        assert await late.wait() == WRONG_USE
        bots.processes.remove(late)
        assert "a newer addleads has written this database" in bots.log.read_text("utf-8")
        await bots.share(LEADS)
        await bots.all_ended(60)
        assert (await bots.not_ended_once(), await bots.lost(), bots.resent()) == (0, 0, 0)


async def _busy(bots: Crowd, seconds: float) -> None:
    """Lists keep coming, and Slack hands each to one or the other."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await bots.share(LEADS)
        await bots.look()
        await asyncio.sleep(1)


async def _tables(address: str) -> str:
    async with await psycopg.AsyncConnection.connect(address) as connection:
        row = await (await connection.execute("SELECT version_num FROM alembic_version")).fetchone()
        return str(row and row[0])
