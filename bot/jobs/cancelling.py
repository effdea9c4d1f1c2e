"""Ending tasks by cancelling them, also where one does not hear it the first time."""

import asyncio
from collections.abc import Collection
from typing import Any

AGAIN = 1.0
"""Seconds that a cancelled task has to end, before it is cancelled once more."""


async def end_all(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel the tasks until all of them have ended; what they raise is dropped.

    Once is not enough: Python 3.11's `wait_for`, which libraries use, swallows a cancellation that comes in
    the moment of its result (python/cpython#86296). A task that works for ever would then never end.
    """
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        ended, running = await asyncio.wait(running, timeout=AGAIN)
        await asyncio.gather(*ended, return_exceptions=True)
