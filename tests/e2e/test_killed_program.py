"""A real `kill -9` of the real program, at a random moment of a job of forty batches, its report included.

`ADDLEADS_KILLS=50` kills fifty times; `make stress` does.
"""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.jobs.clock import SystemClock
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.store import Store

KILLS = int(os.environ.get("ADDLEADS_KILLS", "1"))
SEED = int(os.environ.get("ADDLEADS_SEED", "4"))
BATCHES, SIZE = 40, 5
ROOT = str(Path(__file__).parents[2])

Name = tuple[object, object]


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    """Slow enough to be caught in the middle."""
    async with AmplemarketSandbox(calls_per_minute=1_000_000, latency=0.02) as sandbox:
        yield sandbox


@pytest.fixture
def environment(slack: SlackSandbox, amplemarket: AmplemarketSandbox, tmp_path: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "AMPLEMARKET_API_KEY": amplemarket.api_key,
        "AMPLEMARKET_API_URL": amplemarket.url,
        "AMPLEMARKET_REQUESTS_PER_MINUTE": "100000",
        "ADDLEADS_DATABASE_URL": f"sqlite:///{tmp_path}/addleads.db",
        "PYTHONPATH": ROOT,
    }


@pytest.fixture
async def store(environment: Mapping[str, str]) -> AsyncIterator[Store]:
    address = environment["ADDLEADS_DATABASE_URL"]
    async with Store.open(address, clock=SystemClock(), owner=False) as store:
        yield store


async def start(environment: Mapping[str, str]) -> Process:
    command = sys.executable, "-m", "bot", "serve"
    return await asyncio.create_subprocess_exec(
        *command, env={**os.environ, **environment}, stdout=DEVNULL, stderr=DEVNULL
    )


async def written(store: Store, job_id: str, thread: tuple[str, str, str, str], sequence: str) -> None:
    """A confirmed job in the thread of a shared file."""
    team, channel, user, ts = thread
    job = Job(
        id=job_id,
        origin=f"event:{job_id}:F1",
        team=team,
        channel=channel,
        user=user,
        thread_ts=ts,
        intake=Intake.FILE,
        name=f"{job_id}.csv",
        header=("E-mail",),
        created_at=SystemClock().now(),
        sequence_id=sequence,
        alias="q4",
        state=JobState.CONFIRMED,
        root=job_id,
    )
    people = [
        Lead.of(row, email=f"{job_id.lower()}.{row}@acme.example") for row in range(2, 2 + BATCHES * SIZE)
    ]
    rows = [
        JobRow(one.row, (one.name,), one, place // SIZE, RowOutcome(one.row, Outcome.NOT_SENT))
        for place, one in enumerate(people)
    ]
    assert await store.jobs.create(job, Plan(tuple(rows), (EarlierTry.NONE,) * BATCHES))


async def ended(store: Store, job_id: str) -> set[Name]:
    """The leads whose end is written."""
    rows = [row async for row in store.jobs.rows(job_id)]
    return {
        (row.lead.email, row.lead.linkedin_url)
        for row in rows
        if row.lead and row.outcome.outcome is not Outcome.NOT_SENT
    }


async def killed(environment: Mapping[str, str], amplemarket: AmplemarketSandbox, sequence: str) -> None:
    """Start the program, and kill it at some moment between the job's first call and its end."""
    chance = random.Random(f"{SEED} {sequence}")  # noqa: S311 - picks moments
    process, path, moment = (
        await start(environment),
        f"/sequences/{sequence}/leads",
        chance.randint(1, BATCHES),
    )
    await amplemarket.until(lambda: sum(call.path == path for call in amplemarket.calls) >= moment, within=30)
    await asyncio.sleep(chance.random() * (0.25 if moment == BATCHES else 0.03))
    with suppress(ProcessLookupError):
        process.kill()
    assert await process.wait() == -signal.SIGKILL


async def test_killed_program(
    *,
    slack: SlackSandbox,
    amplemarket: AmplemarketSandbox,
    environment: dict[str, str],
    store: Store,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No row is lost, no finished batch is sent again, each thread has one report and one result file."""
    ana: Person = slack.add_person("ana", name="Ana Ruiz")
    sales: Channel = slack.add_channel("sales", people=[ana])
    seen: dict[str, tuple[str, str, int, set[Name]]] = {}
    for kill in range(KILLS):
        job_id, sequence = f"J{kill}", amplemarket.add_sequence(f"Q{kill}")
        ts = (await slack.say(ana, sales, "for q4 please")).ts
        await written(store, job_id, (slack.team_id, sales.id, ana.id, ts), sequence)
        await killed(environment, amplemarket, sequence)
        seen[job_id] = (sequence, ts, len(amplemarket.calls), await ended(store, job_id))
    process = await start(environment)
    while await store.jobs.unfinished():  # noqa: ASYNC110 - what another process writes sets no event here
        await asyncio.sleep(0.1)
    process.terminate()
    assert await process.wait() == 0
    lost = resent = 0
    reports: Counter[tuple[int, int]] = Counter()
    for job_id, (sequence, ts, calls, before) in seen.items():
        after = {
            (one.get("email"), one.get("linkedin_url"))
            for call in amplemarket.calls[calls:]
            for one in call.leads
        }
        resent += len(before & after)
        rows = [row async for row in store.jobs.rows(job_id)]
        members = {one.email for one in amplemarket.added(sequence)}
        tally = Tally.of((row.outcome for row in rows), BATCHES * SIZE)
        lost += sum(row.outcome.outcome is not Outcome.ADDED for row in rows)
        assert members == {row.lead.email for row in rows if row.lead}
        replies = slack.thread(sales, ts)[1:]
        told = sum(one.text.startswith(tally.line) for one in replies)
        reports[told, sum(bool(one.files) for one in replies)] += 1
    once = "exactly one final report and one result file each"
    found = once if set(reports) == {(1, 1)} else f"reports and result files in a thread: {dict(reports)}"
    with capsys.disabled():
        print(f"\n{KILLS} kills: {lost} rows lost, {resent} rows of finished batches re-sent, {found}")  # noqa: T201
    assert (lost, resent, dict(reports)) == (0, 0, {(1, 1): KILLS})
