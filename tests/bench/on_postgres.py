"""One process on PostgreSQL: how soon a typed lead is on its way, and what a lead costs and weighs there."""

import asyncio
import time

import psycopg

from tests.bench.figures import Figure, percentile
from tests.bench.job_run import run_job
from tests.bench.workplace import ALIAS, UNLIMITED, Workplace, workplace
from tests.postgres import PostgresServer

LATENCY = 0.1
TYPED, PAUSE = 20, 0.3
"""Commands, and seconds between them: each job ends before the next one."""


async def on_postgres(server: PostgresServer, leads: int) -> list[Figure]:
    address = server.create("alone")
    more = {"ADDLEADS_DATABASE_URL": address}
    async with workplace(latency=LATENCY, per_minute=UNLIMITED, more=more) as place:
        await run_job(place, 1_000, "warm")
        small = [await _until_called(place, number) for number in range(TYPED)]
        before = await _size(address)
        run = await run_job(place, leads, "large")
        bytes_each = (await _size(address) - before) / leads
        return [
            Figure("one typed lead: until Amplemarket is called, p50", percentile(small, 0.5) * 1000, "ms"),
            Figure(f"{leads:,} leads on PostgreSQL: report", run.seconds, "s"),
            Figure("cost per 1,000 leads on PostgreSQL: CPU, file to result", run.cpu / leads * 1000, "s"),
            Figure("a lead of seven columns in PostgreSQL", bytes_each, "bytes", note="with all indexes"),
        ]


async def _until_called(place: Workplace, number: int) -> float:
    """Seconds from typing one lead until Amplemarket hears of it; its parent message is posted before."""
    calls, typed = len(place.amplemarket.calls), time.monotonic()
    text = f"{ALIAS} someone{number}@small.example"
    await place.slack.command(place.ana, place.sales, "/addleads", text)
    await place.amplemarket.until(lambda: len(place.amplemarket.calls) > calls)
    seconds = time.monotonic() - typed
    await asyncio.sleep(PAUSE)
    return seconds


async def _size(address: str) -> int:
    async with await psycopg.AsyncConnection.connect(address) as connection:
        row = await (await connection.execute("SELECT pg_database_size(current_database())")).fetchone()
        return int(row[0]) if row else 0
