"""Naming a sequence: by its id, by its address in the dashboard, or by what Amplemarket calls it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.adding.alias_request import AliasRequest
from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.errors import BadAliasError
from bot.adding.job import Alias
from bot.adding.sequence_errors import UnknownSequenceError
from bot.jobs.catalogue import Catalogue, find
from bot.jobs.ports import AliasStore
from bot.jobs.sequences import alias_name, sequence_id

CLOSEST = 3

UNREADABLE = (
    "I can't read Amplemarket's list of sequences now, so I can't find one by its name. "
    "Give its id, or its address in the dashboard."
)

_SURE_ID = re.compile(r"[0-9a-f]{40}|\S*(?:://|amplemarket\.com/)\S*", re.IGNORECASE)
"""What is no name: an id as all of Amplemarket's look, or an address."""


@dataclass(frozen=True, slots=True)
class Named:
    """An alias that was kept, and what is known of its sequence."""

    alias: Alias
    sequence: ListedSequence


@dataclass(frozen=True, slots=True)
class Choice:
    """Several sequences go by the name; nothing was kept. Choose one by its id."""

    request: AliasRequest
    matches: tuple[ListedSequence, ...]


@dataclass(frozen=True, slots=True)
class Aliasing:
    """Keeps aliases, with a look at what they will stand for."""

    aliases: AliasStore
    catalogue: Catalogue

    async def add(self, team: str, request: AliasRequest, by: str) -> Named | Choice:
        """Keep an alias, or find out which of several sequences is meant.

        Raises:
            BadAliasError: the name can't be one, or the target can't be found.
            UnknownSequenceError: no sequence goes by that name; with the closest ones.
            MailboxesError: a default mailbox that nothing can be sent from.
        """
        name = alias_name(request.name)
        await self.catalogue.check_mailboxes(request.defaults.mailboxes)
        if _SURE_ID.fullmatch(request.target):  # kept before it is looked up: whoever typed it may be quick
            alias = await self._keep(Alias(team, name, sequence_id(request.target), request.defaults), by)
            return Named(alias, await self.catalogue.sequence(alias.sequence_id))
        found = await self._matches(request.target)
        if len(found) > 1:
            return Choice(request, tuple(found))
        return Named(await self._keep(Alias(team, name, found[0].id, request.defaults), by), found[0])

    async def listed(self, team: str) -> list[Named]:
        """The aliases of a workspace, each with what is known of its sequence now."""
        known = await self.aliases.visible(team)
        listing = await self.catalogue.sequences() if known else None
        return [Named(alias, find(alias.sequence_id, listing)) for alias in known]

    async def _keep(self, alias: Alias, by: str) -> Alias:
        await self.aliases.put(alias, by=by)
        return alias

    async def _matches(self, target: str) -> Sequence[ListedSequence]:
        """The sequences that are meant: at least one."""
        listing = await self.catalogue.sequences(anew=True)
        if listing is None:
            return [ListedSequence(_as_id(target))]
        if found := _called(target, listing.items):
            return found
        if not listing.complete and _is_id(target):
            return [ListedSequence(target)]
        names = {one.name.casefold(): one.name for one in listing.items if one.name}
        close = get_close_matches(target.casefold(), names, n=CLOSEST, cutoff=0.5)
        raise UnknownSequenceError(target, tuple(names[name] for name in close))


def _called(target: str, sequences: Iterable[ListedSequence]) -> list[ListedSequence]:
    """Those of that id; else of exactly that name, in any case; else with these words in their names."""
    wanted = " ".join(target.casefold().split())
    names = [(one, " ".join(one.name.casefold().split())) for one in sequences]
    return (
        [one for one, _ in names if one.id == target]
        or [one for one, name in names if name == wanted]
        or [one for one, name in names if wanted in name]
    )


def _is_id(target: str) -> bool:
    try:
        return sequence_id(target) == target
    except BadAliasError:
        return False


def _as_id(target: str) -> str:
    """A target that no list helps with. A word may be an id; several words are none."""
    if not _is_id(target):
        raise BadAliasError(UNREADABLE)
    return target
