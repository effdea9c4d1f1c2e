"""The SDK's clients, and which calls they make once more by themselves.

One repeats calls that are safe to repeat, the other never repeats a post whose answer was lost, because
chat.postMessage has no idempotency key and the SDK's default would post twice.
"""

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

MOST_TRIES = 5

IN_TURNS = ("/chat.postMessage", "/chat.update")
"""Methods whose 429 is no business of the SDK: it would hold one call, and `saying.py` holds all of them."""


class RateLimitElsewhere(AsyncRateLimitErrorRetryHandler):
    """Waits out the 429 of all other methods."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(IN_TURNS):
            return False
        return await super()._can_retry_async(state=state, request=request, response=response, error=error)


def repeating_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For calls that may be made twice: reads, edits, views."""
    handlers: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        RateLimitElsewhere(max_retry_count=MOST_TRIES),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)


def posting_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For posts: repeated is only what Slack has not processed, a 429, or what never reached it."""
    handlers: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2, error_types=[aiohttp.ClientConnectorError]),
        RateLimitElsewhere(max_retry_count=MOST_TRIES),
    ]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)
