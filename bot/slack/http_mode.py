"""HTTP mode: Slack's signed requests, checked, then handed to the same listeners as in Socket Mode."""

import asyncio
import logging
import re
from collections.abc import Sequence

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.jobs.ports import Clock

logger = logging.getLogger(__name__)

REFUSED, TOO_SLOW = 401, 408

BODY_WITHIN = 10.0
"""Seconds for the body to arrive. Slack gives up after three, so a slower one is not Slack's."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")


class SlackRequests:
    """Takes what Slack posts.

    The signature is checked here and not by Bolt, which answers 500 to a timestamp that is no number, and
    knows no clock but the machine's.

    Source of the rule: https://docs.slack.dev/authentication/verifying-requests-from-slack (v0 HMAC over
    timestamp and raw body, five minutes). A replay within them meets the inbox, which knows the delivery.
    """

    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _Now(clock))

    async def take(self, request: web.Request) -> web.Response:
        """The answer is Slack's ack: it comes once the listener has acked."""
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await request.read()
        except TimeoutError:
            logger.warning("request given up: its body did not come")
            return web.Response(status=TOO_SLOW, headers={"Connection": "close"})
        if not self._genuine(request, body):
            logger.warning("request refused: not signed by Slack")
            return web.Response(status=REFUSED)
        headers: dict[str, str | Sequence[str]] = {**request.headers}
        answer = await self._app.async_dispatch(AsyncBoltRequest(body=body.decode(), headers=headers))
        return web.Response(
            status=answer.status,
            body=answer.body.encode(),
            headers={name: values[0] for name, values in answer.headers.items()},
        )

    def _genuine(self, request: web.Request, body: bytes) -> bool:
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not _TIMESTAMP.fullmatch(timestamp) or not signature.isascii():
            return False
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:  # Slack sends UTF-8
            return False


class _Now(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
