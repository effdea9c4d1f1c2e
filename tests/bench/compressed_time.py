"""A clock that runs faster than the machine's, so that hours of waiting in turn fit into minutes of load."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class CompressedClock:
    """So many seconds pass in each real one, for whoever asks this clock.

    What goes by other clocks stays as it is: timeouts of connections, SQLite's own waits.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._began, self._start = time.monotonic(), datetime.now(UTC)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._speed)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)
