"""`/addleads …`. A slash command has no thread; its answers go to where it was typed."""

from functools import partial
from typing import Any, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.adding.errors import UsageError
from bot.adding.job import Alias, Intake
from bot.adding.options import read_options
from bot.jobs.columns import with_renames
from bot.jobs.intake import Request
from bot.jobs.sequences import RESERVED, alias_name, sequence_id
from bot.leads.command_table import holds_cells
from bot.leads.command_text import read_text
from bot.leads.reading import Reading
from bot.leads.renames import read_renames_ahead
from bot.slack import text
from bot.slack.escaping import unescape
from bot.slack.ids import COMMAND
from bot.slack.listeners.answers import answer
from bot.slack.listeners.parts import Parts


class Say(Protocol):
    async def __call__(self, sentence: str) -> None:
        """Tell the person who typed, and nobody else."""


def register(app: AsyncApp, parts: Parts) -> None:
    app.command(COMMAND)(parts.inbox.counted(Commands(parts).addleads))


class Commands:
    """The one command and its sub-commands."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def addleads(self, ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        await ack()
        word, *rest = (command.get("text") or "help").split() or ["help"]
        say = partial(answer, respond)
        match word.lower():
            case "list":
                await self._list(command["team_id"], say)
            case "alias":
                await self._alias(command["team_id"], rest, say)
            case reserved if reserved in RESERVED:
                await say(text.aliases.HELP)
            case _:
                await self._add(command)

    async def _add(self, command: dict[str, Any]) -> None:
        parts, team, channel = self._parts, command["team_id"], command["channel_id"]
        parts.access.check_channel(channel)
        name, leads = _sequence_and_leads(command["text"])
        alias = await parts.sequences.named(team, name)
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
        await parts.new_jobs.begin(request, _read(leads))

    async def _list(self, team: str, say: Say) -> None:
        await say(text.aliases.aliases(await self._parts.aliases.visible(team)))

    async def _alias(self, team: str, words: list[str], say: Say) -> None:
        aliases = self._parts.aliases
        match words:
            case ["add", name, target]:
                alias = Alias(team, alias_name(name), sequence_id(unescape(target)))
                await aliases.put(alias)
                await say(text.aliases.alias_kept(alias))
            case ["remove", name]:
                removed = await aliases.remove(team, name.lower())
                await say(text.aliases.alias_removed(name) if removed else text.aliases.alias_absent(name))
            case [] | ["list"]:
                await self._list(team, say)
            case _:
                raise UsageError(text.aliases.ALIAS_USAGE)


def _read(leads: str) -> Reading:
    """Ahead of pasted cells, `field:it=Department` names a column; elsewhere it is a lead's merge field."""
    renames, cells = read_renames_ahead(leads)
    if renames and holds_cells(cells):
        return with_renames(read_text(cells), renames)
    return read_text(leads)


def _sequence_and_leads(typed: str) -> tuple[str, str]:
    """The first word names the sequence, also where the leads follow on the next line."""
    name, *rest = typed.split(maxsplit=1)
    if not rest:
        raise UsageError(text.aliases.whom_to_add(name))
    return name, rest[0]
