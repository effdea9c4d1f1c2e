"""A process that does what the program does at start: takes up every unfinished job. Made to be killed.

python killable_program.py DATABASE AMPLEMARKET_URL API_KEY WALL_FILE
"""

import asyncio
import secrets
import sys
from pathlib import Path

import httpx

from bot.adding.backoff import Backoff
from bot.amplemarket import AmplemarketClient
from bot.jobs.clock import SystemClock
from bot.jobs.run import Runner
from bot.jobs.send import BatchSender
from bot.store import Store
from tests.jobs.recorded_thread import RecordedThread, Wall


async def main(database: str, url: str, key: str, wall: Path) -> None:
    clock = SystemClock()
    async with (
        Store.open(database, clock=clock) as store,
        httpx.AsyncClient(trust_env=False, verify=False) as http,  # noqa: S501 - plain HTTP on loopback
    ):
        sender = BatchSender(
            jobs=store.jobs,
            amplemarket=AmplemarketClient(http, url, key),
            limiter=store.limiter(key, 100_000),
            clock=clock,
            gate=asyncio.Semaphore(4),
            backoff=Backoff(tries=3, first=0.01),
        )
        runner = Runner(
            jobs=store.jobs,
            sender=sender,
            thread=RecordedThread(Wall(file=wall), store.jobs),
            clock=clock,
            workers=4,
            new_id=lambda: secrets.token_hex(8),
        )
        async with asyncio.TaskGroup() as group:
            for job_id in await store.jobs.unfinished():
                group.create_task(runner.run(job_id))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4])))
