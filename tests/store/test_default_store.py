"""Where a channel's lists go when nobody names a sequence."""

from bot.adding.audit import AuditEntry, Deed
from bot.store import Store
from tests.store.conftest import START


async def test_a_channel_has_one_default(store: Store) -> None:
    """Who sets it again replaces it; other channels and workspaces have their own."""
    await store.defaults.put("T1", "C1", "q4")
    await store.defaults.put("T1", "C1", "spring")
    await store.defaults.put("T2", "C1", "theirs")
    assert await store.defaults.find("T1", "C1") == "spring"
    assert await store.defaults.find("T1", "C2") is None
    assert await store.defaults.find("T2", "C1") == "theirs"


async def test_a_default_is_forgotten(store: Store) -> None:
    """And a second time there is nothing to forget."""
    await store.defaults.put("T1", "C1", "q4")
    assert await store.defaults.remove("T1", "C1")
    assert not await store.defaults.remove("T1", "C1")
    assert await store.defaults.find("T1", "C1") is None


async def test_who_changed_a_default_is_written_down(store: Store) -> None:
    """With the channel; where nothing was changed there is nothing to write."""
    await store.defaults.put("T1", "C1", "q4", by="U1")
    await store.defaults.remove("T1", "C1", by="U2")
    await store.defaults.remove("T1", "C1", by="U3")
    assert await store.audit.entries("T1") == [
        AuditEntry(START, "T1", "U1", Deed.SET_DEFAULT, alias="q4", channel="C1"),
        AuditEntry(START, "T1", "U2", Deed.CLEAR_DEFAULT, alias="q4", channel="C1"),
    ]
