"""What Slack says when it refuses a call, in our words."""

from collections.abc import Awaitable, Callable, Mapping

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


VIEW_CHANGED = frozenset({"hash_conflict"})


TURNED_AWAY = 429
"""HTTP's "too many requests"."""

REST = 5.0
"""Seconds to leave Slack alone where it does not say how long."""


class TurnedAwayError(SlackError):
    """Slack has had too many calls of this method; nothing of it was processed.

    Fields:
        seconds: how long to leave it alone.
    """

    code = "turned_away"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Slack wants to be left alone for {seconds:g} seconds.")
        self.seconds = seconds


class BlocksRefusedError(SlackError):
    code = "blocks_refused"


class ThreadGoneError(SlackError):
    """Somebody deleted the message that a reply was to stand under."""

    code = "thread_gone"


class TriggerGoneError(SlackError):
    """A modal was to be opened more than three seconds after somebody's act, or a second time for it."""

    code = "trigger_gone"


class ViewChangedError(SlackError):
    """A view shows something newer than what was to be replaced."""

    code = "view_changed"


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
    if getattr(error.response, "status_code", None) == TURNED_AWAY:
        return TurnedAwayError(_seconds(error.response.headers))
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
    elif code in VIEW_CHANGED:
        kind = ViewChangedError
    return kind(f"Slack refused this ({code}).")


def _seconds(headers: Mapping[str, str]) -> float:
    """Retry-After, which Slack gives in whole seconds."""
    told = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(told) if told.isdigit() else REST
