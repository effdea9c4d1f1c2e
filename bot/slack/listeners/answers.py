"""Answers to people, in the ways that no port knows: to them alone, or under their message.

An answer that Slack does not take is logged, never raised: there is no further way to tell it.
"""

import logging

import aiohttp
from slack_bolt.async_app import AsyncRespond

from bot.adding.errors import SlackError
from bot.slack.blocks.elements import Message
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

_OK = 200


async def answer(respond: AsyncRespond, sentence: str) -> None:
    """Tell the person alone, where they typed or clicked."""
    await show(respond, Message.of(sentence))


async def show(respond: AsyncRespond, message: Message, *, instead: bool = False) -> None:
    """The same for a message with blocks of its own; `instead` of the one that was clicked in."""
    try:
        taken = await respond(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=instead
        )
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        logger.warning("not answered", extra={"reason": type(error).__name__})
    else:
        if taken.status_code != _OK:  # respond() does not raise for these
            logger.warning("not answered", extra={"status": taken.status_code, "reason": taken.body[:100]})


async def reply(web: SlackWeb, channel: str, thread_ts: str, sentence: str) -> None:
    """Tell everybody in a thread, where it concerns the thread."""
    try:
        await web.post(channel, Message.of(sentence), thread_ts)
    except SlackError as error:
        logger.warning("not replied", extra={"channel": channel, "reason": str(error)})


async def tell_at(web: SlackWeb, channel: str, user: str, message: Message, thread_ts: str) -> None:
    """Tell one person alone, in a thread; else in their own conversation with the bot."""
    if not await web.whisper(channel, user, message, thread_ts):
        await _tell_directly(web, user, message)


async def tell_person(web: SlackWeb, channel: str, user: str, sentence: str) -> None:
    """Tell one person alone: in the channel, else in their own conversation with the bot."""
    message = Message.of(sentence)
    if not channel or not await web.whisper(channel, user, message):
        await _tell_directly(web, user, message)


async def _tell_directly(web: SlackWeb, user: str, message: Message) -> None:
    try:
        await web.post_to_person(user, message)
    except SlackError as error:
        logger.warning("person not told", extra={"reason": str(error)})
