"""How Slack reaches the listeners: over Socket Mode, or by signed requests to the bot's own web server.

Also what others may ask that web server: is the bot alive, is it ready, its metrics.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from slack_bolt.async_app import AsyncApp

from bot.jobs.cancelling import end_all
from bot.jobs.ports import Clock
from bot.metrics import Metrics
from bot.settings import Settings, SettingsError
from bot.slack.http_mode import SlackRequests
from bot.slack.socket_mode import SlackSocket
from bot.store import Store
from bot.web_server import web_server

STORE_WITHIN = 1.0
"""Seconds that the store may take to say that it can be written to."""


@asynccontextmanager
async def incoming(
    settings: Settings, bolt: AsyncApp, store: Store, metrics: Metrics, clock: Clock
) -> AsyncIterator[int | None]:
    """Let Slack in until the block ends; the web server's port, None where there is none.

    Raises:
        TokenRefusedError, SlackError: no Socket Mode connection.
        SettingsError: nothing can listen at ADDLEADS_HTTP_PORT.
    """
    async with AsyncExitStack() as stack:
        socket = None
        if settings.slack_app_token is not None:
            socket = SlackSocket(
                bolt,
                settings.slack_app_token.get_secret_value(),
                clock,
                greeted=metrics.socket_connections.inc,
            )
            await socket.open()
            stack.push_async_callback(socket.close)
            stack.push_async_callback(end_all, [asyncio.create_task(socket.watch())])

        async def missing() -> list[str]:
            return [
                *(["Slack"] if socket is not None and not await socket.connected() else []),
                *([] if await _writable(store) else ["store"]),
            ]

        async def scraped() -> bytes:
            metrics.jobs_unfinished.set(len(await store.jobs.unfinished()))
            return metrics.text()

        port = None
        if settings.addleads_http_port is not None:
            slack = None
            if socket is None and settings.slack_signing_secret is not None:
                secret = settings.slack_signing_secret.get_secret_value()
                slack = SlackRequests(bolt, secret, clock).take
            serving = web_server(settings.addleads_http_port, ready=missing, metrics=scraped, slack=slack)
            try:
                port = await stack.enter_async_context(serving)
            except OSError as error:
                raise SettingsError(
                    f"ADDLEADS_HTTP_PORT is {settings.addleads_http_port}, where nothing can listen: "
                    f"{error.strerror}. It should be a free port."
                ) from None
        yield port


async def _writable(store: Store) -> bool:
    """Whether the store answers in time. The question itself can't be cut short: it is a transaction."""
    asked = asyncio.create_task(store.writable())
    answered, _ = await asyncio.wait({asked}, timeout=STORE_WITHIN)
    return bool(answered) and asked.result()
