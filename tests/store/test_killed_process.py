"""A real process, a real SIGKILL: what was promised before it is there after it, and nothing by halves."""

import asyncio
import signal
import sys
from pathlib import Path

from bot.adding.outcome import Outcome
from bot.adding.reconcile import EarlierTry
from tests.store.conftest import OpenStore

DYING = Path(__file__).with_name("dying.py")


async def _killed(address: str, moment: str) -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, DYING, address, moment)
    assert await process.wait() == -signal.SIGKILL


async def test_a_kill_in_the_middle_of_create_leaves_no_job(address: str, open_store: OpenStore) -> None:
    """No job, no row; the origin is free, so that the redelivered event makes the job."""
    await _killed(address, "in create")
    async with open_store(owner=True) as store:
        assert await store.jobs.by_origin("event:Ev1:F1") is None
        assert [row async for row in store.jobs.rows("J1")] == []
        assert await store.jobs.unfinished() == []


async def test_a_kill_while_a_call_is_on_its_way_leaves_a_doubt(address: str, open_store: OpenStore) -> None:
    """The next run takes the batch first, with all its leads, and knows that they may be in."""
    await _killed(address, "after sending")
    async with open_store(owner=True) as store:
        assert await store.jobs.unfinished() == ["J1"]
        await store.jobs.start("J1", "R2")
        batch = await store.jobs.claim("J1", "R2")
        assert batch is not None
        assert (batch.number, batch.tries, batch.earlier_try) == (0, 1, EarlierTry.PERHAPS)
        assert len(batch.leads) == 250


async def test_a_kill_in_the_middle_of_an_outcome_leaves_none_of_it(
    address: str, open_store: OpenStore
) -> None:
    """Rows and batch are written together: so the batch is in doubt, and no row has its end."""
    await _killed(address, "in record")
    async with open_store(owner=True) as store:
        assert (await store.jobs.tally("J1"))[Outcome.ADDED] == 0
        assert (await store.jobs.earlier_tries("J1"))[0] is EarlierTry.PERHAPS


async def test_an_outcome_once_written_survives_a_kill(address: str, open_store: OpenStore) -> None:
    """The next run goes on with the next batch."""
    await _killed(address, "after record")
    async with open_store(owner=True) as store:
        assert (await store.jobs.tally("J1"))[Outcome.ADDED] == 250
        await store.jobs.start("J1", "R2")
        batch = await store.jobs.claim("J1", "R2")
        assert batch is not None
        assert (batch.number, batch.earlier_try) == (1, EarlierTry.NONE)
