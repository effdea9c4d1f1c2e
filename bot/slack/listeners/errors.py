"""The one place that turns errors into words, and says them where the person acted, to them alone."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.adding.errors import (
    BugError,
    CannotPostError,
    NothingToDoError,
    SlackAnswerLostError,
    SlackError,
    UnknownAliasError,
    WrongChannelError,
)
from bot.leads.errors import AddLeadsError
from bot.slack import text
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)


def register(app: AsyncApp, web: SlackWeb, bot_name: str) -> None:
    app.error(ErrorListener(web, bot_name).tell)


def words(error: AddLeadsError, bot_name: str = "addleads") -> str:
    """The sentence for an error that we raise on purpose."""
    match error:
        case UnknownAliasError():
            return text.unknown_alias(error)
        case WrongChannelError():
            return text.wrong_channel(sorted(error.channels))
        case NothingToDoError(by=by) if by:
            return text.somebody_was_first(by, str(error))
        case CannotPostError():
            return text.invite_me(bot_name)
        case SlackAnswerLostError():
            return text.nothing_sent(text.SLACK_SILENT)
        case _:
            return text.plain(str(error))


class ErrorListener:
    """Bolt's error listener: what any other listener lets through ends here."""

    def __init__(self, web: SlackWeb, bot_name: str) -> None:
        self._web = web
        self._bot_name = bot_name

    async def tell(self, error: Exception, body: dict[str, Any], respond: AsyncRespond) -> None:
        if isinstance(error, AddLeadsError) and not isinstance(error, BugError):
            logger.info("refused", extra={"reason": error.code})
            sentence = words(error, self._bot_name)
        else:
            reference = new_reference()
            logger.error("listener failed", extra={"reference": reference}, exc_info=error)
            sentence = text.our_bug(reference)
        await self._say(sentence, body, respond)

    async def _say(self, sentence: str, body: Mapping[str, Any], respond: AsyncRespond) -> None:
        message = body.get("message")
        if isinstance(message, Mapping):  # a click: under the message that holds the button
            thread_ts = message.get("thread_ts") or message.get("ts")
            try:
                await self._web.whisper(body["channel"]["id"], body["user"]["id"], sentence, thread_ts)
            except SlackError as error:
                logger.warning("error not told", extra={"reason": error.code})
        elif body.get("response_url"):
            await respond(text=sentence, response_type="ephemeral", replace_original=False)


def new_reference() -> str:
    """A short token that a person can quote and an operator can find in the log."""
    return secrets.token_hex(3).upper()
