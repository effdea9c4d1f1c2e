"""A channel's default sequence: used where nobody names one, and never without a preview."""

from dataclasses import dataclass, replace

from bot.adding.errors import UnknownAliasError
from bot.adding.job import Alias
from bot.jobs.ports import ChannelDefaultStore
from bot.jobs.sequences import Sequences
from bot.leads.reading import Reading


@dataclass(frozen=True, slots=True)
class ChannelDefaults:
    """Keeps an alias by its name: what the alias stands for may change, and the default changes with it."""

    store: ChannelDefaultStore
    sequences: Sequences

    async def name(self, team: str, channel: str) -> str | None:
        """What was set, whether or not the alias still exists."""
        return await self.store.find(team, channel)

    async def alias(self, team: str, channel: str) -> Alias | None:
        """Where to; None where nothing is set, or the alias was removed since."""
        name = await self.store.find(team, channel)
        if name is None:
            return None
        try:
            return await self.sequences.named(team, name)
        except UnknownAliasError:
            return None

    async def set(self, team: str, channel: str, name: str, by: str) -> Alias:
        """Make an alias the default.

        Raises:
            UnknownAliasError: there is none of that name.
        """
        alias = await self.sequences.named(team, name)
        await self.store.put(team, channel, alias.name, by=by)
        return alias

    async def clear(self, team: str, channel: str, by: str) -> bool:
        """Have none again; False where there was none."""
        return await self.store.remove(team, channel, by=by)


def by_default(reading: Reading, alias: Alias) -> Reading:
    """The list, with what was guessed about where it goes: so it is shown before anything is sent."""
    return replace(reading, assumptions=(f"{alias.name}, the default of this channel", *reading.assumptions))
