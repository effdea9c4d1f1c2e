"""The modal that adds leads: opened by `/addleads` alone and by the shortcut on a message; and submitted."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.adding.errors import AdminsOnlyError, UnknownAliasError
from bot.adding.job import Alias, Intake
from bot.adding.overrides import Override, Overrides, in_api_order
from bot.jobs.intake import Request
from bot.leads.errors import AddLeadsError
from bot.slack import text
from bot.slack.blocks import add_leads
from bot.slack.blocks.add_leads import Filled, Place
from bot.slack.blocks.elements import Message
from bot.slack.files import SharedFile
from bot.slack.ids import Modal, Shortcut
from bot.slack.listeners.answers import answer, tell_person
from bot.slack.listeners.errors import explained, thread_of
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.taking import sequence_behind, take_file, take_text


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    modal = AddLeads(parts, bot_name)
    app.shortcut({"type": "message_action", "callback_id": Shortcut.ADD_LEADS_FROM_FILE})(
        parts.inbox.counted(modal.from_file)
    )
    app.view(Modal.ADD_LEADS)(parts.inbox.counted(modal.submitted))


class AddLeads:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    # ---- opening ------------------------------------------------------------------------------------

    async def from_file(
        self, ack: AsyncAck, shortcut: dict[str, Any], body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        """The shortcut, on a message with files or without."""
        await ack()
        channel, message = shortcut["channel"]["id"], shortcut["message"]
        self._parts.access.check_channel(channel)
        shared = [SharedFile.of(one) for one in message.get("files") or ()][: add_leads.MOST_FILES]
        files = [one for one in shared if one.hosted and one.id]
        if not files:
            await answer(respond, text.form.NO_FILE_IN_SLACK_MRKDWN if shared else text.form.NO_FILE_MRKDWN)
            return
        place = Place(channel, thread_of({"ts": shortcut["message_ts"], **message}), _ids(files))
        await self.open(team_of(body), place, body["user"]["id"], body["trigger_id"], files)

    async def open(
        self, team: str, place: Place, user: str, trigger_id: str, files: list[SharedFile] | None = None
    ) -> None:
        """Open the form before anything is asked: a trigger lives three seconds. Then fill it in."""
        parts, files = self._parts, files or []
        offered = self._may_lift(user)
        names = [file.name for file in files]
        view = await parts.web.show_view(trigger_id, add_leads.form(place, offered, names))
        default = await parts.defaults.alias(team, place.channel)
        found = [await self._name(file) for file in files]
        if default is not None or found != names:
            await parts.web.update_view(view.id, add_leads.form(place, offered, found, default), view.hash)

    async def _name(self, file: SharedFile) -> str:
        """What a file is called; through Slack Connect that has to be asked for."""
        try:
            return (await self._parts.downloads.look_up(file)).name
        except AddLeadsError:
            return file.name  # whoever submits is told why it can't be had

    def _may_lift(self, user: str) -> Overrides:
        try:
            self._parts.access.check_overrides(user, frozenset(Override))
        except AdminsOnlyError:
            return frozenset(Override) - {Override.EXCLUSION_LIST}
        return frozenset(Override)

    # ---- submitted ----------------------------------------------------------------------------------

    async def submitted(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        """What is wrong is told at its field. Leads are read after the ack, which closes the form."""
        place, user = Place.of(view["private_metadata"]), str(body["user"]["id"])
        filled = add_leads.filled_in(place, view["state"]["values"])
        try:
            self._parts.access.check_channel(place.channel)
            alias, problems = await self._checked(team_of(body), user, filled)
        except AddLeadsError as error:
            sentence = explained(error, self._bot_name)
            await ack(response_action="update", view=add_leads.notice(place, sentence))
            return
        if problems or alias is None:
            await ack(response_action="errors", errors=dict(problems))
            return
        await ack()
        body["channel"] = {"id": place.channel}  # where an error is told: a submission names no place itself
        place = await self._with_channel(place, user)
        request = Request(
            origin=f"modal:{view['id']}:{_digest(filled)}",
            team=team_of(body),
            channel=place.channel,
            user=user,
            intake=Intake.TYPED,
            thread_ts=place.thread_ts or None,
            alias=alias,
            options=filled.options,
        )
        await self._take(request, filled)

    async def _checked(self, team: str, user: str, filled: Filled) -> tuple[Alias | None, Mapping[str, str]]:
        """Where to, and what is wrong, by field. All is asked anew: forms stay open long."""
        problems = dict(filled.problems)
        if filled.options.overrides - self._may_lift(user):
            problems[add_leads.OVERRIDES] = text.form.FOR_ADMINS
        if not filled.sequence:
            return None, problems
        try:
            return await sequence_behind(self._parts, team, filled.sequence), problems
        except UnknownAliasError as error:
            return None, {**problems, filled.sequence_field: text.form.no_such_sequence(error.name)}

    async def _with_channel(self, place: Place, user: str) -> Place:
        """Where no channel is known: the person's own conversation with the bot."""
        if place.channel:
            return place
        message = Message.of(text.form.FROM_THE_FORM_MRKDWN)
        channel, thread_ts = await self._parts.web.post_to_person(user, message)
        return replace(place, channel=channel, thread_ts=thread_ts)

    async def _take(self, request: Request, filled: Filled) -> None:
        """Several files are several jobs; one that can't be read does not stop the others."""
        if filled.leads:
            await take_text(self._parts, request, filled.leads)
        for file_id in filled.files:
            file = SharedFile(file_id, "", "", hosted=True)
            try:
                file = await self._parts.downloads.look_up(file)
                of_file = replace(request, origin=f"{request.origin}:{file_id}")
                await take_file(self._parts, of_file, file)
            except AddLeadsError as error:
                sentence = text.refusals.about_file(file.name, explained(error, self._bot_name))
                await tell_person(self._parts.web, request.channel, request.user, sentence)


def _ids(files: list[SharedFile]) -> tuple[str, ...]:
    return tuple(file.id for file in files)


def _digest(filled: Filled) -> str:
    """The same form sent twice is one job. One that was mended after a failure is another one."""
    options = filled.options
    said = [filled.sequence, filled.leads, in_api_order(options.overrides), options.distribution]
    return hashlib.sha256(json.dumps([*said, options.mailboxes]).encode()).hexdigest()[:16]
