"""Answers to people, in the two ways that no port knows: through a response_url, and under their message.

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
    message = Message.of(sentence)
    try:
        taken = await respond(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False
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
