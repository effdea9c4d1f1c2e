"""`SlackSandbox`: builds the parts, starts and stops them."""

import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.slack import http_server
from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.deliveries import EnvelopeType
from bot.sandbox.slack.events import EventFeed
from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.rate_limits import RateLimits
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.slack.view_stacks import ViewStacks
from bot.sandbox.slack.workspace import Workspace

ACK_TIMEOUT = 3.0
"""Commands, interactions and events all want their ack within three seconds."""
RETRY_DELAYS = (0.0, 0.0, 0.0)
"""Three more attempts. Slack waits 0, 60 and 300 s before them; here nobody has the time."""


class SlackSandbox(Stage):
    """One Slack team with one app. `async with` starts and stops it; nothing listens before."""

    def __init__(
        self,
        *,
        installation: Installation | None = None,
        port: int = 0,
        clock: Clock = time.time,
        ack_timeout: float = ACK_TIMEOUT,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        redelivered: Iterable[EnvelopeType] = (EnvelopeType.EVENT,),
        rate_limits: bool = False,
        heartbeat: float = 10.0,
    ) -> None:
        self.workspace = Workspace(installation or Installation(), clock)
        self._port = port
        self._rate_limits = RateLimits(clock, enabled=rate_limits)
        self._runner: web.AppRunner | None = None
        self._socket = SocketMode(
            app_id=self.workspace.app_id,
            ids=self.workspace.ids,
            changes=self.workspace.changes,
            ack_timeout=ack_timeout,
            retry_delays=retry_delays,
            redelivered=redelivered,
            heartbeat=heartbeat,
        )

    async def start(self) -> None:
        listener = http_server.listen(self._port)
        self.backend = self._build(f"http://127.0.0.1:{listener.getsockname()[1]}")
        self._runner = await http_server.serve(self, listener)

    async def stop(self) -> None:
        self.faults.clear()
        await self._socket.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _build(self, url: str) -> Backend:
        workspace = self.workspace
        events = EventFeed(workspace, self._socket, url)
        return Backend(
            url=url,
            workspace=workspace,
            socket=self._socket,
            events=events,
            triggers=Triggers(workspace.ids, workspace.clock),
            views=ViewStacks(workspace),
            response_urls=ResponseUrls(workspace, events, url),
            limits=self._rate_limits,
            uploads=Uploads(workspace.ids),
        )
