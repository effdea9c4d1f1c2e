"""Calls to Slack's Web API, with Slack's errors in our words.

Two clients: one repeats calls that are safe to repeat, the other never repeats a post whose answer was lost,
because chat.postMessage has no idempotency key and the SDK's default would post twice.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
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
from bot.slack.blocks.elements import TEXT_LIMIT, Block, Message
from bot.slack.escaping import shortened_mrkdwn

logger = logging.getLogger(__name__)

MOST_TRIES = 5
CANNOT_POST = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "is_inactive", "restricted_action"}
)
BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
"""Slack dislikes the layout. The text says the same, so it goes out alone."""
THREAD_GONE = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack says of these that "some aspect of the operation" may have succeeded."""

UNTOUCHED = {"parse": "none", "link_names": False}
"""Slack makes no links and no mentions out of plain text: it may come out of a list."""


def repeating_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For calls that may be made twice: reads, edits, views."""
    handlers: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_TRIES),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)


def posting_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """For posts: repeated is only what Slack has not processed, a 429, or what never reached it."""
    handlers: list[AsyncRetryHandler] = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2, error_types=[aiohttp.ClientConnectorError]),
        AsyncRateLimitErrorRetryHandler(max_retry_count=MOST_TRIES),
    ]
    return AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=handlers)


class BlocksRefusedError(SlackError):
    code = "blocks_refused"


class ThreadGoneError(SlackError):
    """Somebody deleted the message that a reply was to stand under."""

    code = "thread_gone"


@dataclass(frozen=True, slots=True)
class SlackWeb:
    """The few calls that the bot makes.

    Fields:
        safe: the client whose calls may be repeated.
        posts: the client for calls that must not be.
    """

    safe: AsyncWebClient
    posts: AsyncWebClient

    async def post(self, channel: str, message: Message, thread_ts: str | None = None) -> str:
        """Post once; the message's ts.

        Falls back to the text alone when Slack refuses the blocks, and to the channel itself when the thread
        is gone: what became of somebody's leads must be told somewhere. Both are refusals, so nothing stands
        there yet.

        Raises:
            CannotPostError: the bot may not write there.
            SlackAnswerLostError: it may stand there or not.
            SlackError: Slack refused it for another reason.
        """
        fields = UNTOUCHED | {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        try:
            answer = await _said(self.posts.chat_postMessage, message, fields | {"thread_ts": thread_ts})
        except ThreadGoneError:
            logger.warning("thread gone, posting to the channel", extra={"channel": channel})
            answer = await _said(self.posts.chat_postMessage, message, fields)
        return str(answer["ts"])

    async def edit(self, channel: str, ts: str, message: Message) -> bool:
        """Edit a message; False where Slack does not let us, or the message is gone."""
        try:
            await _said(self.safe.chat_update, message, UNTOUCHED | {"channel": channel, "ts": ts})
        except SlackError as error:
            logger.warning("message not edited", extra={"reason": str(error)})
            return False
        return True

    async def whisper(self, channel: str, user: str, message: Message, thread_ts: str | None = None) -> bool:
        """Show a message to one person; False where Slack does not let us."""
        fields = UNTOUCHED | {"channel": channel, "user": user, "thread_ts": thread_ts}
        try:
            await _said(self.posts.chat_postEphemeral, message, fields)
        except SlackError as error:
            logger.warning("person not told", extra={"reason": str(error)})
            return False
        return True

    async def upload(self, channel: str, thread_ts: str, name: str, content: bytes) -> None:
        """Share a file in a thread.

        In three calls instead of the SDK's one, because the last of them posts a message, and is made once.

        Raises:
            SlackAnswerLostError: it may stand there or not.
            SlackError: it could not be uploaded.
        """
        place = await _asked(lambda: self.safe.files_getUploadURLExternal(filename=name, length=len(content)))
        await _send(place["upload_url"], content)
        files = [{"id": place["file_id"], "title": name}]
        share = partial(self.posts.files_completeUploadExternal, files=files, channel_id=channel)
        try:
            await _asked(lambda: share(thread_ts=thread_ts))
        except ThreadGoneError:
            await _asked(share)

    async def open_view(self, trigger_id: str, view: Block) -> str:
        """Open a modal, within three seconds of the act that the trigger stands for; its id.

        Raises:
            SlackError: it could not be opened.
        """
        answer = await _asked(lambda: self.safe.views_open(trigger_id=trigger_id, view=view))
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: Block) -> bool:
        """Change what an open modal shows; False where Slack does not let us, or it was closed."""
        try:
            await _asked(lambda: self.safe.views_update(view_id=view_id, view=view))
        except SlackError as error:
            logger.warning("view not updated", extra={"reason": str(error)})
            return False
        return True

    async def file_info(self, file_id: str) -> dict[str, Any]:
        """A file's object.

        Raises:
            SlackError: Slack does not show it to us.
        """
        answer = await _asked(lambda: self.safe.files_info(file=file_id))
        found: dict[str, Any] = answer["file"]
        return found


async def _said(
    call: Callable[..., Awaitable[AsyncSlackResponse]], message: Message, fields: dict[str, Any]
) -> AsyncSlackResponse:
    """Post or edit, with the blocks, or without them where Slack refuses those."""
    text = shortened_mrkdwn(message.text, TEXT_LIMIT)
    try:
        return await _asked(lambda: call(**fields, text=text, blocks=message.blocks))
    except BlocksRefusedError as error:
        logger.error("blocks refused, falling back to text", extra={"reason": str(error)})  # noqa: TRY400
        nothing: list[Block] = []
        return await _asked(lambda: call(**fields, text=text, blocks=nothing))


async def _send(url: str, content: bytes) -> None:
    """The bytes of an upload. Nobody sees them before the upload is completed."""
    try:
        async with aiohttp.request("POST", url, data=content) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
                raise SlackError(f"Slack refused the bytes of a file (HTTP {answer.status}).")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SlackError(f"Slack did not take the bytes of a file ({type(error).__name__}).") from error


async def _asked(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Make a call and put its failures into our words."""
    try:
        return await call()
    except SlackApiError as error:
        raise _in_our_words(error) from error
    except (aiohttp.ClientError, TimeoutError, SlackClientError, OSError) as error:
        raise SlackAnswerLostError(f"Slack did not answer ({type(error).__name__}).") from error


def _in_our_words(error: SlackApiError) -> SlackError:
    # An answer that is no JSON has a string as its data, or is aiohttp's own response.
    data = getattr(error.response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if not code or code in PERHAPS_DONE:
        return SlackAnswerLostError(f"Slack gave no usable answer ({code or 'not JSON'}).")
    if code in CANNOT_POST:
        return CannotPostError(code)
    kind = SlackError
    if code in BLOCKS_REFUSED:
        kind = BlocksRefusedError
    elif code in THREAD_GONE:
        kind = ThreadGoneError
    return kind(f"Slack refused this ({code}).")
