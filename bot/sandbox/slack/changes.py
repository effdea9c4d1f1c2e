"""Waking those who wait for the state to change, without polling.

A waiter checks its condition and, in the same turn of the loop, takes the event of the next change: none is
missed.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """One per sandbox; everything that alters visible state calls `notify`."""

    def __init__(self) -> None:
        self._next = asyncio.Event()
        self.version = 0
        """Grows with every change: a reader elsewhere asks for what came after the last one it saw."""

    def notify(self) -> None:
        self.version += 1
        self._next.set()
        self._next = asyncio.Event()

    async def until(
        self, predicate: Callable[[], T | None], *, seconds: float, what: str, describe: Callable[[], str]
    ) -> T:
        """Return the first truthy value of `predicate`; raise TimeoutError with the present state in it."""
        try:
            async with asyncio.timeout(seconds):
                while not (value := predicate()):
                    await self._next.wait()
                return value
        except TimeoutError:
            raise TimeoutError(f"Waited {seconds:g} s for {what}.\n{describe()}") from None
