"""What `make bench` holds us against: it works, and what it loses when a call fails, we do not."""

import pytest

from tests.bench import beside_the_obvious_bot as beside


async def test_what_the_obvious_bot_loses_is_accounted_for_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call of its three fails: its twenty people are in or not, and nobody is told. Ours are all told."""
    monkeypatch.setattr(beside, "LEADS", 60)
    monkeypatch.setattr(beside, "LATENCY", 0.01)
    found = {one.name: one for one in await beside.beside_the_obvious_bot(1)}
    for fault in beside.FAULTS:
        theirs = found[f"{fault}: the obvious bot, rows unaccounted for"]
        assert theirs.value == 20
        assert ("of them are in" in theirs.note) == ("processed" in fault)
        assert found[f"{fault}: addleads, rows unaccounted for"].value == 0
    calls = [one.note.partition(" ")[0] for one in found.values() if "list to last word" in one.name]
    assert calls == ["3", "1"]
