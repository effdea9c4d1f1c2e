"""While the app is still being loaded: what people do is held until it can hear of it.

A real workspace has no such moment. The page has one, because it is served before the bot is there.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack import SlackSandbox

HELD_FOR = 30.0
"""Seconds; an app that takes longer is not coming, and the sandbox says so in its own words."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Starting:
    """Whether the app is still being started. One that is there from the beginning never is."""

    def __init__(self, slack: SlackSandbox, *, waits: bool = False) -> None:
        self._slack = slack
        self._ready = asyncio.Event()
        if not waits:
            self._ready.set()

    @property
    def under_way(self) -> bool:
        return not self._ready.is_set()

    def done(self) -> None:
        """Let go what was held; from now on the app is told of everything at once."""
        self._ready.set()
        self._slack.changed()

    @web.middleware
    async def hold(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Acts wait before they happen, so that no trigger and no wait for an ack grows old meanwhile."""
        if request.method == "POST" and self.under_way:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HELD_FOR):
                    await self._ready.wait()
        return await handler(request)
