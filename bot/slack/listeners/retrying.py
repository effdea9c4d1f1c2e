"""Retry buttons, the modal that picks single leads, and asking an admin.

What a person may lift is checked at each press, and again where a modal is submitted.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.adding.errors import AdminsOnlyError
from bot.adding.job import Job
from bot.adding.retry import RetryKind
from bot.jobs.retry import Choice
from bot.leads.errors import AddLeadsError
from bot.slack.blocks import approval, choosing
from bot.slack.blocks.elements import OPTIONS_LIMIT
from bot.slack.ids import ASKS, CHOICES, RETRIES, Action, Modal
from bot.slack.listeners.answers import show, tell_at
from bot.slack.listeners.errors import explained, thread_of
from bot.slack.listeners.inbox import Listener, team_of
from bot.slack.listeners.parts import Parts
from bot.slack.text import retrying as text

logger = logging.getLogger(__name__)


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    retrying = Retrying(parts, bot_name)
    listeners: dict[Action, Listener] = {
        **dict.fromkeys(RETRIES, retrying.retry),
        Action.RETRY_TOGETHER: retrying.retry_together,
        **dict.fromkeys(CHOICES, retrying.choose),
        **dict.fromkeys(ASKS, retrying.ask),
        Action.APPROVE_RETRY: retrying.approve,
        Action.DECLINE_RETRY: retrying.decline,
    }
    for action, listener in listeners.items():
        app.action(action)(parts.inbox.counted(listener))
    app.options(Action.CHOSEN_LEADS)(parts.inbox.counted(retrying.search))
    app.view(Modal.CHOOSE_LEADS)(parts.inbox.counted(retrying.chosen))


class Retrying:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    # ---- all leads of a reason, or of several --------------------------------------------------------

    async def retry(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        kind = RETRIES[Action(action["action_id"])]
        try:
            await self._parts.retries.retry(action["value"], team_of(body), kind, _user(body))
        except AdminsOnlyError:
            await self._offer_to_ask(body, action["value"], kind)

    async def retry_together(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """Who is no admin is told whom that leaves out."""
        await ack()
        job_id = action["value"]
        try:
            _, left_out = await self._parts.retries.retry_together(job_id, team_of(body), _user(body))
        except AdminsOnlyError:
            await self._offer_to_ask(body, job_id, RetryKind.EXCLUSION_LIST)
            return
        if left_out:
            await self._offer_to_ask(body, job_id, RetryKind.EXCLUSION_LIST, text.left_out(left_out))

    # ---- some of them --------------------------------------------------------------------------------

    async def choose(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        """The modal opens before its leads are looked up: a trigger lives three seconds."""
        await ack()
        job_id, kind = action["value"], CHOICES[Action(action["action_id"])]
        view_id = await self._parts.web.open_view(body["trigger_id"], choosing.waiting(job_id))
        try:
            shown = choosing.form(await self._choice(job_id, kind, body))
        except AdminsOnlyError:
            shown = choosing.notice(job_id, text.ADMINS_ONLY)
            await self._offer_to_ask(body, job_id, kind)
        except AddLeadsError as error:
            shown = choosing.notice(job_id, explained(error, self._bot_name))
        await self._parts.web.update_view(view_id, shown)

    async def search(self, ack: AsyncAck, payload: dict[str, Any], body: dict[str, Any]) -> None:
        """What to choose from, while somebody types. A menu can tell nothing but what it offers."""
        kind = choosing.kind_of(str(payload["block_id"]))
        job_id, part = str(body["view"]["private_metadata"]), str(payload.get("value") or "")
        try:
            found = await self._parts.retries.search(job_id, team_of(body), kind, part, OPTIONS_LIMIT)
        except AddLeadsError as error:
            logger.warning("no options", extra={"reason": error.code})
            found = []
        await ack(options=choosing.options(found))

    async def chosen(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        """What can be told in the modal is told there, before the ack closes it."""
        job_id = view["private_metadata"]
        kind, rows = choosing.chosen(view["state"]["values"])
        try:
            choice = await self._choice(job_id, kind, body)
        except AddLeadsError as error:
            sentence = explained(error, self._bot_name)
            await ack(response_action="update", view=choosing.notice(job_id, sentence))
            return
        if not rows or (choice.is_whole and rows.isdisjoint(row.row for row in choice.rows)):
            await ack(response_action="errors", errors={kind.value: text.GONE})
            return
        await ack()
        body |= place_of(choice.job)
        await self._parts.retries.retry_chosen(choice, rows, _user(body), view["id"])

    async def _choice(self, job_id: str, kind: RetryKind, body: Mapping[str, Any]) -> Choice:
        choice = await self._parts.retries.choice(job_id, team_of(body), kind, _user(body))
        self._parts.access.check_channel(choice.job.channel)
        return choice

    # ---- asking an admin -----------------------------------------------------------------------------

    async def ask(
        self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any], respond: AsyncRespond
    ) -> None:
        await ack()
        kind = ASKS[Action(action["action_id"])]
        await self._parts.approvals.ask(action["value"], team_of(body), kind, _user(body))
        await show(respond, approval.asked(), instead=True)

    async def approve(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        await self._parts.approvals.approve(action["value"], team_of(body), _user(body))

    async def decline(self, ack: AsyncAck, action: dict[str, Any], body: dict[str, Any]) -> None:
        await ack()
        await self._parts.approvals.decline(action["value"], team_of(body), _user(body))

    async def _offer_to_ask(
        self, body: Mapping[str, Any], job_id: str, kind: RetryKind, sentence: str = text.ADMINS_ONLY
    ) -> None:
        offer = approval.offer_to_ask(job_id, kind, sentence)
        await tell_at(self._parts.web, body["channel"]["id"], _user(body), offer, thread_of(body["message"]))


def place_of(job: Job) -> dict[str, Any]:
    """Where the list is: a modal's payload names no channel, and an error must be told somewhere."""
    return {"channel": {"id": job.channel}, "message": {"ts": job.thread_ts, "thread_ts": job.thread_ts}}


def _user(body: Mapping[str, Any]) -> str:
    return str(body["user"]["id"])
