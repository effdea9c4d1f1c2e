"""What a person may choose a sequence from: the aliases of the workspace, then what Amplemarket lists.

Serves menus that ask while somebody types, so it answers in time or with the aliases alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.catalogue import SequenceStatus
from bot.adding.errors import UnknownAliasError
from bot.adding.job import Alias
from bot.jobs.catalogue import Listing
from bot.jobs.ports import AliasStore, Clock

PATIENCE = 1.5
"""Seconds that Amplemarket gets: Slack waits three for a menu's options, and for what a form says."""

T = TypeVar("T")


class KnownSequences(Protocol):
    async def sequences(self) -> Listing[ListedSequence] | None:
        """All of the account; None where they can't be read."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What fits a query, best first.

    Fields:
        aliases: each with its sequence's name in Amplemarket, "" where that is not known.
        sequences: those that no alias stands for, and that take leads as far as is known.
    """

    aliases: Sequence[tuple[Alias, str]]
    sequences: Sequence[ListedSequence]


@dataclass(frozen=True, slots=True)
class Choices:
    """Fields.

    catalogue: None where Amplemarket's sequences are not to be asked for.
    """

    aliases: AliasStore
    clock: Clock
    catalogue: KnownSequences | None = None

    async def offered(self, team: str, query: str) -> Offered:
        """What holds the query in its name, whatever the case."""
        aliases, listed = await asyncio.gather(self.aliases.visible(team), self._listed())
        names = {one.id: one.name for one in listed}
        taken = {alias.sequence_id for alias in aliases}
        named = [(alias, names.get(alias.sequence_id, "")) for alias in aliases]
        others = (one for one in listed if one.id not in taken and one.status.takes_leads is not False)
        return Offered(
            _fitting(query, named, lambda one: (one[0].name, one[1])),
            _fitting(query, others, lambda one: (one.name or one.id,)),
        )

    async def sequence(self, team: str, sequence_id: str) -> Alias:
        """A sequence without an alias, called as Amplemarket calls it; by its id where that is not known.

        Raises:
            UnknownAliasError: Amplemarket has none of that id.
        """
        listing = await self._listing()
        found = next((one for one in listing.items if one.id == sequence_id), None) if listing else None
        if found is None and listing is not None and listing.complete:
            raise UnknownAliasError(sequence_id)
        name = found.name if found else ""
        return Alias(team, name or sequence_id, sequence_id)

    async def _listed(self) -> Iterable[ListedSequence]:
        listing = await self._listing()
        items = listing.items if listing else ()
        return [one for one in items if one.status is not SequenceStatus.GONE]

    async def _listing(self) -> Listing[ListedSequence] | None:
        if self.catalogue is None:
            return None
        return await _soon(self.catalogue.sequences(), self.clock)


async def _soon(asked: Awaitable[T], clock: Clock) -> T | None:
    """What comes in time. What does not may come for whoever asks next: the catalogue keeps it."""
    answer = asyncio.ensure_future(asked)
    timer = asyncio.ensure_future(clock.sleep(PATIENCE))
    try:
        await asyncio.wait({answer, timer}, return_when=asyncio.FIRST_COMPLETED)
        return answer.result() if answer.done() else None
    finally:
        timer.cancel()
        answer.cancel()


def _fitting(query: str, items: Iterable[T], names: Callable[[T], Sequence[str]]) -> list[T]:
    """Those with the query in a name; ahead those whose name begins with it, each part by name."""
    wanted = query.strip().casefold()

    def rank(item: T) -> tuple[bool, list[str]]:
        folded = [name.casefold() for name in names(item)]
        return not any(name.startswith(wanted) for name in folded), folded

    fitting = [item for item in items if any(wanted in name.casefold() for name in names(item))]
    return sorted(fitting, key=rank)
