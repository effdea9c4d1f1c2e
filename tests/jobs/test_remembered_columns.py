"""Columns that people chose for an earlier list, when another list with the same columns comes."""

from typing import Any, cast

import pytest

from bot.adding.job import ColumnMapping
from bot.jobs.columns import NOBODY_THERE, Columns
from bot.leads.columns import fingerprint
from bot.store import Store
from tests.jobs.scene import Scene
from tests.jobs.virtual_clock import START

HEADER = "Email,Assistant,LinkedIn"


def columns_of(scene: Scene, store: Store) -> Columns:
    """Without Slack and Amplemarket: to read a list asks neither."""
    nobody = cast("Any", None)
    return Columns(store.jobs, store.mappings, nobody, nobody, scene.clock, batch_size=250, most_rows=1000)


@pytest.mark.parametrize(
    "chosen",
    [
        {"1:assistant": "email", "1:email": "field:own", "1:linkedin": "ignore"},
        {"1:assistant": "field:helper", "1:email": "ignore", "1:linkedin": "ignore"},
    ],
    ids=["their column is empty", "no column is left"],
)
async def test_columns_that_hold_nobody_here_are_looked_at_anew(scene: Scene, chosen: dict[str, str]) -> None:
    """The list is read as if nobody had chosen, says so, and what was chosen stays for the next one."""
    async with scene.own_store() as store:
        columns = columns_of(scene, store)
        kept = ColumnMapping(chosen, "U0ANA", START)
        await store.mappings.remember("T1", fingerprint(HEADER.split(",")), kept)
        reading, mapping = await columns.read("T1", f"{HEADER}\njo@acme.example,,\n".encode(), "a.csv")
        assert [lead.email for lead in reading.leads] == ["jo@acme.example"]
        assert (mapping, reading.assumptions[-1]) == (None, NOBODY_THERE)
        assert await store.mappings.recall("T1", fingerprint(HEADER.split(","))) == kept


async def test_columns_that_hold_somebody_are_used(scene: Scene) -> None:
    """In another order and spelling of the same columns too; nobody is told that anything was assumed."""
    async with scene.own_store() as store:
        columns = columns_of(scene, store)
        kept = ColumnMapping({"1:assistant": "email", "1:email": "field:own"}, "U0ANA", START)
        await store.mappings.remember("T1", fingerprint(HEADER.split(",")), kept)
        data = b"assistant,LINKEDIN,e-mail\nkim@acme.example,,jo@acme.example\n"
        reading, mapping = await columns.read("T1", data.replace(b"e-mail", b"EMAIL"), "a.csv")
        assert [(lead.email, dict(lead.data)) for lead in reading.leads] == [
            ("kim@acme.example", {"own": "jo@acme.example"})
        ]
        assert mapping == kept
        assert reading.assumptions == ()
