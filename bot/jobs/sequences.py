"""Finding the sequence a person means: by alias, in a command or in the words of a message."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot.adding.errors import BadAliasError, UnknownAliasError
from bot.adding.job import Alias
from bot.jobs.ports import AliasStore

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_DASHBOARD = re.compile(
    r"(?:https?://)?app\.amplemarket\.com/dashboard/sequences/([^/?#\s]+)[^\s]*", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,;:!?\"'()<>|*_`“”„‘’]+")


def sequence_id(text: str) -> str:
    """The id out of what a person pastes: the id itself, or the sequence's address in the dashboard.

    Ids look like 40 hex characters; that is seen, not documented, so anything of that kind is taken.

    Raises:
        BadAliasError: it is neither.
    """
    address = _DASHBOARD.fullmatch(text.strip("<>").partition("|")[0])
    found = address[1] if address else text
    if not _ID.fullmatch(found):
        raise BadAliasError(
            f'"{text}" is neither a sequence id nor its address in the Amplemarket dashboard.'
        )
    return found


def alias_name(text: str) -> str:
    """An alias's name as it is kept: lower case.

    Raises:
        BadAliasError: it could not be typed in a command.
    """
    name = text.lower()
    if name in RESERVED:
        raise BadAliasError(f'"{text}" is a word of the command itself. Choose another name.')
    if not _NAME.fullmatch(name):
        raise BadAliasError(
            f'"{text}" can\'t be an alias: use up to 64 letters, digits, dots, hyphens and underscores.'
        )
    return name


RESERVED = frozenset({"alias", "help", "here", "history", "list", "status", "why"})
"""Words of the command itself."""


@dataclass(frozen=True, slots=True)
class Sequences:
    """Looks aliases up for one workspace at a time."""

    aliases: AliasStore

    async def named(self, team: str, name: str) -> Alias:
        """The alias of that name.

        Raises:
            UnknownAliasError: with the closest names there are.
        """
        found = await self.aliases.find(team, name)
        if found is None:
            known = [alias.name for alias in await self.aliases.visible(team)]
            raise UnknownAliasError(name, tuple(get_close_matches(name.lower(), known, n=3, cutoff=0.5)))
        return found

    async def mentioned(self, team: str, text: str) -> list[Alias]:
        """The aliases that stand as words in a message, each once (`for q4-outbound please`)."""
        words = {word.strip(".-").lower() for word in _WORD.findall(text)}
        return [alias for alias in await self.aliases.visible(team) if alias.name in words]
