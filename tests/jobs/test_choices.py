"""What people may choose a sequence from, while they type."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.adding.catalogue import Sequence, SequenceStatus
from bot.adding.errors import UnknownAliasError
from bot.adding.job import Alias
from bot.jobs.catalogue import Listing
from bot.jobs.choices import Choices
from bot.jobs.clock import SystemClock

TEAM = "T01"


@dataclass(frozen=True, slots=True)
class Aliases:
    """In an alias store's place: those of one workspace."""

    known: list[Alias]

    async def find(self, team: str, name: str) -> Alias | None:
        return next((one for one in self.known if (one.team, one.name) == (team, name)), None)

    async def visible(self, team: str) -> list[Alias]:
        return [one for one in self.known if one.team == team]

    async def put(self, alias: Alias, by: str = "") -> None:
        raise NotImplementedError

    async def everywhere(self) -> list[Alias]:
        raise NotImplementedError

    async def remove(self, team: str, name: str, by: str = "") -> bool:
        raise NotImplementedError


@dataclass(slots=True)
class Account:
    """In the catalogue's place."""

    sequences_: list[Sequence] = field(default_factory=list)
    complete: bool = True
    silent: bool = False

    async def sequences(self) -> Listing[Sequence] | None:
        if self.silent:
            await asyncio.Event().wait()
        return Listing(tuple(self.sequences_), self.complete)


def active(sequence_id: str, name: str, status: SequenceStatus = SequenceStatus.ACTIVE) -> Sequence:
    return Sequence(sequence_id, name, status)


ACCOUNT = [
    active("s1", "Q4 Outbound – DACH"),
    active("s2", "Spring"),
    active("s3", "Quick follow-up"),
    active("s4", "Q4 draft", SequenceStatus.DRAFT),
    active("s5", "Q4 of old", SequenceStatus.ARCHIVED),
    active("s6", "Q4 new", SequenceStatus.PAUSED),
    active("s7", "After Q4", SequenceStatus.UNKNOWN),
]
ALIASES = Aliases([Alias(TEAM, "cold", "s2"), Alias(TEAM, "q4-outbound", "s1"), Alias("T02", "q4", "s9")])


class Hurried(SystemClock):
    """Nobody waits long here."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / 100)


def choices(account: Account | None) -> Choices:
    return Choices(ALIASES, Hurried(), account)


@pytest.mark.parametrize(
    ("query", "aliases", "sequences"),
    [
        ("", ["cold", "q4-outbound"], ["After Q4", "Q4 new", "Quick follow-up"]),
        (" Q4 ", ["q4-outbound"], ["Q4 new", "After Q4"]),
        ("SPR", ["cold"], []),  # by what Amplemarket calls its sequence
        ("follow", [], ["Quick follow-up"]),
        ("nothing like it", [], []),
    ],
)
async def test_what_fits_a_query(query: str, aliases: list[str], sequences: list[str]) -> None:
    """Names that begin with it first; no draft, nothing archived, nothing twice, nothing of others."""
    offered = await choices(Account(ACCOUNT)).offered(TEAM, query)
    assert [alias.name for alias, _ in offered.aliases] == aliases
    assert [one.name for one in offered.sequences] == sequences


@pytest.mark.parametrize("account", [None, Account(silent=True)])
async def test_without_amplemarket_there_are_the_aliases(account: Account | None) -> None:
    """Slack waits three seconds for a menu's options, whatever Amplemarket does."""
    offered = await choices(account).offered(TEAM, "q4")
    assert [alias.name for alias, _ in offered.aliases] == ["q4-outbound"]
    assert not offered.sequences


async def test_a_sequence_without_an_alias_goes_by_its_name() -> None:
    """Its id where Amplemarket does not say."""
    assert await choices(Account(ACCOUNT)).sequence(TEAM, "s3") == Alias(TEAM, "Quick follow-up", "s3")
    assert await choices(Account(silent=True)).sequence(TEAM, "s3") == Alias(TEAM, "s3", "s3")
    assert await choices(Account([], complete=False)).sequence(TEAM, "s3") == Alias(TEAM, "s3", "s3")


async def test_a_sequence_that_is_gone_is_refused() -> None:
    """Where the whole list was read, and it is not in it."""
    with pytest.raises(UnknownAliasError):
        await choices(Account(ACCOUNT)).sequence(TEAM, "s9")
