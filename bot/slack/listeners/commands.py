"""`/addleads …`. A slash command has no thread; its answers go to where it was typed."""

import asyncio
from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.adding.errors import UsageError
from bot.adding.job import Alias, Intake
from bot.adding.options import read_options
from bot.jobs.intake import Request
from bot.jobs.sequences import RESERVED
from bot.leads.email_address import email_addresses
from bot.leads.linkedin import is_linkedin
from bot.slack import text
from bot.slack.blocks.add_leads import Place
from bot.slack.ids import COMMAND
from bot.slack.listeners.add_leads import AddLeads
from bot.slack.listeners.aliases import Aliases
from bot.slack.listeners.answers import answer
from bot.slack.listeners.here import ChannelDefault
from bot.slack.listeners.history import Lookbacks
from bot.slack.listeners.parts import Parts
from bot.slack.listeners.taking import take_text

AT_WORK = 16
"""Commands at once, behind their acks: what is left of two hundred must not stand before the others' acks."""


class Say(Protocol):
    async def __call__(self, sentence: str) -> None:
        """Tell the person who typed, and nobody else."""


def register(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    app.command(COMMAND)(parts.inbox.counted(Commands(parts, AddLeads(parts, bot_name)).addleads))


class Commands:
    """The one command and its sub-commands."""

    def __init__(self, parts: Parts, modal: AddLeads) -> None:
        self._parts = parts
        self._modal = modal
        self._aliases = Aliases(parts)
        self._here = ChannelDefault(parts)
        self._looking_back = Lookbacks(parts)
        self._places = asyncio.Semaphore(AT_WORK)

    async def addleads(self, ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        word, *rest = (command.get("text") or "").split() or [""]
        if not word:  # at once: what opens the form lives three seconds
            await self._open(command)
            return
        async with self._places:
            await self._do(word.lower(), rest, command, respond)

    async def _do(self, word: str, rest: list[str], command: dict[str, Any], respond: AsyncRespond) -> None:
        say = partial(answer, respond)
        match word:
            case "list":
                await self._aliases.shown(command["team_id"], respond)
            case "alias":
                typed = command["text"].split(maxsplit=1)[1:]
                await self._aliases.alias(command["team_id"], command["user_id"], "".join(typed), respond)
            case "here":
                await self._here.here(command, rest, respond)
            case "history":
                await self._looking_back.history(command["team_id"], command["user_id"], rest, respond)
            case "why":
                await self._looking_back.why(command["team_id"], " ".join(rest), respond)
            case "status":
                await self._looking_back.status(command["team_id"], respond)
            case reserved if reserved in RESERVED:
                await say(text.aliases.HELP)
            case _:
                await self._add(command)

    async def _add(self, command: dict[str, Any]) -> None:
        parts, team, channel = self._parts, command["team_id"], command["channel_id"]
        parts.access.check_channel(channel)
        alias, leads, guessed = await self._where_to(team, channel, command["text"])
        options, leads = read_options(leads)
        request = Request(
            origin=f"command:{command['trigger_id']}",
            team=team,
            channel=channel,
            user=command["user_id"],
            intake=Intake.TYPED,
            alias=alias,
            options=options,
        )
        await take_text(parts, request, leads, guessed=guessed)

    async def _where_to(self, team: str, channel: str, typed: str) -> tuple[Alias, str, bool]:
        """The sequence, the leads, and whether the sequence is a guess: the channel's, as none is named."""
        first = typed.split(maxsplit=1)[0]
        if _is_lead(first) and await self._parts.aliases.find(team, first) is None:
            default = await self._parts.defaults.alias(team, channel)
            if default is None or await self._parts.sequences.mentioned(team, typed):
                raise UsageError(text.defaults.name_the_sequence(first))
            return default, typed, True
        name, leads = _sequence_and_leads(typed)
        return await self._parts.sequences.named(team, name), leads, False

    async def _open(self, command: dict[str, Any]) -> None:
        """`/addleads` alone."""
        self._parts.access.check_channel(command["channel_id"])
        place = Place(command["channel_id"])
        await self._modal.open(command["team_id"], place, command["user_id"], command["trigger_id"])


def _is_lead(word: str) -> bool:
    """An address where the name of a sequence should stand."""
    return bool(email_addresses(word)) or is_linkedin(word)


def _sequence_and_leads(typed: str) -> tuple[str, str]:
    """The first word names the sequence, also where the leads follow on the next line."""
    name, *rest = typed.split(maxsplit=1)
    if not rest:
        raise UsageError(text.aliases.whom_to_add(name))
    return name, rest[0]
