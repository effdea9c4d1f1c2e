"""Stopping work: one flag that says "no further call may be begun", and wakes whoever waits to make one.

It never interrupts a call: only what stands inside `wakes()` ends early.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class HaltedError(Exception):
    """No further call may be made.

    Fields:
        resumes: whether the job goes on without a person: at the next start, or in another run.
    """

    def __init__(self, *, resumes: bool) -> None:
        super().__init__("goes on later" if resumes else "no longer runs")
        self.resumes = resumes


class Halt:
    """Set once; stays set.

    Fields:
        resumes: see `HaltedError`; False while it is not set.
    """

    def __init__(self) -> None:
        self.resumes = False
        self._is_set = False
        self._waits: set[asyncio.Timeout] = set()

    def is_set(self) -> bool:
        return self._is_set

    def set(self, *, resumes: bool = True) -> None:
        """Wake everybody. The first one decides how it goes on."""
        if self._is_set:
            return
        self._is_set, self.resumes = True, resumes
        for wait in self._waits:
            wait.reschedule(0)  # a moment that is over: at the loop's next turn

    @asynccontextmanager
    async def wakes(self) -> AsyncIterator[None]:
        """Inside, waiting ends when the flag is set. A wait that was over in the same moment has succeeded.

        Raises:
            HaltedError: it is set, or was set meanwhile.
        """
        if self._is_set:
            raise HaltedError(resumes=self.resumes)
        wait = asyncio.timeout(None)
        try:
            async with wait:
                self._waits.add(wait)
                try:
                    yield
                finally:
                    self._waits.discard(wait)
        except TimeoutError:
            if not wait.expired():
                raise
            raise HaltedError(resumes=self.resumes) from None

    async def wait(self) -> None:
        """Until it is set."""
        try:
            async with self.wakes():
                await asyncio.get_running_loop().create_future()
        except HaltedError:
            return
