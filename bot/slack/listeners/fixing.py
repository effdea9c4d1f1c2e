"""The buttons and modals that mend rows: merge fields filled in, addresses corrected."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.jobs.fixing import Gaps, Mended, Wrong
from bot.leads.errors import AddLeadsError
from bot.slack.blocks import fixing
from bot.slack.blocks.elements import Block
from bot.slack.ids import Action, Modal
from bot.slack.listeners.errors import explained
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.retrying import place_of


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    mending = Fixing(parts, bot_name)
    app.action(Action.FIX_MISSING_FIELDS)(parts.inbox.counted(mending.open_fill))
    app.action(Action.CORRECT_ROWS)(parts.inbox.counted(mending.open_correct))
    app.view(Modal.FIX_MISSING_FIELDS)(parts.inbox.counted(mending.filled))
    app.view(Modal.CORRECT_ROWS)(parts.inbox.counted(mending.corrected))


class Fixing:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    async def open_fill(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        async def form() -> Block:
            return fixing.fill_form(await self._gaps(action["value"], body))

        await self._open(ack, Modal.FIX_MISSING_FIELDS, action["value"], body, form)

    async def open_correct(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        async def form() -> Block:
            return fixing.correct_form(await self._wrong(action["value"], body))

        await self._open(ack, Modal.CORRECT_ROWS, action["value"], body, form)

    async def filled(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        async def mend() -> tuple[Mended, Mapping[str, str]]:
            gaps, values = await self._gaps(view["private_metadata"], body), view["state"]["values"]
            mended = await self._parts.fixes.filled(gaps, fixing.filling(gaps, values))
            return mended, {} if mended.rows else fixing.nothing_filled(values)

        await self._submitted(ack, Modal.FIX_MISSING_FIELDS, view, body, mend)

    async def corrected(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        async def mend() -> tuple[Mended, Mapping[str, str]]:
            wrong, values = await self._wrong(view["private_metadata"], body), view["state"]["values"]
            mended = await self._parts.fixes.corrected(wrong, fixing.corrected(wrong, values))
            if mended.problems:
                return mended, fixing.at_rows(mended.problems)
            return mended, {} if mended.rows else fixing.nothing_corrected(values)

        await self._submitted(ack, Modal.CORRECT_ROWS, view, body, mend)

    async def _open(
        self,
        ack: AsyncAck,
        which: Modal,
        job_id: str,
        body: Mapping[str, Any],
        form: Callable[[], Awaitable[Block]],
    ) -> None:
        """The modal opens before its rows are looked up: a trigger lives three seconds."""
        await ack()
        view_id = await self._parts.web.open_view(body["trigger_id"], fixing.waiting(which, job_id))
        try:
            shown = await form()
        except AddLeadsError as error:
            shown = fixing.notice(which, job_id, explained(error, self._bot_name))
        await self._parts.web.update_view(view_id, shown)

    async def _submitted(
        self,
        ack: AsyncAck,
        which: Modal,
        view: Mapping[str, Any],
        body: dict[str, Any],
        mend: Callable[[], Awaitable[tuple[Mended, Mapping[str, str]]]],
    ) -> None:
        """What can be told in the modal is told there, before the ack closes it."""
        try:
            mended, problems = await mend()
        except AddLeadsError as error:
            sentence = explained(error, self._bot_name)
            notice = fixing.notice(which, view["private_metadata"], sentence)
            await ack(response_action="update", view=notice)
            return
        if problems:
            await ack(response_action="errors", errors=dict(problems))
            return
        await ack()
        body |= place_of(mended.job)
        await self._parts.fixes.send(mended, str(body["user"]["id"]), view["id"])

    async def _gaps(self, job_id: str, body: Mapping[str, Any]) -> Gaps:
        gaps = await self._parts.fixes.gaps(job_id, team_of(body), str(body["user"]["id"]))
        self._parts.access.check_channel(gaps.job.channel)
        return gaps

    async def _wrong(self, job_id: str, body: Mapping[str, Any]) -> Wrong:
        wrong = await self._parts.fixes.wrong(job_id, team_of(body), str(body["user"]["id"]))
        self._parts.access.check_channel(wrong.job.channel)
        return wrong
