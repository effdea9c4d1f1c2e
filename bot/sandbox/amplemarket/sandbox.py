"""The sandbox as a test or the demo holds it in its hands. The package's docstring describes it."""

from types import TracebackType
from typing import Self

from bot.jobs.ports import Clock
from bot.sandbox.amplemarket.backstage import Backstage
from bot.sandbox.amplemarket.clock import WallClock
from bot.sandbox.amplemarket.control import Control
from bot.sandbox.amplemarket.origins import from_elsewhere
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.replies import Reply
from bot.sandbox.amplemarket.server import HOST, Server
from bot.sandbox.amplemarket.service import Limits, Request


class AmplemarketSandbox(Backstage):
    """A local Amplemarket; listens inside `async with`.

    Args:
        api_key: the one key that works.
        port: 0 takes a free one.
        clock: for Date, Retry-After, the rate limit, delays and `Call.at`. Default: the real time.
        quirks: how the undocumented parts behave.
        calls_per_minute: in any window of 60 s, over all endpoints.
        leads_per_request: more are refused with a 400.
        latency: seconds that every call takes, by the clock.
    """

    def __init__(
        self,
        *,
        api_key: str = "amp-sandbox-key",
        port: int = 0,
        clock: Clock | None = None,
        quirks: Quirks | None = None,
        calls_per_minute: int = 500,
        leads_per_request: int = 250,
        latency: float = 0.0,
    ) -> None:
        clock = clock or WallClock()
        limits = Limits(calls_per_minute, leads_per_request, latency)
        super().__init__(clock, api_key, quirks or Quirks(), limits)
        self._control = Control(self)
        self._server = Server(self._answer, port, clock)

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.port}"

    async def go_down(self) -> None:
        """Refuse connections, and close those that are open."""
        await self._server.stop()

    async def come_back(self) -> None:
        """Listen again, on the same port, with everything as it was."""
        await self._server.start()

    async def _answer(self, request: Request) -> Reply | None:
        if request.path.startswith("/control/"):
            return from_elsewhere(request) or self._control.answer(request)
        return await self._service.answer(request)
