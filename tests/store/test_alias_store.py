"""Aliases: what a workspace sees, and what is its own."""

from bot.adding.job import EVERY_TEAM, Alias, Distribution, Options
from bot.store import Store


async def test_an_alias_is_found_whatever_its_case(store: Store) -> None:
    """Written and asked for in any case, it is one alias, spelled in lower case."""
    await store.aliases.put(Alias("T1", "Q4-Outbound", "seq-1"))
    assert await store.aliases.find("T1", "q4-OUTBOUND") == Alias("T1", "q4-outbound", "seq-1")


async def test_an_unknown_alias_is_none(store: Store) -> None:
    """Another workspace's alias is unknown here."""
    await store.aliases.put(Alias("T2", "q4", "seq-1"))
    assert await store.aliases.find("T1", "q4") is None


async def test_putting_an_alias_again_replaces_it(store: Store) -> None:
    """There is one sequence behind a name."""
    await store.aliases.put(Alias("T1", "q4", "old"))
    await store.aliases.put(Alias("T1", "q4", "new"))
    assert await store.aliases.visible("T1") == [Alias("T1", "q4", "new")]


async def test_a_workspaces_own_alias_hides_the_common_one(store: Store) -> None:
    """The other workspaces keep the common one."""
    await store.aliases.put(Alias(EVERY_TEAM, "q4", "common"))
    await store.aliases.put(Alias("T1", "q4", "own"))
    assert await store.aliases.find("T1", "q4") == Alias("T1", "q4", "own")
    assert await store.aliases.find("T2", "q4") == Alias(EVERY_TEAM, "q4", "common")
    assert await store.aliases.visible("T1") == [Alias("T1", "q4", "own")]


async def test_visible_aliases_come_by_name(store: Store) -> None:
    """Own and common ones together, those of others not."""
    await store.aliases.put(Alias("T1", "cold", "seq-1"))
    await store.aliases.put(Alias(EVERY_TEAM, "warm", "seq-2"))
    await store.aliases.put(Alias(EVERY_TEAM, "basic", "seq-3"))
    await store.aliases.put(Alias("T2", "theirs", "seq-4"))
    assert [alias.name for alias in await store.aliases.visible("T1")] == ["basic", "cold", "warm"]


async def test_removing_takes_only_the_own_alias(store: Store) -> None:
    """The common one shows again, and can't be removed from inside a workspace."""
    await store.aliases.put(Alias(EVERY_TEAM, "q4", "common"))
    await store.aliases.put(Alias("T1", "q4", "own"))
    assert await store.aliases.remove("T1", "Q4")
    assert not await store.aliases.remove("T1", "q4")
    assert await store.aliases.find("T1", "q4") == Alias(EVERY_TEAM, "q4", "common")
    assert await store.aliases.remove(EVERY_TEAM, "q4")


async def test_all_aliases_of_all_workspaces(store: Store) -> None:
    """What whoever runs the bot sees, by name."""
    kept = [Alias(EVERY_TEAM, "q4", "a"), Alias("T1", "q4", "b"), Alias("T2", "spring", "c")]
    for alias in reversed(kept):
        await store.aliases.put(alias)
    assert await store.aliases.everywhere() == kept


async def test_an_alias_keeps_its_defaults(store: Store) -> None:
    """Who sends, and values for every lead; putting it again without them takes them away."""
    defaults = Options(
        distribution=Distribution.CUSTOM_MAILBOXES, mailboxes=("a@x.example",), data={"region": "DACH"}
    )
    await store.aliases.put(Alias("T1", "q4", "seq-1", defaults))
    assert await store.aliases.find("T1", "q4") == Alias("T1", "q4", "seq-1", defaults)
    await store.aliases.put(Alias("T1", "q4", "seq-2"))
    assert await store.aliases.find("T1", "q4") == Alias("T1", "q4", "seq-2")
