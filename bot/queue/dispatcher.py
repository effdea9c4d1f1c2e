"""The dispatcher of several processes. Implements the Dispatcher port.

A job is run by one process at a time, as long as that one gives signs of life; after that by another one. If
the dead one is not dead but cut off, the store's fence keeps it from writing, and so from sending.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.jobs.cancelling import end_all
from bot.queue.entries import AWAY, Entries, Entry, Unfinished
from bot.queue.pace import Pace
from bot.queue.sweep import Sweep

logger = logging.getLogger(__name__)

LAST_WORDS = 3.0
"""Seconds to hand over what is left when the program ends. Else others find it within `Pace.stalled`."""


class SharedDispatcher:
    """Runs jobs, any number at a time, and shares them with the other processes.

    Args:
        run: what to do with a job's id.
        failed: told of an exception that `run` let through, with the job's id.
        is_outage: whether an exception means that the store is away: then the run is simply made again.
    """

    def __init__(
        self,
        entries: Entries,
        run: Callable[[str], Awaitable[None]],
        failed: Callable[[str, Exception], Awaitable[None]],
        is_outage: Callable[[BaseException], bool],
        pace: Pace,
    ) -> None:
        self._entries = entries
        self._run = run
        self._failed = failed
        self._is_outage = is_outage
        self._pace = pace
        self._worker = 0
        self._draining = False
        self._wake = asyncio.Event()
        self._duties: list[asyncio.Task[None]] = []
        self._adding: set[asyncio.Task[None]] = set()
        self._runs: dict[asyncio.Task[None], Entry] = {}
        self._sweep: Sweep | None = None

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        conninfo: str,
        run: Callable[[str], Awaitable[None]],
        failed: Callable[[str, Exception], Awaitable[None]],
        is_outage: Callable[[BaseException], bool],
        *,
        options: str = "",
        pace: Pace | None = None,
    ) -> AsyncIterator["SharedDispatcher"]:
        """Connect to the queue. Nothing is run before `begin`."""
        async with Entries.opened(conninfo, options) as entries:
            yield cls(entries, run, failed, is_outage, pace or Pace())

    def dispatch(self, job_id: str) -> None:
        """Let some process run the job. A sweep finds it where a kill came before that was written."""
        task = asyncio.create_task(self._add(job_id), name=f"queue job {job_id}")
        self._adding.add(task)
        task.add_done_callback(self._adding.discard)

    async def begin(self, unfinished: Unfinished) -> None:
        """Work, until `drain`.

        Args:
            unfinished: asks the store for the jobs that somebody must run.
        """
        self._worker = await self._entries.enter()
        self._sweep = Sweep(self._entries, unfinished, self._pace, self._runs.values)
        duties = self._take, self._listen, self._beat, self._look_after
        self._duties = [asyncio.create_task(self._insist(duty), name=duty.__name__) for duty in duties]

    async def drain(self, seconds: float) -> None:
        """Take nothing more, wait for the runs under way, cancel the rest; others go on with them at once."""
        self._draining = True
        await end_all(self._duties)
        at_work = {entry.job_id for entry in self._runs.values()}
        if self._runs:
            _, late = await asyncio.wait(list(self._runs), timeout=seconds)
            await end_all(late)
        try:
            async with asyncio.timeout(LAST_WORDS):
                await asyncio.gather(*self._adding)
                await self._hand_over(at_work)
        except (AWAY, TimeoutError):
            logger.warning("jobs not handed over: others find them later", extra={"count": len(at_work)})

    async def _hand_over(self, at_work: set[str]) -> None:
        if self._sweep is not None:
            for job_id in at_work.intersection(await self._sweep.unfinished()):
                await self._entries.add(job_id)
            await self._entries.leave(self._worker)

    async def _add(self, job_id: str) -> None:
        while True:
            try:
                return await self._entries.add(job_id)
            except AWAY as error:
                logger.warning("job not queued yet", extra={"job": job_id, "reason": str(error.__cause__)})
            if self._draining:
                return None
            await asyncio.sleep(self._pace.again)

    # ---- duties: each goes on until it is cancelled, and again when the database was away --------------

    async def _insist(self, duty: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await duty()
            except Exception as error:  # an outermost edge: without its duties a process runs nothing
                away = isinstance(error, AWAY) or self._is_outage(error)
                logger.warning("queue: %s", duty.__name__, exc_info=None if away else error)
            await asyncio.sleep(self._pace.again)

    async def _take(self) -> None:
        """Run what stands in the queue. A notification, or the end of a run, is the moment to look."""
        while True:
            self._wake.clear()
            while entry := await self._entries.take(self._worker):
                task = asyncio.create_task(self._hold(entry), name=f"job {entry.job_id}")
                self._runs[task] = entry
                task.add_done_callback(self._over)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.poll):
                    await self._wake.wait()

    async def _listen(self) -> None:
        await self._entries.heard(self._wake.set)

    async def _beat(self) -> None:
        while True:
            if not await self._entries.beat(self._worker):
                logger.warning("queue: taken for dead, goes on under another number")
                self._worker = await self._entries.enter()
            await asyncio.sleep(self._pace.beat)

    async def _look_after(self) -> None:
        if self._sweep is not None:
            await self._sweep.keep_on()

    # ---- a run --------------------------------------------------------------------------------------

    def _over(self, task: asyncio.Task[None]) -> None:
        entry = self._runs.pop(task)
        if self._sweep is not None:
            self._sweep.ran(entry.job_id)
        self._wake.set()

    async def _hold(self, entry: Entry) -> None:
        """Run the job, until its run has come to an end that is not the store's absence."""
        try:
            while await self._is_cut_off(entry.job_id):
                await asyncio.sleep(self._pace.again)
                if self._draining or not await self._still_held(entry):
                    break
        except asyncio.CancelledError:
            with suppress(AWAY):
                await self._entries.remove(entry)
            raise
        await self._let_go(entry)

    async def _is_cut_off(self, job_id: str) -> bool:
        """Run the job once; whether the store went away meanwhile."""
        try:
            await self._run(job_id)
        except Exception as error:  # an outermost edge: a job must never end in silence
            if self._is_outage(error):
                logger.warning("the store is away, the run is made again", extra={"job": job_id})
                return True
            logger.exception("job failed", extra={"job": job_id})
            await self._tell(job_id, error)
        return False

    async def _tell(self, job_id: str, error: Exception) -> None:
        try:
            await self._failed(job_id, error)
        except Exception:  # the same edge: a run asked for meanwhile must still come
            logger.exception("failure not told", extra={"job": job_id})

    async def _still_held(self, entry: Entry) -> bool:
        while not self._draining:
            try:
                return await self._entries.is_held(entry)
            except AWAY:
                await asyncio.sleep(self._pace.again)
        return False

    async def _let_go(self, entry: Entry) -> None:
        """Take the entry out of the queue; while the database is away, others take it for stalled."""
        while True:
            try:
                await self._entries.remove(entry)
            except AWAY:
                if self._draining:
                    return
                await asyncio.sleep(self._pace.again)
            else:
                return
