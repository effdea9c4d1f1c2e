"""The real time. Tests plug in another `Clock`."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """The machine's clock and asyncio's sleep."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
