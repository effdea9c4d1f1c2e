"""Writes that wait for one another, in one transaction: who is told what, and that nobody waits for ever."""

import asyncio
from collections.abc import Collection, Mapping

import pytest

from bot.store.together import MOST, Row, Together


class Desk:
    """Writes when it is let, and notes what it wrote in one go; a key is new once."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.written: list[list[str]] = []
        self.fails = False
        self.together = Together(self._write)

    async def _write(self, rows: Mapping[str, Row]) -> Collection[str]:
        await self.open.wait()
        if self.fails:
            raise OSError("the disk is full")
        known = {key for keys in self.written for key in keys}
        self.written.append(list(rows))
        return rows.keys() - known

    async def asked(self, *keys: str) -> list[bool | BaseException]:
        """What each is told, who all ask in the same moment."""
        asks = [asyncio.create_task(self.together.ask(key, {})) for key in keys]
        await asyncio.sleep(0)
        self.open.set()
        async with asyncio.timeout(5):
            return await asyncio.gather(*asks, return_exceptions=True)


async def test_of_two_with_one_key_the_first_is_told_yes() -> None:
    """However the two fall into transactions, and others ask beside them."""
    desk = Desk()
    assert await desk.asked("a", "b", "b", "c", "b") == [True, True, False, True, False]
    assert await desk.asked("b", "d") == [False, True]


async def test_who_waits_is_written_in_one_go() -> None:
    """All that came while the one before was written; no more at once than a statement can hold."""
    desk = Desk()
    assert all(await desk.asked(*map(str, range(2 * MOST))))
    assert [len(keys) for keys in desk.written] == [1, MOST, MOST - 1]


async def test_a_write_that_failed_is_told_to_all_who_wait_for_it() -> None:
    """Nobody hears yes, nobody waits on; and the next one is written as if nothing had been."""
    desk = Desk()
    desk.fails = True
    assert [type(one) for one in await desk.asked("a", "b", "a")] == [OSError] * 3
    desk.fails = False
    assert await desk.asked("a") == [True]


async def test_one_who_is_cancelled_holds_up_nobody() -> None:
    """The others have their answers; its own row is written all the same."""
    desk = Desk()
    asks = [asyncio.create_task(desk.together.ask(key, {})) for key in ("a", "b", "c")]
    await asyncio.sleep(0)
    asks[1].cancel()
    await asyncio.sleep(0)
    desk.open.set()
    async with asyncio.timeout(5):
        assert all(await asyncio.gather(asks[0], asks[2]))
    with pytest.raises(asyncio.CancelledError):
        await asks[1]
