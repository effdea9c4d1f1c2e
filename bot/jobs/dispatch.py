"""The default dispatcher: asyncio tasks in this process. Fit for one process, which owns its SQLite file."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from bot.jobs.cancelling import end_all

logger = logging.getLogger(__name__)


class LocalDispatcher:
    """Runs each dispatched job in a task of its own, once at a time.

    Args:
        run: what to do with a job's id.
        failed: told of an exception that `run` let through, with the job's id.
    """

    def __init__(
        self,
        run: Callable[[str], Awaitable[None]],
        failed: Callable[[str, Exception], Awaitable[None]],
    ) -> None:
        self._run = run
        self._failed = failed
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._draining = False

    def dispatch(self, job_id: str) -> None:
        """Start the job's run; if it is running already, run it once more afterwards.

        Once the program drains nothing is started: the store knows of the job, the next start takes it up.
        """
        if self._draining:
            logger.info("not started, the program is about to end", extra={"job": job_id})
        elif job_id in self._tasks:
            self._again.add(job_id)
        else:
            self._tasks[job_id] = asyncio.create_task(self._until_quiet(job_id), name=f"job {job_id}")

    async def begin(self, unfinished: Callable[[], Awaitable[Collection[str]]]) -> None:
        """Take up what an earlier process has left."""
        for job_id in await unfinished():
            self.dispatch(job_id)

    async def drain(self, seconds: float) -> None:
        """Wait for the runs under way, then cancel the rest, which goes on at the next start."""
        self._draining = True
        self._again.clear()
        tasks = set(self._tasks.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        await end_all(late)

    async def _until_quiet(self, job_id: str) -> None:
        try:
            await self._once(job_id)
            while job_id in self._again:
                self._again.discard(job_id)
                await self._once(job_id)
        finally:
            del self._tasks[job_id]

    async def _once(self, job_id: str) -> None:
        try:
            await self._run(job_id)
        except Exception as error:  # an outermost edge: a job must never end in silence
            logger.exception("job failed", extra={"job": job_id})
            await self._tell(job_id, error)

    async def _tell(self, job_id: str, error: Exception) -> None:
        try:
            await self._failed(job_id, error)
        except Exception:  # the same edge: a run asked for meanwhile must still come
            logger.exception("failure not told", extra={"job": job_id})
