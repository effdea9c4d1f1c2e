"""`/addleads here …`: where a channel's lists go when nobody names a sequence."""

from typing import Any

from slack_bolt.async_app import AsyncRespond

from bot.adding.errors import UsageError
from bot.slack import text
from bot.slack.listeners.answers import answer
from bot.slack.listeners.parts import Parts

NONE = "none"


class ChannelDefault:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def here(self, command: dict[str, Any], words: list[str], respond: AsyncRespond) -> None:
        """Show it, set it or clear it; the answer is for who typed."""
        match words:
            case []:
                await answer(respond, await self._shown(command["team_id"], command["channel_id"]))
            case [name]:
                await answer(respond, await self._changed(command, name))
            case _:
                raise UsageError(text.defaults.HERE_USAGE)

    async def _changed(self, command: dict[str, Any], name: str) -> str:
        team, channel, user = command["team_id"], command["channel_id"], command["user_id"]
        if name.lower() != NONE:
            return text.defaults.default_set(await self._parts.defaults.set(team, channel, name, user))
        cleared = await self._parts.defaults.clear(team, channel, user)
        return text.defaults.DEFAULT_CLEARED if cleared else text.defaults.NO_DEFAULT

    async def _shown(self, team: str, channel: str) -> str:
        name = await self._parts.defaults.name(team, channel)
        if name is None:
            return text.defaults.NO_DEFAULT
        known = await self._parts.defaults.alias(team, channel)
        return text.defaults.default_shown(name) if known else text.defaults.default_lost(name)
