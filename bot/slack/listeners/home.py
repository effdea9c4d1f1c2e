"""The Home tab: opening it, and what people do in it. All of it concerns that person's tab alone."""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adding.errors import BadAliasError, UnknownAliasError
from bot.adding.sequence_errors import MailboxesError, UnknownSequenceError
from bot.jobs.aliasing import Choice, Named
from bot.jobs.sequences import alias_name
from bot.leads.errors import AddLeadsError
from bot.slack import text
from bot.slack.blocks import alias_form
from bot.slack.blocks.add_leads import MAILBOXES
from bot.slack.blocks.alias_form import NAME, SEQUENCE, TARGET, Filled
from bot.slack.escaping import unescape
from bot.slack.ids import Action, Modal
from bot.slack.listeners.answers import tell_person
from bot.slack.listeners.errors import explained
from bot.slack.listeners.inbox import Listener, team_of
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.taking import sequence_behind

WITHIN = 2.0
"""Seconds that Amplemarket gets before the form is told how it went: Slack waits three for that."""


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    home = Home(parts, bot_name)
    app.event("app_home_opened")(parts.inbox.counted(home.opened))
    listeners: dict[Action, Listener] = {
        Action.ADD_ALIAS: home.add,
        Action.EDIT_ALIAS: home.edit,
        Action.REMOVE_ALIAS: home.remove,
        Action.PREVIOUS_ALIASES: home.turn,
        Action.NEXT_ALIASES: home.turn,
    }
    for action, listener in listeners.items():
        app.action(action)(parts.inbox.counted(listener))
    app.view(Modal.ALIAS)(parts.inbox.counted(home.saved))


class Home:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    async def opened(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """Slack tells of the other tabs of the app too."""
        if event.get("tab") == "home":
            current = str((event.get("view") or {}).get("hash") or "")
            await self._parts.homes.opened(team_of(body), event["user"], current)

    async def turn(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        await self._parts.homes.turned(team_of(body), body["user"]["id"], int(action["value"]))

    async def remove(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """Gone already is as good: the tab shows it."""
        await ack()
        user = str(body["user"]["id"])
        await self._parts.aliases.remove(team_of(body), action["value"], by=user)
        await self._parts.homes.changed(user)

    async def add(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        await self._parts.web.open_view(body["trigger_id"], alias_form.blank())

    async def edit(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """Amplemarket is not waited for: a trigger lives three seconds."""
        await ack()
        known = await self._parts.aliases.find(team_of(body), action["value"])
        absent = alias_form.notice(action["value"], text.aliases.alias_absent(action["value"]))
        view = alias_form.editing(known) if known else absent
        await self._parts.web.open_view(body["trigger_id"], view)

    # ---- the form -----------------------------------------------------------------------------------

    async def saved(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        """What is wrong is told at its field."""
        team, user = team_of(body), str(body["user"]["id"])
        filled = alias_form.filled_in(view["private_metadata"], view["state"]["values"])
        problems = dict(filled.problems)
        if not view["private_metadata"]:
            problems |= await self._name_problem(team, filled.name)
        if problems:
            await ack(response_action="errors", errors=problems)
            return
        keeping = asyncio.ensure_future(self._keep(team, user, filled))
        await asyncio.wait({keeping}, timeout=WITHIN)
        if keeping.done():
            await self._told(ack, view, keeping)
        else:
            waiting = alias_form.notice(view["private_metadata"], text.home.STILL_LOOKING_MRKDWN)
            await ack(response_action="update", view=waiting)
            for problem in (await keeping).values():
                await tell_person(self._parts.web, "", user, text.home.not_kept_mrkdwn(filled.name, problem))
        await self._parts.homes.changed(user)

    async def _keep(self, team: str, user: str, filled: Filled) -> dict[str, str]:
        """Keep the alias; or what is wrong, by the field it is told at."""
        try:
            target = unescape(filled.target)
            if filled.chosen:
                target = str((await sequence_behind(self._parts, team, filled.chosen)).sequence_id)
            kept = await self._parts.aliasing.add(team, filled.request(target), user)
        except UnknownAliasError as error:
            return {SEQUENCE: text.form.no_such_sequence(error.name)}
        except (BadAliasError, UnknownSequenceError) as error:
            return {TARGET if filled.target else SEQUENCE: _as_plain(explained(error, self._bot_name))}
        except MailboxesError as error:
            return {MAILBOXES: _as_plain(explained(error, self._bot_name))}
        match kept:
            case Named():
                return {}
            case Choice(matches=matches):
                return {TARGET: text.home.several(len(matches))}

    async def _told(
        self, ack: AsyncAck, view: dict[str, Any], keeping: "asyncio.Future[dict[str, str]]"
    ) -> None:
        """How it went: at the fields, in the form's place, or by closing it."""
        try:
            problems = keeping.result()
        except AddLeadsError as error:
            sentence = explained(error, self._bot_name)
            notice = alias_form.notice(view["private_metadata"], sentence)
            await ack(response_action="update", view=notice)
            return
        await (ack(response_action="errors", errors=problems) if problems else ack())

    async def _name_problem(self, team: str, name: str) -> dict[str, str]:
        try:
            known = await self._parts.aliases.find(team, alias_name(name))
        except BadAliasError as error:
            return {NAME: str(error)}
        return {NAME: text.home.there_is_one(known.name)} if known else {}


def _as_plain(mrkdwn: str) -> str:
    """What stands at a field is shown as it is, signs of formatting and all."""
    return unescape(mrkdwn).replace("`", "").replace("*", "")
