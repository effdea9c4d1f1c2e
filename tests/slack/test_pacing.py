"""How fast the bot talks to Slack: people first, progress where there is room, slower once Slack says so."""

import asyncio
from collections import Counter

from bot.sandbox.slack import Channel, SlackSandbox
from bot.slack.blocks.elements import Message
from bot.slack.pacing import EDITS_AT_ONCE, KEPT_FREE, POSTS_AT_ONCE, Pace
from bot.slack.web import SlackWeb
from tests.slack.conftest import VirtualClock

UPDATE = "chat.update"
TICK = 2.5
"""Seconds between two looks of a job at its progress (`bot/jobs/run.py`)."""


async def shown(pace: Pace, clock: VirtualClock, jobs: int, seconds: float) -> Counter[str]:
    """How often each of so many jobs shows its progress."""
    counts = Counter({f"job {number}": 0 for number in range(jobs)})
    for _ in range(int(seconds / TICK)):
        counts.update(which for which in list(counts) if pace.may_show(which))
        await clock.sleep(TICK)
    return counts


async def test_a_job_alone_shows_its_progress_each_time(clock: VirtualClock) -> None:
    """Every two to three seconds."""
    assert await shown(Pace(clock), clock, 1, 50) == {"job 0": 20}


async def test_twenty_jobs_share_what_there_is(clock: VirtualClock) -> None:
    """Some forty edits a minute in all, and none of them is left out."""
    counts = await shown(Pace(clock), clock, 20, 300)
    assert 180 <= counts.total() <= 204
    assert max(counts.values()) - min(counts.values()) <= 2


async def test_a_job_that_ended_holds_nobody_up(clock: VirtualClock) -> None:
    """It asks no more, so the others go on without it."""
    pace = Pace(clock)
    await shown(pace, clock, 20, 30)
    alone = await shown(pace, clock, 1, 50)
    assert alone["job 0"] >= 16


async def test_progress_leaves_room_for_what_people_wait_for(clock: VirtualClock) -> None:
    """When many edits go out there is none of it; and edits wait for their turn, in order."""
    pace = Pace(clock)
    for _ in range(EDITS_AT_ONCE - KEPT_FREE):
        await pace.edit()
    assert clock.slept == []
    assert not pace.may_show("job")
    for _ in range(KEPT_FREE + 2):
        await pace.edit()
    assert [round(seconds, 3) for seconds in clock.slept] == [1.2, 1.2]


async def test_a_429_slows_progress_and_holds_edits(clock: VirtualClock) -> None:
    """As long as Slack says nothing goes out; for a minute after that progress is shown less often."""
    pace = Pace(clock)
    before = (await shown(pace, clock, 2, 60)).total()
    pace.turned_away(UPDATE, "", 30)
    assert (await shown(pace, clock, 2, 30)).total() == 0
    after = (await shown(pace, clock, 2, 60)).total()
    assert 0 < after < before / 2
    pace.turned_away(UPDATE, "", 7)
    waited = len(clock.slept)
    await pace.edit()
    assert clock.slept[waited:] == [7]


async def test_posts_of_one_channel_wait_for_one_another(clock: VirtualClock) -> None:
    """One a second once Slack has said 429; another channel is another matter."""
    pace = Pace(clock)
    for _ in range(POSTS_AT_ONCE):
        await pace.post("C1")
    assert clock.slept == []
    pace.turned_away("chat.postMessage", "C1", 3)
    for _ in range(3):
        await pace.post("C1")
    assert clock.slept == [3, 1, 1]
    assert pace.post_wait("C1") == 1
    assert pace.post_wait("C2") == 0


async def test_progress_that_slack_turns_away_is_let_go(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, clock: VirtualClock
) -> None:
    """It is not made again, and nothing waits for it: what comes next says more."""
    ts = await web.post(sales.id, Message.of("0 %"))
    slack.faults.rate_limit(UPDATE, retry_after=30)
    await web.show_progress(sales.id, ts, Message.of("50 %"))
    assert clock.slept == []
    assert len(slack.calls_of(UPDATE)) == 1
    await web.show_progress(sales.id, ts, Message.of("60 %"))
    assert len(slack.calls_of(UPDATE)) == 1
    assert await web.edit(sales.id, ts, Message.of("Done"))
    assert clock.slept == [30]
    stands = slack.message(sales, ts)
    assert stands is not None
    assert stands.text == "Done"


async def test_no_edit_is_refused_for_good(slack: SlackSandbox, web: SlackWeb, sales: Channel) -> None:
    """Slack turns the first ones away again and again; all of them are made in the end."""
    stamps = [await web.post(sales.id, Message.of(str(number))) for number in range(8)]
    slack.faults.rate_limit(UPDATE, retry_after=2, times=12)
    edits = [web.edit(sales.id, ts, Message.of(f"edited {number}")) for number, ts in enumerate(stamps)]
    assert all(await asyncio.gather(*edits))
    assert all(one.text.startswith("edited") for one in slack.messages(sales))
