"""Shared files that are too many, at once or in one message: the bot works on, and says what it left."""

import asyncio
from typing import Any

import pytest

from bot.jobs.columns import Columns
from bot.sandbox.slack import Upload
from bot.slack.listeners.parts import LISTS_AT_ONCE
from bot.slack.listeners.uploads import MOST_FILES
from tests.e2e.world import World


async def test_thousands_of_files_in_one_message_are_not_all_read(world: World) -> None:
    """The first ones are; how many were left is told once."""
    files = [Upload(f"l{number}.csv", b"email\np%d@acme.example\n" % number) for number in range(2_000)]
    await world.slack.upload_files(world.ana, world.sales, files, text="for q4-outbound please")
    await world.message(f"first {MOST_FILES} files", f"the other {2_000 - MOST_FILES:,}")
    await world.slack.until(lambda: len(world.members()) == MOST_FILES, what="the first files' leads")
    assert len({call.path for call in world.adding_calls}) == 1


async def test_files_beyond_the_limit_that_are_no_lists_get_no_word(world: World) -> None:
    """Nobody has called the bot for two dozen pictures."""
    pictures = [Upload(f"p{number}.png", b"\x89PNG\r\n\x1a\n") for number in range(MOST_FILES + 4)]
    await world.slack.upload_files(world.ana, world.sales, pictures, text="from the party")
    await world.type("q4-outbound jane@acme.example")
    await world.message("1 rows = 1 added")
    assert not [one for one in world.slack.messages(world.sales) if "files of this message" in one.text]


async def test_only_some_lists_are_read_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people share one: each may take a hundred megabytes while it is read."""
    read, inside, most, go = Columns.read, 0, 0, asyncio.Event()

    async def held(*args: Any, **more: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await go.wait()
        try:
            return await read(*args, **more)
        finally:
            inside -= 1

    monkeypatch.setattr(Columns, "read", held)
    shares = LISTS_AT_ONCE + 3
    for number in range(shares):
        await world.share(f"email\np{number}@acme.example\n", name=f"l{number}.csv")
    async with asyncio.timeout(10):
        while inside < LISTS_AT_ONCE:  # noqa: ASYNC110 - what is counted here sets no event
            await asyncio.sleep(0)
    go.set()
    await world.slack.until(lambda: len(world.members()) == shares, what="everybody")
    assert most == LISTS_AT_ONCE
