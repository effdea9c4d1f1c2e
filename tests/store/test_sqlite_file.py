"""What is true of SQLite alone: one process owns the file, and one writer at a time writes to it."""

import asyncio
import os
import shutil
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import CannotOpenStoreError, Store, StoreBusyError
from tests.store.conftest import OpenStore, VirtualClock

DYING = Path(__file__).with_name("dying.py")


@pytest.fixture
def address(tmp_path: Path, migrated: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'addleads.db')}"


async def test_a_second_owner_is_told_who_is_there(open_store: OpenStore, tmp_path: Path) -> None:
    """The sentence names the process, the file and the way out."""
    async with open_store(owner=True):
        with pytest.raises(StoreBusyError) as busy:
            async with open_store(owner=True):
                pytest.fail("two owners")
    assert f"process {os.getpid()}" in str(busy.value)
    assert str(tmp_path) in str(busy.value)
    assert "ADDLEADS_DATABASE_URL" in str(busy.value)


async def test_a_link_to_the_file_is_the_same_file(
    open_store: OpenStore, tmp_path: Path, clock: VirtualClock
) -> None:
    """Who names the file in another way is found out all the same."""
    (tmp_path / "link.db").symlink_to(tmp_path / "addleads.db")
    async with open_store(owner=True):
        with pytest.raises(StoreBusyError):
            async with Store.open(str(tmp_path / "link.db"), clock=clock):
                pytest.fail("two owners")


async def test_a_command_works_beside_the_owner(open_store: OpenStore) -> None:
    """Who owns nothing, like `addleads alias add`, is not kept out by a running bot."""
    async with open_store(owner=True) as bot, open_store() as command:
        assert await command.writable()
        assert await bot.writable()


async def test_a_missing_folder_is_named(clock: VirtualClock, tmp_path: Path) -> None:
    """A wrong path ends in a sentence, not in a trace."""
    with pytest.raises(CannotOpenStoreError, match=r"no-such-folder.*No such file or directory"):
        async with Store.open(str(tmp_path / "no-such-folder" / "addleads.db"), clock=clock):
            pytest.fail("opened")


async def test_a_file_of_another_kind_is_refused(clock: VirtualClock, tmp_path: Path) -> None:
    """A file that is no database is left alone."""
    file = tmp_path / "addleads.db"
    file.write_text("name,email\n" * 1_000)
    with pytest.raises(CannotOpenStoreError, match="not a database"):
        async with Store.open(str(file), clock=clock):
            pytest.fail("opened")
    assert file.read_text() == "name,email\n" * 1_000


async def test_a_new_file_is_for_its_owner_alone(clock: VirtualClock, tmp_path: Path) -> None:
    """It holds leads; so does its log. A file that is there keeps the rights that somebody gave it."""
    file = tmp_path / "new.db"
    async with Store.open(str(file), clock=clock) as store:
        await store.deliveries.first_time("event:Ev1", "T1", {})
        assert {part.name: part.stat().st_mode & 0o077 for part in tmp_path.glob("new.db*")} == {
            "new.db": 0, "new.db-wal": 0, "new.db-shm": 0, "new.db.lock": 0o044
        }  # fmt: skip
    file.chmod(0o640)
    async with Store.open(str(file), clock=clock):
        assert file.stat().st_mode & 0o777 == 0o640


async def test_no_connection_keeps_much_of_the_file(open_store: OpenStore) -> None:
    """Six caches that fill with the history would look like a leak; and yet little is written out early."""

    async def limits(tx: AsyncConnection) -> tuple[int, int]:
        kib = -await tx.scalar(sa.text("PRAGMA cache_size"))
        page = await tx.scalar(sa.text("PRAGMA page_size"))
        return kib, await tx.scalar(sa.text("PRAGMA cache_spill")) * page // 1024

    async with open_store(owner=True) as store, AsyncExitStack() as stack:
        database = store._database
        pool = [await stack.enter_async_context(database.read()) for _ in range(4)]
        found = [await limits(tx) for tx in pool]
        found += [await database.reading(limits), await database.writing(limits)]
    assert all(size <= 1_000 and spill > 15_000 for size, spill in found)


async def test_writers_are_served_one_by_one(open_store: OpenStore) -> None:
    """A transaction that reads and then writes never fails because another one wrote in between."""

    async def count_up(store: Store) -> None:
        async with store._database.write() as tx:
            seen = await tx.scalar(sa.text("SELECT count(*) FROM deliveries"))
            insert = sa.text(
                "INSERT INTO deliveries (key, team, seen_at) VALUES (:key, 'T1', '2026-03-02 09:00:00')"
            )
            await tx.execute(insert, {"key": f"number {seen}"})

    async with open_store(owner=True) as one, open_store() as other:
        await asyncio.gather(*(count_up(store) for store in (one, other) * 10))
        async with one._database.read() as tx:
            assert await tx.scalar(sa.text("SELECT count(*) FROM deliveries")) == 20


async def test_the_file_is_free_once_its_owner_is_dead(address: str, open_store: OpenStore) -> None:
    """And not before: another process is kept out while it lives, and a kill -9 of the owner lets one in."""
    async with open_store(owner=True):
        code, said = await _owner_that_dies(address)
    assert (code, StoreBusyError.__name__ in said) == (1, True)
    code, _ = await _owner_that_dies(address)
    assert code == -signal.SIGKILL
    async with open_store(owner=True) as store:
        assert await store.writable()


async def _owner_that_dies(address: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, DYING, address, "in create", stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    return process.returncode, said.decode()
