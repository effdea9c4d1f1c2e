"""Calls to Slack's Web API, with Slack's errors in our words.

Two clients: one repeats calls that are safe to repeat, the other never repeats a post whose answer was lost,
because chat.postMessage has no idempotency key and the SDK's default would post twice.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adding.errors import CannotPostError, SlackAnswerLostError, SlackError
from bot.slack.blocks.elements import Block

logger = logging.getLogger(__name__)

MOST_TRIES = 5
CANNOT_POST = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "user_not_in_channel"}
)
BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
"""Slack dislikes the layout. The text says the same, so it goes out alone."""


def repeating_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For calls that may be made twice: reads, edits, views."""
    handlers: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_TRIES),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)


def posting_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For posts: only a 429 is repeated, which Slack did not process."""
    handlers: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_TRIES)]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)


@dataclass(frozen=True, slots=True)
class SlackWeb:
    """The few calls that the bot makes.

    Fields:
        safe: the client whose calls may be repeated.
        posts: the client for calls that must not be.
    """

    safe: AsyncWebClient
    posts: AsyncWebClient

    async def post(self, channel: str, text: str, blocks: list[Block], thread_ts: str | None = None) -> str:
        """Post once; the message's ts. Falls back to the text alone when Slack refuses the blocks.

        Raises:
            CannotPostError: the bot may not write there.
            SlackAnswerLostError: it may stand there or not.
            SlackError: Slack refused it for another reason.
        """
        fields: dict[str, Any] = {
            "channel": channel,
            "thread_ts": thread_ts,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        answer = await _with_fallback(self.posts.chat_postMessage, text, blocks, fields)
        return str(answer["ts"])

    async def edit(self, channel: str, ts: str, text: str, blocks: list[Block]) -> bool:
        """Edit a message; False where Slack no longer allows it, or the message is gone."""
        try:
            await _with_fallback(self.safe.chat_update, text, blocks, {"channel": channel, "ts": ts})
        except SlackError as error:
            logger.warning("message not edited", extra={"reason": str(error)})
            return False
        return True

    async def whisper(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> None:
        """A message that one person sees.

        Raises:
            SlackError: it could not be posted.
        """
        await _asked(
            lambda: self.posts.chat_postEphemeral(channel=channel, user=user, text=text, thread_ts=thread_ts)
        )

    async def upload(self, channel: str, thread_ts: str, name: str, content: bytes) -> None:
        """Share a file in a thread.

        Raises:
            SlackError: it could not be uploaded.
        """
        await _asked(
            lambda: self.safe.files_upload_v2(
                channel=channel, thread_ts=thread_ts, filename=name, title=name, content=content
            )
        )

    async def file_info(self, file_id: str) -> dict[str, Any]:
        """A file's object.

        Raises:
            SlackError: Slack does not show it to us.
        """
        answer = await _asked(lambda: self.safe.files_info(file=file_id))
        found: dict[str, Any] = answer["file"]
        return found


async def _with_fallback(
    call: Callable[..., Awaitable[AsyncSlackResponse]], text: str, blocks: list[Block], fields: dict[str, Any]
) -> AsyncSlackResponse:
    try:
        return await _asked(lambda: call(**fields, text=text, blocks=blocks))
    except BlocksRefusedError as error:
        logger.error("blocks refused, falling back to text", extra={"reason": str(error)})  # noqa: TRY400
        return await _asked(lambda: call(**fields, text=text, blocks=[]))


class BlocksRefusedError(SlackError):
    code = "blocks_refused"


async def _asked(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Make a call and put its failures into our words."""
    try:
        return await call()
    except SlackApiError as error:
        raise _in_our_words(str(error.response.get("error", "unknown"))) from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
        raise SlackAnswerLostError(f"Slack did not answer ({type(error).__name__}).") from error


def _in_our_words(code: str) -> SlackError:
    if code in CANNOT_POST:
        return CannotPostError(code)
    if code in BLOCKS_REFUSED:
        return BlocksRefusedError(code)
    return SlackError(f"Slack refused this ({code}).")
