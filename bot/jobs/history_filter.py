"""Which jobs of the history a person asks for: `@ana`, `me`, an alias, `7d`, in any order and combination."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.adding.access import Member
from bot.adding.errors import UncheckedPersonError, UsageError
from bot.jobs.history_ports import HistoryStore, JobsWanted, People
from bot.jobs.ports import AliasStore, Clock

HOW = "Narrow it down by a person (@ana or me), a sequence's name, or a time (24h, 7d, 2w)."

MOST_PEOPLE = 50
"""Who added leads lately. Slack lets an app ask about some 100 people a minute."""

_AGO = re.compile(r"(\d{1,5})([hdw])", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_LONGEST_AGO = timedelta(days=3660)
_USER_ID = re.compile(r"(?:<@)?([UW][A-Z0-9]{6,})(?:\|[^<>]*)?>?")


@dataclass(frozen=True, slots=True)
class FilterReader:
    """Reads the words behind `/addleads history`."""

    store: HistoryStore
    aliases: AliasStore
    people: People
    clock: Clock

    async def read(self, team: str, asking: str, words: Sequence[str]) -> JobsWanted:
        """What the words ask for; all jobs where there are none.

        `asking` is who `me` is.

        Raises:
            UsageError: a word means nothing here, or two mean the same kind of thing.
        """
        found: dict[str, str | datetime] = {}
        rest = list(words)
        while rest:
            kind, value, used = await self._next(team, asking, rest)
            if kind in found:
                raise UsageError(f"Give one person, one sequence and one time at most. {HOW}")
            found[kind] = value
            del rest[:used]
        return JobsWanted(**found)  # type: ignore[arg-type] # each kind has the type of its field

    async def _next(self, team: str, asking: str, words: list[str]) -> tuple[str, str | datetime, int]:
        """What the first word means, with those behind it that belong to a name."""
        word = words[0]
        if match := _AGO.fullmatch(word):
            return "since", self._since(match), 1
        if word.lower() == "me":
            return "user", asking, 1
        if match := _USER_ID.fullmatch(word):
            return "user", match[1], 1
        if word.startswith("@"):
            return await self._named(team, words)
        return "alias", await self._alias(team, word), 1

    def _since(self, match: re.Match[str]) -> datetime:
        ago = timedelta(hours=int(match[1]) * _HOURS[match[2].lower()])
        if not timedelta() < ago <= _LONGEST_AGO:
            raise UsageError(f'"{match[0]}" is no time that I can look back. {HOW}')
        return self.clock.now() - ago

    async def _alias(self, team: str, word: str) -> str:
        """One that is known, or one that jobs went to before it was removed."""
        name = word.lower()
        if await self.aliases.find(team, name) or await self.store.knows_alias(team, name):
            return name
        raise UsageError(f'I can\'t make anything of "{word}". {HOW}')

    async def _named(self, team: str, words: list[str]) -> tuple[str, str, int]:
        """Somebody by name. Slack writes `@Ana Ruiz` as plain text, so the longest name that fits counts."""
        members = await self._known(team)
        for used in range(len(words), 0, -1):
            name = " ".join(words[:used]).removeprefix("@").casefold()
            found = [one for one in members if name in map(str.casefold, one.names)]
            if len(found) > 1:
                raise UsageError(f"{len(found)} people are called {words[0]}. Use the handle of one of them.")
            if found:
                return "user", found[0].id, used
        raise UsageError(f"I know nobody called {words[0]} who has added leads here. {HOW}")

    async def _known(self, team: str) -> list[Member]:
        users = await self.store.users(team, MOST_PEOPLE)
        found = await asyncio.gather(*map(self._member, users))
        return [member for member in found if member is not None]

    async def _member(self, user: str) -> Member | None:
        try:
            return await self.people.member(user)
        except UncheckedPersonError:
            return None


def written(wanted: JobsWanted) -> str:
    """For the button that leads to the next page: ids and a time, nothing else."""
    since = str(wanted.since.timestamp()) if wanted.since else ""
    return "|".join((wanted.user or "", wanted.alias or "", since, wanted.before or ""))


def read_written(value: str) -> JobsWanted:
    """The same back. What comes from Slack is only a wish: who may see which jobs is decided elsewhere.

    Raises:
        UsageError: it is nothing that we have written.
    """
    try:
        user, alias, since, before = (part or None for part in value.split("|"))
        moment = datetime.fromtimestamp(float(since), UTC) if since else None
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"I can't go on from there. Ask for the history anew. {HOW}") from None
    return JobsWanted(user, alias, moment, before)
