"""The bot's own small web server: is it alive, is it ready, its metrics; and Slack's requests in HTTP mode.

Knows none of the parts: what it asks is handed in. It says nothing that a stranger may not read.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

logger = logging.getLogger(__name__)

Ready = Callable[[], Awaitable[list[str]]]
"""What is not ready, in a few words each; empty when all is."""

SLACK_PATH = "/slack/events"
"""Where Slack sends everything in HTTP mode: events, commands, clicks and menus."""

MOST_BYTES = 1024 * 1024
"""Of a request's body. Slack's own are far smaller: a modal with 250 kB is the largest it sends."""


@asynccontextmanager
async def web_server(
    port: int,
    *,
    ready: Ready,
    metrics: Callable[[], Awaitable[bytes]],
    slack: Callable[[web.Request], Awaitable[web.Response]] | None = None,
) -> AsyncIterator[int]:
    """Serve on all addresses of this machine until the block ends; the port, which 0 leaves to the system.

    Args:
        port: ADDLEADS_HTTP_PORT.
        ready: asked for each `GET /readyz`.
        metrics: asked for each `GET /metrics`; Prometheus' text.
        slack: takes what Slack posts in HTTP mode; None in Socket Mode.

    Raises:
        OSError: the port is taken, or may not be used.
    """
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz(ready))
    app.router.add_get("/metrics", _metrics(metrics))
    if slack is not None:
        app.router.add_post(SLACK_PATH, slack)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
        chosen = _port(runner.addresses)
        logger.info("web server listens", extra={"port": chosen})
        yield chosen
    finally:
        await runner.cleanup()


async def _healthz(_: web.Request) -> web.Response:
    """The process is alive, and its event loop answers."""
    return web.json_response({"status": "ok"})


def _readyz(ready: Ready) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def readyz(_: web.Request) -> web.Response:
        """Work that comes in can be done."""
        missing = await ready()
        answer = {"status": "not ready", "missing": missing} if missing else {"status": "ok"}
        return web.json_response(answer, status=503 if missing else 200)

    return readyz


def _metrics(
    metrics: Callable[[], Awaitable[bytes]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def scrape(_: web.Request) -> web.Response:
        return web.Response(body=await metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return scrape


def _port(addresses: list[Any]) -> int:
    """The one of IPv4: where the system chose, that of IPv6 is another one."""
    *_, port = min(addresses, key=len)[:2]
    return int(port)
