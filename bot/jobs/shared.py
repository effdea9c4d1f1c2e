"""A value that is fetched once for all who ask at the same time, and kept for a short while."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.jobs.ports import Clock

T = TypeVar("T")


class Shared(Generic[T]):
    """One fetch at a time. A fetch that failed is not kept: who asks next has it tried anew.

    Args:
        fetch: brings the value.
        clock: what age is measured by.
        kept_for: how long a value will do, from the moment its fetch began.
    """

    def __init__(self, fetch: Callable[[], Awaitable[T]], clock: Clock, kept_for: timedelta) -> None:
        self._fetch = fetch
        self._clock = clock
        self._kept_for = kept_for
        self._task: asyncio.Task[T] | None = None
        self._began: datetime | None = None

    def ask(self, since: datetime | None = None) -> asyncio.Task[T]:
        """The task that has the value, or is fetching it. Wait for it, and do not cancel it.

        Args:
            since: a value whose fetch began before then will not do, unless it is still under way.
        """
        if self._task is None or not self._will_do(self._task, since):
            self._began = self._clock.now()
            self._task = asyncio.create_task(self._run())
            self._task.add_done_callback(_looked_at)
        return self._task

    def close(self) -> None:
        """End the fetch under way, if there is one."""
        if self._task is not None:
            self._task.cancel()

    def _will_do(self, task: asyncio.Task[T], since: datetime | None) -> bool:
        if not task.done():
            return True
        if task.cancelled() or task.exception() is not None or self._began is None:
            return False
        if since is not None:
            return self._began >= since
        return self._clock.now() - self._began < self._kept_for

    async def _run(self) -> T:
        return await self._fetch()


def _looked_at(task: asyncio.Task[T]) -> None:
    """Whoever waited may have lost patience; asyncio would complain that nobody looked at the error."""
    if not task.cancelled():
        task.exception()
