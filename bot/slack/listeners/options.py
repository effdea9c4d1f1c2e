"""The options of menus that ask us while somebody types: which sequences there are."""

import logging
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.leads.errors import AddLeadsError
from bot.slack.blocks.suggestions import option_groups
from bot.slack.ids import Action
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts

logger = logging.getLogger(__name__)


def register(app: AsyncApp, parts: Parts) -> None:
    options = MenuOptions(parts)
    for action in (Action.SEQUENCE, Action.CHOOSE_SEQUENCE):
        app.options(action)(parts.inbox.counted(options.sequences))


class MenuOptions:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def sequences(self, ack: AsyncAck, payload: dict[str, Any], body: dict[str, Any]) -> None:
        """Nothing can be told in a menu but what it offers: who may not choose is told at the submission."""
        try:
            offered = await self._parts.choices.offered(team_of(body), str(payload.get("value") or ""))
        except AddLeadsError as error:
            logger.warning("no options", extra={"reason": error.code})
            await ack(options=[])
            return
        groups = option_groups(offered)
        await (ack(option_groups=groups) if groups else ack(options=[]))
