"""Leads are kept for so many days. Then people are told so, counts are what they were, no byte is left."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adding.backoff import Backoff
from bot.adding.state import JobState
from bot.app import running
from bot.jobs.clock import SystemClock
from bot.jobs.history_ports import JobsWanted
from bot.sandbox.amplemarket import faults
from bot.sandbox.slack import Message
from bot.slack.ids import Action
from tests.e2e.world import Serve, World


class HastyClock(SystemClock):
    """The real time, until somebody turns it on; then whoever sleeps long wakes up."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._turned = asyncio.Event()

    def now(self) -> datetime:
        return super().now() + self._ahead

    async def sleep(self, seconds: float) -> None:
        if seconds < 60:
            await super().sleep(seconds)
            return
        until = self.now() + timedelta(seconds=seconds)
        while self.now() < until:
            await self._turned.wait()

    def turn(self, by: timedelta) -> None:
        self._ahead += by
        self._turned.set()
        self._turned = asyncio.Event()


@pytest.fixture
def clock() -> HastyClock:
    return HastyClock()


@pytest.fixture
def serve(clock: HastyClock) -> Serve:
    return lambda settings: running(settings, clock=clock, backoff=Backoff(tries=3, first=0.01, longest=0.02))


async def purged(world: World, clock: HastyClock, *, jobs: int) -> None:
    """A month passes. What waits for the next look of the hour is awaited, too."""
    clock.turn(timedelta(days=30, hours=1))
    async with asyncio.timeout(10):
        while await gone(world) < jobs:
            clock.turn(timedelta(hours=1))
            await asyncio.sleep(0.02)


async def gone(world: World) -> int:
    seen = await world.bot.store.history.jobs(world.slack.team_id, JobsWanted(), 99)
    kept = [row for one in seen async for row in world.bot.store.jobs.rows(one.job.id)]
    return 0 if kept else sum(one.job.purged_at is not None for one in seen)


def database(world: World) -> bytes:
    file = Path(world.settings.addleads_database_url.removeprefix("sqlite:///"))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


async def no_trace(world: World, *texts: str) -> None:
    """Sooner or later: the log is emptied once nobody reads."""
    async with asyncio.timeout(10):
        while any(text.encode() in database(world) for text in texts):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.02)


async def skipped(world: World) -> Message:
    world.amplemarket.contacted_recently("jo@acme.example")
    await world.share(
        "Email,First Name\njo@acme.example,Josefine\nli@acme.example,Lieselotte\n", name="Jo.csv"
    )
    return await world.message("2 rows = 1 added + 1 skipped")


async def test_an_old_button_says_that_the_leads_are_deleted(world: World, clock: HastyClock) -> None:
    """To that person alone, with the day of the report, how long leads are kept, and what to do."""
    report = await skipped(world)
    await world.slack.until(lambda: world.slack.calls_of("files.completeUploadExternal"))
    assert b"jo@acme.example" in database(world)
    await purged(world, clock, jobs=1)
    posted = len(world.slack.messages(world.sales))
    await world.slack.click(world.bo, report, Action.RETRY_RECENTLY_CONTACTED)
    told = await world.whisper("its leads were deleted after 30 days", person=world.bo)
    day = r"<!date\^\d+\^\{date_long\}\|\d{1,2} \w+ \d{4}>"
    after = r"its leads were deleted after 30 days\. Share the list again to retry\."
    assert re.fullmatch(rf"This report is from {day}; {after}", told)
    assert len(world.slack.messages(world.sales)) == posted
    assert len(world.adding_calls) == 1
    await no_trace(world, "jo@acme.example", "li@acme.example", "Josefine", "Jo.csv")


async def test_counts_are_told_as_before(world: World, clock: HastyClock) -> None:
    """By the history; `why` knows nobody any more, and says for how long it did."""
    await skipped(world)
    await world.type("history")
    before = await world.whisper("Latest jobs")
    await world.slack.until(lambda: world.slack.calls_of("files.completeUploadExternal"))
    await purged(world, clock, jobs=1)
    await world.type("history")
    await world.slack.until(lambda: len(world.slack.ephemerals(world.ana)) == 2, what="the history")
    after = world.slack.ephemerals(world.ana)[-1].text
    assert "2 rows" in after
    assert after == before.replace("2 rows of *Jo.csv*", "2 rows")
    await world.type("why jo@acme.example")
    await world.whisper("I know nothing about jo@acme.example", "forget what became of them after 30 days")


async def test_a_draft_that_nobody_decided_about_is_withdrawn(world: World, clock: HastyClock) -> None:
    """Its preview says so, its button too, and nothing was sent."""
    await world.share("Email\njo@acme.example\n", text="hm", name="l.csv")
    question = await world.message("To which sequence")
    buttons = [dict(block) for block in question.blocks]
    await purged(world, clock, jobs=1)
    await world.message("Nobody decided about *l.csv*", "Nothing was sent")
    assert not world.now(question).elements
    await world.slack.click(world.ana, question, Action.CANCEL_JOB, stale_blocks=buttons)
    await world.whisper("its leads were deleted after 30 days")
    assert world.adding_calls == []


async def test_a_stopped_job_is_cancelled_and_its_end_told_before_its_leads_go(
    world: World, clock: HastyClock
) -> None:
    """With who was not sent, while that is still known."""
    world.amplemarket.inject(faults.answered(401))
    await world.type("q4-outbound jo@acme.example")
    told = await world.message("Amplemarket refused our key")
    async with asyncio.timeout(10):
        while not await _stopped(world):  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0.01)
    buttons = [dict(block) for block in told.blocks]
    await purged(world, clock, jobs=1)
    await world.message("Cancelled: added 0 of 1 lead")
    await world.message("1 rows = 0 added", "+ 0 failed + 1 not sent")
    await world.slack.click(world.ana, told, Action.ADD_JOB, stale_blocks=buttons)
    await world.whisper("its leads were deleted")
    await no_trace(world, "jo@acme.example")


async def _stopped(world: World) -> bool:
    return bool(await world.bot.store.history.in_state(world.slack.team_id, JobState.STOPPED, 1))


async def test_an_old_result_file_is_a_list_like_any_other(world: World, clock: HastyClock) -> None:
    """Nothing tells any more whose it is, so it asks for the sequence, and adds who is not in."""
    await skipped(world)
    files = await world.slack.until(
        lambda: [one for one in world.slack.files() if one.name.endswith("-results.csv")], what="a file"
    )
    await purged(world, clock, jobs=1)
    await world.share(files[-1].content, text="here", name=files[-1].name)
    await world.message("To which sequence")
    assert len(world.adding_calls) == 1
