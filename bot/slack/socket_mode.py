"""The Socket Mode connection: opened, watched, closed."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient

from bot.adding.errors import SlackError
from bot.jobs.ports import Clock
from bot.slack.bolt import asked_at_start

logger = logging.getLogger(__name__)

CONNECT_WITHIN = 30.0
"""Seconds. With a token that Slack does not take, the SDK would try for ever."""

LOOK_EVERY = timedelta(seconds=10)
DEAD_AFTER = timedelta(seconds=60)
"""The SDK reconnects by itself within seconds; a connection that is gone for so long it has given up on."""


class SlackSocket:
    """One connection to Slack, replaced when it is dead.

    Args:
        app: takes what comes.
        app_token: the app-level token, `xapp-…`.
        clock: the time between two looks.
        greeted: told of each connection that Slack has greeted.
    """

    def __init__(
        self, app: AsyncApp, app_token: str, clock: Clock, *, greeted: Callable[[], None] = lambda: None
    ) -> None:
        self._app = app
        self._token = app_token
        self._clock = clock
        self._greeted = greeted
        self._handler = self._new_handler()

    async def open(self) -> None:
        """Connect.

        Raises:
            TokenRefusedError: Slack does not take the app-level token.
            SlackError: no connection within half a minute.
        """
        await asked_at_start(self._app.client.apps_connections_open(app_token=self._token), "SLACK_APP_TOKEN")
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                await self._handler.connect_async()
        except TimeoutError:
            await self._handler.close_async()
            raise SlackError("Slack accepts the tokens, but no Socket Mode connection came about.") from None

    async def connected(self) -> bool:
        return bool(await self._handler.client.is_connected())

    async def watch(self) -> None:
        """Replace, until cancelled, a connection that has been dead for a minute."""
        alive = self._clock.now()
        while True:
            await self._clock.sleep(LOOK_EVERY.total_seconds())
            if await self.connected():
                alive = self._clock.now()
            elif self._clock.now() - alive >= DEAD_AFTER:
                await self._replace()

    async def close(self) -> None:
        await self._handler.close_async()

    async def _replace(self) -> None:
        logger.error("Socket Mode connection is dead, opening another")
        await self._handler.close_async()
        self._handler = self._new_handler()
        try:
            async with asyncio.timeout(CONNECT_WITHIN):
                await self._handler.connect_async()
        except TimeoutError:
            logger.warning("no Socket Mode connection yet, trying on")

    def _new_handler(self) -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(self._app, self._token)
        handler.client.message_listeners.append(self._hear)
        return handler

    async def _hear(
        self, _: AsyncBaseSocketModeClient, message: dict[str, object], __: str | None = None
    ) -> None:
        if message.get("type") == "hello":
            self._greeted()
