"""Telling people through Slack when Slack does not let us: insist on what they wait for, let the rest go."""

import logging
import random
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.adding.backoff import Backoff
from bot.adding.errors import CannotPostError, SlackAnswerLostError, SlackError
from bot.jobs.halt import Halt, HaltedError
from bot.jobs.ports import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST_LOST_MESSAGES = 2
"""A message whose answer was lost may stand in the thread. It is sent once more, never a third time."""


class NotToldError(Exception):
    """People could not be told, for now: the store still knows that they are to be."""


class Patience(Protocol):
    """How long to insist: by which clock, with which waits, and until when at the latest."""

    @property
    def clock(self) -> Clock: ...
    @property
    def backoff(self) -> Backoff: ...
    @property
    def draining(self) -> Halt: ...


async def insist(tell: Callable[[], Awaitable[T]], patience: Patience) -> T:
    """Tell, again and again while Slack does not let us.

    Raises:
        CannotPostError: the bot may not write there, and trying again does not change that.
        NotToldError: Slack did not let us for too long, or the program drains.
    """
    tries = lost = 0
    while True:
        try:
            return await tell()
        except CannotPostError:
            raise
        except SlackError as error:
            logger.warning("not told", extra={"reason": error.code})
            tries += 1
            lost += isinstance(error, SlackAnswerLostError)
            wait = patience.backoff.wait(tries, random.random())  # noqa: S311 - spreads tries, guards nothing
            if wait is None or lost >= MOST_LOST_MESSAGES:
                raise NotToldError from error
        await _sleep(patience, wait)


async def _sleep(patience: Patience, seconds: float) -> None:
    try:
        async with patience.draining.wakes():
            await patience.clock.sleep(seconds)
    except HaltedError:
        raise NotToldError from None


async def show(showing: Awaitable[None]) -> None:
    """Show what only decorates a job. That Slack does not let us must not keep the job from going on."""
    try:
        await showing
    except SlackError as error:
        logger.warning("not shown", extra={"reason": error.code})
