"""The entries of the queue, one per job that is to run. Owns all that is said to procrastinate."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Notification, Status

from bot.queue import schema

QUEUE, TASK = "jobs", "run_job"

AWAY = ConnectorException
"""The database is away, or says no: what all that is here may raise."""

CONNECTIONS = 4
"""Of this process, for the queue alone: no store call waits for them, nor they for one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the queue that a process holds: `id` is its own, `job_id` says what is to be run."""

    id: int
    job_id: str


class Entries:
    """See `opened`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._manager = app.job_manager

    @classmethod
    @asynccontextmanager
    async def opened(cls, conninfo: str, options: str = "") -> AsyncIterator["Entries"]:
        """Connect, and see to it that the tables are there.

        Args:
            conninfo: a database address as libpq reads it.
            options: for each connection, as on PostgreSQL's command line.
        """
        options = f"{options} -c search_path={schema.NAMESPACE}"
        async with await psycopg.AsyncConnection.connect(conninfo, options=options) as connection:
            await schema.upgrade(connection)
        connector = PsycopgConnector(
            conninfo=conninfo, kwargs={"options": options}, min_size=1, max_size=CONNECTIONS, timeout=5.0
        )
        async with App(connector=connector).open_async() as app:
            yield cls(app)

    async def add(self, job_id: str) -> None:
        """Let somebody run the job: at once, or once more when the run of now has ended."""
        deferrer = self._app.configure_task(TASK, queue=QUEUE, lock=job_id, queueing_lock=job_id)
        try:
            await deferrer.defer_async(job_id=job_id)
        except AlreadyEnqueued:
            return

    async def take(self, worker: int) -> Entry | None:
        """The oldest entry whose job nobody runs, for this process; None where there is none."""
        try:
            found = await self._manager.fetch_job(queues=[QUEUE], worker_id=worker)
        except UniqueViolation:  # somebody took another entry of the same job in the same moment
            return None
        return None if found is None or found.id is None else Entry(found.id, _job_id(found.task_kwargs))

    async def remove(self, entry: Entry) -> bool:
        """The run has ended. False where another process has taken the entry over meanwhile."""
        try:
            await self._manager.finish_job_by_id_async(entry.id, Status.SUCCEEDED, delete_job=True)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.errors.RaiseException):
                return False
            raise
        return True

    async def is_held(self, entry: Entry) -> bool:
        """Whether an entry that this process has taken is still its own."""
        return bool(list(await self._manager.list_jobs_async(id=entry.id)))

    async def covered(self) -> Collection[str]:
        """The jobs that have an entry: they run, or will."""
        return {_job_id(one.task_kwargs) for one in await self._manager.list_jobs_async(queue=QUEUE)}

    async def stalled(self, seconds: float) -> list[Entry]:
        """Entries of processes without a sign of life for so long."""
        found = await self._manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=seconds)
        return [Entry(one.id, _job_id(one.task_kwargs)) for one in found if one.id is not None]

    async def heard(self, wake: Callable[[], None]) -> None:
        """Call `wake` at each new entry. Ends only with an exception."""

        async def notified(*, channel: str, notification: Notification) -> None:  # noqa: ARG001 - its protocol
            wake()

        await self._manager.listen_for_jobs(on_notification=notified, queues=[QUEUE])

    # ---- signs of life ------------------------------------------------------------------------------

    async def enter(self) -> int:
        """A number for this process."""
        return await self._manager.register_worker()

    async def beat(self, worker: int) -> bool:
        """Give a sign of life. False where this process was taken for dead, and its number is gone."""
        await self._manager.update_heartbeat(worker)
        known = "SELECT id FROM procrastinate_workers WHERE id = %(worker)s"
        return bool(await self._app.connector.execute_query_all_async(known, worker=worker))

    async def leave(self, worker: int) -> None:
        await self._manager.unregister_worker(worker)

    async def forget_dead(self, seconds: float) -> None:
        """Forget the numbers of processes without a sign of life for so long."""
        await self._manager.prune_stalled_workers(seconds)


def _job_id(arguments: object) -> str:
    return str(arguments["job_id"]) if isinstance(arguments, dict) else ""


Unfinished = Callable[[], Awaitable[Collection[str]]]
"""Asks the store for the jobs that somebody must run."""
