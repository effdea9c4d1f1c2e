"""Who runs jobs: this process alone on SQLite, or all processes together on Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Protocol

from bot.jobs.dispatch import LocalDispatcher
from bot.jobs.ports import Dispatcher
from bot.store import postgres
from bot.store.engine import database_url, sqlite_file


class RunningJobs(Dispatcher, Protocol):
    async def begin(self, unfinished: Callable[[], Awaitable[Collection[str]]]) -> None:
        """Take up what is unfinished, and work."""

    async def drain(self, seconds: float) -> None:
        """Wait for the runs under way, then cancel the rest."""


@asynccontextmanager
async def dispatching(
    address: str,
    run: Callable[[str], Awaitable[None]],
    failed: Callable[[str, Exception], Awaitable[None]],
) -> AsyncIterator[RunningJobs]:
    """The dispatcher that fits the database at this address.

    Args:
        address: as in ADDLEADS_DATABASE_URL.
        run: what to do with a job's id.
        failed: told of an exception that `run` let through.
    """
    url = database_url(address)
    if sqlite_file(url) is not None:
        yield LocalDispatcher(run, failed)
        return
    from bot.queue import SharedDispatcher  # noqa: PLC0415 - one machine needs none of it, and it is large

    options = postgres.server_options(url)
    async with SharedDispatcher.opened(
        postgres.conninfo(url), run, failed, postgres.is_outage, options=options
    ) as dispatcher:
        yield dispatcher


async def queue_obstacle(address: str) -> str | None:
    """What keeps the database user from the queue: a sentence, or ""; None where there is no queue."""
    url = database_url(address)
    if sqlite_file(url) is not None:
        return None
    from bot.queue import obstacle_at  # noqa: PLC0415 - as above

    return await obstacle_at(postgres.conninfo(url))
