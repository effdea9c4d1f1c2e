"""The real time, for a sandbox that is given no other. Tests give one whose `sleep` returns at once."""

import asyncio
from datetime import UTC, datetime


class WallClock:
    """Implements the port `bot.jobs.ports.Clock`."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
