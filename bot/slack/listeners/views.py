"""Submitted modals. Who may do what is checked again: a modal stays open as long as its person likes."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adding.job import Job
from bot.jobs.columns import Offer
from bot.leads.errors import AddLeadsError
from bot.slack.blocks import columns
from bot.slack.ids import Modal
from bot.slack.listeners.errors import explained
from bot.slack.listeners.inbox import team_of
from bot.slack.listeners.parts import Parts


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    views = Views(parts, bot_name)
    app.view(Modal.CHANGE_COLUMNS)(parts.inbox.counted(views.change_columns))


class Views:
    def __init__(self, parts: Parts, bot_name: str) -> None:
        self._parts = parts
        self._bot_name = bot_name

    async def change_columns(self, ack: AsyncAck, view: dict[str, Any], body: dict[str, Any]) -> None:
        """What can be told in the modal is told there, before the ack closes it."""
        job_id = view["private_metadata"]
        try:
            offer = await self._offer(job_id, team_of(body))
        except AddLeadsError as error:
            sentence = explained(error, self._bot_name)
            await ack(response_action="update", view=columns.notice(job_id, sentence))
            return
        filled = columns.filled_in(offer, view["state"]["values"])
        if problems := filled.problems or await self._nobody(offer, filled):
            await ack(response_action="errors", errors=dict(problems))
            return
        await ack()
        body |= _place_of(offer.job)
        await self._parts.columns.change(offer, filled.choice, str(body["user"]["id"]))

    async def _offer(self, job_id: str, team: str) -> Offer:
        job = await self._parts.columns.draft(job_id, team)
        self._parts.access.check_channel(job.channel)
        return await self._parts.columns.offer(job)

    async def _nobody(self, offer: Offer, filled: columns.Filled) -> Mapping[str, str]:
        found = await self._parts.columns.holds_leads(offer, filled.choice)
        return {} if found else columns.nobody_found(filled.choice)


def _place_of(job: Job) -> dict[str, Any]:
    """Where the list is: a modal's payload names no channel, and an error must be told somewhere."""
    return {"channel": {"id": job.channel}, "message": {"ts": job.thread_ts, "thread_ts": job.thread_ts}}
