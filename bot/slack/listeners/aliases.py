"""`/addleads list`, `/addleads alias …`, and the menu where several sequences go by a name."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.adding.alias_request import AliasRequest, read_alias_request
from bot.adding.errors import UsageError
from bot.jobs.aliasing import Choice, Named
from bot.slack import text
from bot.slack.blocks.sequences import choice, chosen
from bot.slack.escaping import unescape
from bot.slack.listeners.answers import answer, show
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts


class Aliases:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def shown(self, team: str, respond: AsyncRespond) -> None:
        """What there is, with how each sequence stands now."""
        known = await self._parts.aliasing.listed(team)
        await answer(respond, text.sequences.aliases(known) if known else text.aliases.NO_ALIASES)

    async def alias(self, team: str, user: str, typed: str, respond: AsyncRespond) -> None:
        """What stands behind `/addleads alias`."""
        word, rest = [*typed.split(maxsplit=1), "", ""][:2]
        match word.lower(), rest.split():
            case "add", [_, _, *_]:
                await self._add(team, user, rest, respond)
            case "remove", [name]:
                removed = await self._parts.aliases.remove(team, name.lower(), by=user)
                said = text.aliases.alias_removed(name) if removed else text.aliases.alias_absent(name)
                await answer(respond, said)
                await self._parts.homes.changed(user)
            case "" | "list", []:
                await self.shown(team, respond)
            case _:
                raise UsageError(text.aliases.ALIAS_USAGE)

    async def chosen(
        self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """The menu: its block says which alias, its option which sequence."""
        await ack()
        request = chosen(action["block_id"], action["selected_option"]["value"])
        await self._keep(team_of(body), str(body["user"]["id"]), request, respond)

    async def _add(self, team: str, user: str, typed: str, respond: AsyncRespond) -> None:
        request = read_alias_request(unescape(typed))
        if request is None:
            raise UsageError(text.aliases.ALIAS_USAGE)
        await self._keep(team, user, request, respond)

    async def _keep(self, team: str, user: str, request: AliasRequest, respond: AsyncRespond) -> None:
        match await self._parts.aliasing.add(team, request, user):
            case Named() as kept:
                await answer(respond, text.sequences.kept(kept))
                await self._parts.homes.changed(user)
            case Choice() as several:
                await show(respond, choice(several))
