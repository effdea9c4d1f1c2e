"""A real `kill -9` of a real process, in the middle of jobs of forty batches.

`ADDLEADS_KILLS=50 pytest tests/jobs/test_kill.py` kills fifty times.
"""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.jobs.ports import REPORT
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox, Call
from tests.jobs.scene import Scene, leads

KILLS = int(os.environ.get("ADDLEADS_KILLS", "3"))
SEED = int(os.environ.get("ADDLEADS_SEED", "4"))
BATCHES, SIZE = 40, 5
PROGRAM = Path(__file__).with_name("killable_program.py")


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    """In real time, for a real process, and slow enough to be caught in the middle."""
    async with AmplemarketSandbox(calls_per_minute=1_000_000, latency=0.02) as sandbox:
        yield sandbox


async def start(scene: Scene, wall: Path) -> Process:
    arguments = (scene.address, scene.amplemarket.url, scene.amplemarket.api_key, str(wall))
    root = str(PROGRAM.parents[2])
    return await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), *arguments, env={**os.environ, "PYTHONPATH": root}
    )


async def killed_in(scene: Scene, wall: Path, moment: int, chance: random.Random) -> None:
    """Start the program and kill it once the scene's sequence has met so many calls."""
    process, path = await start(scene, wall), f"/sequences/{scene.sequence}/leads"
    calls = scene.amplemarket
    await calls.until(lambda: sum(call.path == path for call in calls.calls) >= moment, within=20)
    await asyncio.sleep(chance.random() * 0.03)
    process.kill()
    assert await process.wait() == -signal.SIGKILL


Sent = set[tuple[object, object]]


def sent(calls: list[Call]) -> Sent:
    return {(one.get("email"), one.get("linkedin_url")) for call in calls for one in call.leads}


async def test_kill(scene: Scene, tmp_path: Path) -> None:
    """No row is lost, no finished batch is sent again, each job ends with one true report."""
    wall, chance = tmp_path / "wall", random.Random(SEED)  # noqa: S311 - picks moments
    finished: dict[str, tuple[str, int, Sent]] = {}
    for kill in range(KILLS):
        job_id, scene.sequence = f"J{kill}", scene.amplemarket.add_sequence(f"Q{kill}")
        await scene.write(scene.job(job_id), leads(BATCHES * SIZE, first=2 + 1000 * kill), SIZE)
        await killed_in(scene, wall, chance.randint(1, BATCHES - 4), chance)
        ended: Sent = {(one.email, one.linkedin_url) for one in await ended_leads(scene, job_id)}
        assert len(ended) < BATCHES * SIZE
        finished[job_id] = (scene.sequence, len(scene.amplemarket.calls), ended)
    assert await (await start(scene, wall)).wait() == 0
    reports = [line.split("\t") for line in wall.read_text(encoding="utf-8").splitlines()]
    for job_id, (scene.sequence, seen, ended) in finished.items():
        assert not ended & sent(scene.amplemarket.calls[seen:])
        tally = await scene.check(job_id)
        assert await scene.job_state(job_id) is JobState.DONE
        assert tally[Outcome.ADDED] == BATCHES * SIZE
        told = [line for of, kind, line in reports if (of, kind) == (job_id, REPORT)]
        assert told in ([tally.line], [tally.line] * 2)


async def ended_leads(scene: Scene, job_id: str) -> list[Lead]:
    rows = await scene.rows(job_id)
    return [row.lead for row in rows if row.lead and row.outcome.outcome is not Outcome.NOT_SENT]
