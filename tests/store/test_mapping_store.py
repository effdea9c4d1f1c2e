"""What people chose for the columns of their lists: one mapping for each workspace and set of columns."""

from datetime import timedelta

from bot.adding.job import ColumnMapping
from bot.store import Store
from tests.store.conftest import START

ANAS = ColumnMapping({"1:email": "field:manager", "1:почта": "email", "1:": "ignore"}, "U0ANA", START)


async def test_a_mapping_comes_back_as_it_was(store: Store) -> None:
    """Names in any script, who chose it, and when."""
    await store.mappings.remember("T1", "f1", ANAS)
    assert await store.mappings.recall("T1", "f1") == ANAS


async def test_what_nobody_chose_is_none(store: Store) -> None:
    """Other columns, and another workspace with the same ones, have their own."""
    await store.mappings.remember("T1", "f1", ANAS)
    assert await store.mappings.recall("T1", "f2") is None
    assert await store.mappings.recall("T2", "f1") is None


async def test_who_chooses_again_replaces(store: Store) -> None:
    """The last word stands, with the name of who had it."""
    bos = ColumnMapping({"1:email": "email"}, "U0BO", START + timedelta(days=1))
    await store.mappings.remember("T1", "f1", ANAS)
    await store.mappings.remember("T1", "f1", bos)
    assert await store.mappings.recall("T1", "f1") == bos


async def test_a_mapping_of_nothing_is_still_one(store: Store) -> None:
    """Somebody has looked, and changed nothing."""
    empty = ColumnMapping({}, "U0ANA", START)
    await store.mappings.remember("T1", "f1", empty)
    assert await store.mappings.recall("T1", "f1") == empty
