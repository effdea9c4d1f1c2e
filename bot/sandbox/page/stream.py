"""Server-sent events: each browser is told what is new for its person, as soon as it happens."""

import asyncio
import contextlib
import json

from aiohttp import web

from bot.sandbox.page.screen import Screen
from bot.sandbox.slack import SlackSandbox

TOGETHER = 0.03
"""Seconds between two messages, so that a burst of changes is one."""

STILL_HERE = 15.0
"""Seconds after which a silent stream says that it lives."""


COME_BACK = b"retry: 500\n"
"""After so many milliseconds a browser that lost the stream asks again."""


class Streams:
    """All open streams; `close` ends them, which a server's own end would wait for in vain."""

    def __init__(self, slack: SlackSandbox) -> None:
        self._slack = slack
        self._open: set[asyncio.Task[object]] = set()

    async def run(self, request: web.Request, screen: Screen) -> web.StreamResponse:
        """Tell the news until the browser goes away."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a handler runs in one
        self._open.add(task)
        try:
            with contextlib.suppress(ConnectionError):
                await self._tell(response, screen)
        finally:
            self._open.discard(task)
        return response

    async def close(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _tell(self, response: web.StreamResponse, screen: Screen) -> None:
        changes = self._slack.workspace.changes
        await response.write(COME_BACK)
        while True:
            seen = changes.version
            if news := screen.news():
                await response.write(f"data: {json.dumps(news)}\n\n".encode())
            await asyncio.sleep(TOGETHER)
            if not await self._changed_since(seen):
                await response.write(b": still here\n\n")

    async def _changed_since(self, version: int) -> bool:
        changes = self._slack.workspace.changes
        try:
            return await changes.until(
                lambda: changes.version > version, seconds=STILL_HERE, what="a change", describe=str
            )
        except TimeoutError:
            return False
