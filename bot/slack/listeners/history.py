"""`/addleads history`, `why` and `status`: told to who asked, and to nobody else."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.jobs.history import HistoryPage
from bot.jobs.history_filter import read_written
from bot.slack.blocks import history
from bot.slack.ids import Action
from bot.slack.listeners.answers import show
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    app.action(Action.OLDER_JOBS)(parts.inbox.counted(Lookbacks(parts).older))


class Lookbacks:
    """The sub-commands that only tell."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def history(self, team: str, user: str, words: Sequence[str], respond: AsyncRespond) -> None:
        await self._show(await self._parts.history.first_page(team, user, words), respond)

    async def older(
        self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """The next page, below the one before it."""
        await ack()
        await self._show(
            await self._parts.history.page(team_of(body), read_written(action["value"])), respond
        )

    async def why(self, team: str, typed: str, respond: AsyncRespond) -> None:
        found = await self._parts.history.why(team, typed)
        await show(respond, history.lead(found, await self._parts.links.of(found.seen)))

    async def status(self, team: str, respond: AsyncRespond) -> None:
        found = await self._parts.history.status(team)
        seen = [one for jobs in found.jobs.values() for one in jobs]
        await show(respond, history.status(found, await self._parts.links.of(seen)))

    async def _show(self, page: HistoryPage, respond: AsyncRespond) -> None:
        await show(respond, history.history(page, await self._parts.links.of(page.jobs)))
