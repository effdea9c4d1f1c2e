"""The one place that turns errors into words, and says them where the person acted, to them alone."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.adding.deleted import LeadsDeletedError
from bot.adding.errors import (
    AccessError,
    BugError,
    CannotPostError,
    DownloadError,
    GuestError,
    NothingToDoError,
    SlackAnswerLostError,
    SlackError,
    StrangerError,
    UncheckedPersonError,
    UnknownAliasError,
    WrongChannelError,
)
from bot.adding.sequence_errors import MailboxesError, SequenceClosedError, UnknownSequenceError
from bot.leads.errors import AddLeadsError
from bot.slack import text
from bot.slack.blocks.elements import Message
from bot.slack.listeners.answers import answer, reply, tell_person
from bot.slack.refused import TriggerGoneError
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)


def register(app: AsyncApp, web: SlackWeb, bot_name: str) -> None:
    app.error(ErrorListener(web, bot_name).tell)


def words(error: AddLeadsError, bot_name: str) -> str:
    """The sentence for an error that we raise on purpose. Not for bugs: those get `explained`."""
    match error:
        case UnknownAliasError():
            return text.refusals.unknown_alias(error)
        case SequenceClosedError() | UnknownSequenceError() | MailboxesError():
            return _accounts_words(error)
        case AccessError():
            return _access_words(error)
        case NothingToDoError():
            return _nothing_to_do(error)
        case SlackError():
            return _slacks_words(error, bot_name)
        case _:
            return text.refusals.plain(str(error))


def _nothing_to_do(error: NothingToDoError) -> str:
    if isinstance(error, LeadsDeletedError):
        return text.deleted.report(error)
    if error.by:
        return text.refusals.somebody_was_first(error.by, str(error))
    return text.refusals.plain(str(error))


def _access_words(error: AccessError) -> str:
    match error:
        case GuestError():
            return text.access.GUEST
        case StrangerError():
            return text.access.STRANGER
        case UncheckedPersonError():
            return text.access.unchecked(error)
        case WrongChannelError():
            return text.refusals.wrong_channel(sorted(error.channels))
        case _:
            return text.refusals.plain(str(error))


def _accounts_words(error: SequenceClosedError | UnknownSequenceError | MailboxesError) -> str:
    match error:
        case SequenceClosedError():
            return text.sequences.refused(error.sequence)
        case UnknownSequenceError():
            return text.sequences.unknown(error)
        case MailboxesError():
            return text.sequences.mailboxes(error)


def _slacks_words(error: SlackError, bot_name: str) -> str:
    match error:
        case CannotPostError():
            return text.refusals.cannot_post(str(error), bot_name)
        case SlackAnswerLostError():
            return text.refusals.SLACK_SILENT
        case DownloadError():
            return text.refusals.plain(str(error))
        case TriggerGoneError():
            return text.form.TOO_LATE_MRKDWN
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
        elif (body.get("type") == "view_submission" or _on_home(body)) and not isinstance(message, Mapping):
            channel = (body.get("channel") or {}).get("id", "")
            await tell_person(self._web, channel, body["user"]["id"], sentence)
        elif not isinstance(message, Mapping) or not await self._web.whisper(
            body["channel"]["id"], body["user"]["id"], Message.of(sentence), thread_of(message)
        ):
            await _answer_if_possible(body, respond, sentence)


def _on_home(body: Mapping[str, Any]) -> bool:
    """Whether somebody clicked on their Home tab, which is in no channel."""
    return (body.get("view") or {}).get("type") == "home"


async def tell_given_up(web: SlackWeb, body: Mapping[str, Any]) -> None:
    """A delivery that several processes died of has no further effect: say so where it came from."""
    event = body.get("event")
    if isinstance(event, Mapping):
        await reply(web, event["channel"], thread_of(event), text.refusals.GIVEN_UP)
        return
    channel = body.get("channel_id") or (body.get("channel") or {}).get("id", "")
    user = body.get("user_id") or (body.get("user") or {}).get("id", "")
    await tell_person(web, channel, user, text.refusals.GIVEN_UP)


async def _answer_if_possible(body: Mapping[str, Any], respond: AsyncRespond, sentence: str) -> None:
    if body.get("response_url"):
        await answer(respond, sentence)


def thread_of(message: Mapping[str, Any]) -> str:
    """The thread that an answer to a message belongs to."""
    return str(message.get("thread_ts") or message["ts"])


def new_reference() -> str:
    """A short token that a person can quote and an operator can find in the log."""
    return secrets.token_hex(3).upper()
