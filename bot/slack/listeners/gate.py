"""The gate: nothing that a person does reaches a listener before it is known that this person may.

Bolt middleware, so that it stands before every listener there is and will be. It asks who somebody is at each
act: a button outlives the rights of the people who see it. What can't be checked is not allowed; but whoever
wants a job to stop may have it stopped while Slack is silent.

A modal's payload names no channel: its listener checks the channel that its leads go to.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import PurePath
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncRespond

from bot.adding.errors import AccessError, UncheckedPersonError, WrongChannelError
from bot.slack.blocks.history import refusal
from bot.slack.ids import Action
from bot.slack.listeners.answers import tell_person
from bot.slack.listeners.errors import ErrorListener, explained
from bot.slack.listeners.inbox import ACKED, delivery_key
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.uploads import LISTS

logger = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]


class Gate:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name
        self._errors = ErrorListener(parts.web, bot_name)

    async def admit(self, body: dict[str, Any], respond: AsyncRespond, next: Next) -> BoltResponse:  # noqa: A002 - Bolt's own name
        """Middleware: let through what somebody may do; tell them where they may not."""
        try:
            await self._check(body)
        except AccessError as error:
            logger.info("refused at the gate", extra={"reason": error.code})
            response = await self._refuse(body, respond, error)
            await self._parts.inbox.forget()
            return response
        return await next()

    async def _check(self, body: Mapping[str, Any]) -> None:
        """Raises AccessError."""
        user, access = acting(body), self._parts.access
        if user is None:
            return
        try:
            member = await self._parts.people.member(user)
        except UncheckedPersonError:
            if not _only_stops(body):
                raise
        else:
            access.check_standing(member.standing)
        if (channel := channel_of(body)) is not None:
            access.check_channel(channel)

    async def _refuse(self, body: dict[str, Any], respond: AsyncRespond, error: AccessError) -> BoltResponse:
        """Say so where the person acted, to them alone; the response acks."""
        sentence = explained(error, self._bot_name)
        if body.get("event", {}).get("type") == "app_home_opened":
            await self._parts.homes.refuse(body["event"]["user"], sentence)
            return ACKED
        if "event" in body:
            await self._whisper(body["event"], sentence, error)
            return ACKED
        match body.get("type"):
            case "view_submission":
                return _response({"response_action": "update", "view": refusal(sentence)})
            case "block_suggestion":
                return _response({"options": []})
            case _:
                await self._errors.tell(error, body, respond)
                return ACKED

    async def _whisper(self, event: Mapping[str, Any], sentence: str, error: AccessError) -> None:
        """To who shared what could be a list. Elsewhere nobody has called the bot, so it keeps silent."""
        if _may_be_lists(event) and not isinstance(error, WrongChannelError):
            await tell_person(self._parts.web, event["channel"], event["user"], sentence)


def acting(body: Mapping[str, Any]) -> str | None:
    """The Slack id of who did it; None where nobody did anything that concerns us.

    Chat without a file, and what apps do, reaches no listener of ours that acts on it.
    """
    event = body.get("event")
    if isinstance(event, Mapping):
        if delivery_key(body) is None or event.get("bot_id"):
            return None
        return event.get("user")
    user = body.get("user")
    return str(user["id"] if isinstance(user, Mapping) else body["user_id"])


def channel_of(body: Mapping[str, Any]) -> str | None:
    """Where it was done; None in a modal and on the Home tab."""
    event = body.get("event")
    if isinstance(event, Mapping):
        return event.get("channel") if event.get("type") == "message" else None
    channel = body.get("channel")
    return channel["id"] if isinstance(channel, Mapping) else body.get("channel_id")


def _may_be_lists(event: Mapping[str, Any]) -> bool:
    """Whether somebody who shares this may expect an answer from us."""
    names = (str(file.get("name") or "") for file in event.get("files") or ())
    suffixes = {PurePath(name).suffix.lower() for name in names}
    return event.get("channel_type") == "im" or not suffixes.isdisjoint(LISTS)


def _only_stops(body: Mapping[str, Any]) -> bool:
    """Whether all that it does is to send less."""
    acts = body.get("actions") or []
    return body.get("type") == "block_actions" and [act.get("action_id") for act in acts] == [
        Action.CANCEL_JOB
    ]


def _response(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"Content-Type": "application/json"})
