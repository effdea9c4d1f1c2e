"""What Slack says when it refuses a call, in our words."""

from collections.abc import Awaitable, Callable

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adding.errors import CannotPostError, SlackAnswerLostError, SlackError

CANNOT_POST = frozenset(
    {"not_in_channel", "channel_not_found", "is_archived", "is_inactive", "restricted_action"}
)
BLOCKS_REFUSED = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
)
"""Slack dislikes the layout. The text says the same, so it goes out alone."""
TRIGGER_GONE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})
THREAD_GONE = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
PERHAPS_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack says of these that "some aspect of the operation" may have succeeded."""


class BlocksRefusedError(SlackError):
    code = "blocks_refused"


class ThreadGoneError(SlackError):
    """Somebody deleted the message that a reply was to stand under."""

    code = "thread_gone"


class TriggerGoneError(SlackError):
    """A modal was to be opened more than three seconds after somebody's act, or a second time for it."""

    code = "trigger_gone"


async def asked(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Make a call.

    Raises:
        SlackAnswerLostError: nobody knows whether it had its effect.
        SlackError: Slack refused it.
    """
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
    elif code in TRIGGER_GONE:
        kind = TriggerGoneError
    return kind(f"Slack refused this ({code}).")
