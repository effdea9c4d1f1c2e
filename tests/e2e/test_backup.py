"""README's *Upgrade, back up, restore*: a copy made beside a running bot, put in the place of its file."""

import asyncio
import shutil
import sqlite3
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.adding.outcome import Outcome
from bot.jobs.clock import SystemClock
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.store import Store
from tests.e2e.test_killed_program import BATCHES, SIZE, amplemarket, environment, start, written

__all__ = ["amplemarket", "environment"]

PARTS = ("addleads.db", "addleads.db-wal", "addleads.db-shm")


def online_backup(file: Path, copy: Path) -> None:
    """`sqlite3 addleads.db ".backup addleads-copy.db"`."""
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def vacuum_into(file: Path, copy: Path) -> None:
    """`python -m sqlite3 addleads.db "VACUUM INTO 'addleads-copy.db'"`: where there is no `sqlite3`."""
    with closing(sqlite3.connect(file)) as source:
        source.execute("VACUUM INTO ?", [str(copy)])


async def kill(process: Process) -> None:
    process.kill()
    await process.wait()


@pytest.mark.parametrize("back_up", [online_backup, vacuum_into])
async def test_a_restored_copy_goes_on_and_sends_nobody_twice(
    *,
    slack: SlackSandbox,
    amplemarket: AmplemarketSandbox,
    environment: dict[str, str],
    tmp_path: Path,
    back_up: Callable[[Path, Path], None],
) -> None:
    """Copied in the middle of a job; then the machine is lost, with what was done after the copy."""
    ana = slack.add_person("ana", name="Ana Ruiz")
    sales = slack.add_channel("sales", people=[ana])
    sequence, ts = amplemarket.add_sequence("Q4"), (await slack.say(ana, sales, "for q4 please")).ts
    file, copy = tmp_path / "addleads.db", tmp_path / "addleads-copy.db"
    async with Store.open(str(file), clock=SystemClock(), owner=False) as store:
        await written(store, "J1", (slack.team_id, sales.id, ana.id, ts), sequence)

    process = await start(environment)
    await amplemarket.until(lambda: len(amplemarket.added(sequence)) >= 5 * SIZE, within=30)
    await asyncio.to_thread(back_up, file, copy)
    at_copy = await finished(copy)
    await amplemarket.until(lambda: len(amplemarket.added(sequence)) >= 15 * SIZE, within=30)
    await kill(process)

    for part in PARTS:  # with the log of the file that is replaced, SQLite would spoil the copy
        (tmp_path / part).unlink(missing_ok=True)
    shutil.move(copy, file)
    calls = len(amplemarket.calls)
    process = await start(environment)
    report = await slack.until(
        lambda: next((one for one in slack.thread(sales, ts)[1:] if " rows = " in one.text), None),
        timeout=30,
        what="the report",
    )
    process.terminate()
    assert await process.wait() == 0

    assert 0 < len(at_copy) < BATCHES * SIZE
    sent_again = {lead.get("email") for call in amplemarket.calls[calls:] for lead in call.leads}
    assert not sent_again & at_copy
    members = [one.email for one in amplemarket.added(sequence)]
    assert len(members) == len(set(members)) == BATCHES * SIZE
    assert report.text.startswith(f"{BATCHES * SIZE} rows = ")
    async with Store.open(str(file), clock=SystemClock(), owner=False) as store:
        ends = {(row.outcome.outcome, row.outcome.reasons) async for row in store.jobs.rows("J1")}
    assert {outcome for outcome, _ in ends} <= {Outcome.ADDED, Outcome.SKIPPED}
    assert {str(reason) for _, reasons in ends for reason in reasons} <= {"already_in_sequence"}
    assert sum(" rows = " in one.text for one in slack.thread(sales, ts)) == 1


async def finished(file: Path) -> set[str | None]:
    """Whose end is written in a copy."""
    looked_at = file.with_suffix(".look")
    shutil.copy(file, looked_at)
    async with Store.open(str(looked_at), clock=SystemClock(), owner=False) as store:
        rows = [row async for row in store.jobs.rows("J1")]
    return {row.lead.email for row in rows if row.lead and row.outcome.outcome is not Outcome.NOT_SENT}


async def test_a_copy_is_as_good_as_the_file(tmp_path: Path) -> None:
    """It too gives space back to the disk, and is overwritten where something is deleted."""
    file = tmp_path / "addleads.db"
    async with Store.open(str(file), clock=SystemClock(), owner=False) as store:
        await store.deliveries.first_time("event:Ev1", "T1", {})
        for back_up in (online_backup, vacuum_into):
            copy = tmp_path / f"{back_up.__name__}.db"
            await asyncio.to_thread(back_up, file, copy)
            with closing(sqlite3.connect(copy)) as connection:
                assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
