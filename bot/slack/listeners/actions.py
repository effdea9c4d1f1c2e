"""Pressed buttons and chosen options. Who may press one is checked at each press."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks import columns
from bot.slack.ids import TERMS, Action
from bot.slack.listeners.aliases import Aliases
from bot.slack.listeners.inbox import Listener, team_of
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.taking import sequence_behind


def register(app: AsyncApp, parts: Parts) -> None:
    actions = Actions(parts)
    listeners: dict[Action, Listener] = {
        Action.ADD_JOB: actions.add,
        Action.ADD_NEW_LEADS: actions.add_new,
        Action.CANCEL_JOB: actions.cancel,
        Action.CHANGE_COLUMNS: actions.change_columns,
        Action.CHOOSE_ALIAS_TARGET: Aliases(parts).chosen,
        Action.CHOOSE_SEQUENCE: actions.choose,
        Action.TRY_AGAIN: actions.try_again,
    }
    for action, listener in listeners.items():
        app.action(action)(parts.inbox.counted(listener))


class Actions:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def add(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        self._authorise(body)
        await self._parts.new_jobs.confirm(action["value"], team_of(body), _user(body), _terms(action))

    async def add_new(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        self._authorise(body)
        await self._parts.new_leads.add(action["value"], team_of(body), _user(body), _terms(action))

    async def try_again(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """The sequence took no leads when the list was shown; perhaps it does now."""
        await ack()
        self._authorise(body)
        await self._parts.targets.show_again(action["value"], team_of(body))

    async def cancel(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        self._authorise(body)
        await self._parts.new_jobs.cancel(action["value"], team_of(body), _user(body))

    async def choose(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        self._authorise(body)
        alias = await sequence_behind(self._parts, team_of(body), action["selected_option"]["value"])
        job_id = action["block_id"].removeprefix("job:")
        await self._parts.new_jobs.choose(job_id, team_of(body), alias)

    async def change_columns(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """The modal opens before its list is looked at: a trigger lives three seconds."""
        await ack()
        self._authorise(body)
        parts = self._parts
        job = await parts.columns.draft(action["value"], team_of(body))
        view_id = await parts.web.open_view(body["trigger_id"], columns.waiting(job))
        await parts.web.update_view(view_id, columns.form(await parts.columns.offer(job)))

    def _authorise(self, body: Mapping[str, Any]) -> None:
        self._parts.access.check_channel(body["channel"]["id"])


def _user(body: Mapping[str, Any]) -> str:
    return str(body["user"]["id"])


def _terms(action: Mapping[str, Any]) -> str | None:
    """What the message with the button showed; None where it was no preview."""
    block_id = str(action.get("block_id"))
    return block_id.removeprefix(TERMS) if block_id.startswith(TERMS) else None
