"""The one place that turns errors into words, and says them where the person acted, to them alone."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.adding.errors import (
    BugError,
    CannotPostError,
    DownloadError,
    NothingToDoError,
    SlackAnswerLostError,
    SlackError,
    UnknownAliasError,
    WrongChannelError,
)
from bot.leads.errors import AddLeadsError
from bot.slack import text
from bot.slack.blocks.elements import Message
from bot.slack.listeners.answers import answer, reply
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)


def register(app: AsyncApp, web: SlackWeb, bot_name: str) -> None:
    app.error(ErrorListener(web, bot_name).tell)


def words(error: AddLeadsError, bot_name: str) -> str:
    """The sentence for an error that we raise on purpose. Not for bugs: those get `explained`."""
    match error:
        case UnknownAliasError():
            return text.refusals.unknown_alias(error)
        case WrongChannelError():
            return text.refusals.wrong_channel(sorted(error.channels))
        case NothingToDoError(by=by) if by:
            return text.refusals.somebody_was_first(by, str(error))
        case SlackError():
            return _slacks_words(error, bot_name)
        case _:
            return text.refusals.plain(str(error))


def _slacks_words(error: SlackError, bot_name: str) -> str:
    match error:
        case CannotPostError():
            return text.refusals.cannot_post(str(error), bot_name)
        case SlackAnswerLostError():
            return text.refusals.SLACK_SILENT
        case DownloadError():
            return text.refusals.plain(str(error))
        case _:
            return text.refusals.slack_refused(str(error))


def explained(error: Exception, bot_name: str) -> str:
    """The sentence for any error. What nobody raised on purpose is logged, under a reference to quote."""
    if isinstance(error, AddLeadsError) and not isinstance(error, BugError):
        logger.info("refused", extra={"reason": error.code})
        return words(error, bot_name)
    reference = new_reference()
    logger.error("listener failed", extra={"reference": reference}, exc_info=error)
    return text.refusals.our_bug(reference)


class ErrorListener:
    """Bolt's error listener: what any other listener lets through ends here."""

    def __init__(self, web: SlackWeb, bot_name: str) -> None:
        self._web = web
        self._bot_name = bot_name

    async def tell(self, error: Exception, body: dict[str, Any], respond: AsyncRespond) -> None:
        """Under a shared file for its event, under the message that holds the button for a click."""
        sentence = explained(error, self._bot_name)
        event, message = body.get("event"), body.get("message")
        if isinstance(event, Mapping):
            if event.get("files"):
                await reply(self._web, event["channel"], thread_of(event), sentence)
        elif not isinstance(message, Mapping) or not await self._web.whisper(
            body["channel"]["id"], body["user"]["id"], Message.of(sentence), thread_of(message)
        ):
            await _answer_if_possible(body, respond, sentence)


async def _answer_if_possible(body: Mapping[str, Any], respond: AsyncRespond, sentence: str) -> None:
    if body.get("response_url"):
        await answer(respond, sentence)


def thread_of(message: Mapping[str, Any]) -> str:
    """The thread that an answer to a message belongs to."""
    return str(message.get("thread_ts") or message["ts"])


def new_reference() -> str:
    """A short token that a person can quote and an operator can find in the log."""
    return secrets.token_hex(3).upper()
