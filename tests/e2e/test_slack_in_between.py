"""What happens in Slack between a click and its answer: nothing is lost or sent twice, and it is told."""

import asyncio

import pytest

from bot.sandbox.slack import Message
from tests.e2e.world import World

LEADS = 500
WHOLE = f"{LEADS:,} rows = {LEADS:,} added"


async def under_way(world: World) -> Message:
    """Ana's list of 500, started; Amplemarket takes its time. The preview that was pressed."""
    world.amplemarket.latency = 0.4
    await world.share("Email\n" + "".join(f"p{number}@acme.example\n" for number in range(LEADS)))
    preview = await world.message(f"{LEADS:,} leads ready")
    await world.slack.click(world.ana, preview, "add_job")
    await world.amplemarket.until(lambda: bool(world.adding_calls))
    return preview


async def directly(world: World, words: str) -> list[Message]:
    """What Ana was told in her own conversation with the bot, once it holds these words and a file."""

    def find() -> list[Message] | None:
        told = world.slack.messages(world.slack.dm(world.ana))
        return told if any(words in one.text for one in told) and any(one.files for one in told) else None

    return await world.slack.until(find, what=f"a direct message with {words} and a file")


@pytest.mark.parametrize("closed", ["archive", "kick_bot"])
async def test_a_channel_that_closes_while_a_job_runs(world: World, closed: str) -> None:
    """The person whose job it is gets the report and the file directly: what became of leads is told."""
    await under_way(world)
    getattr(world.slack, closed)(world.sales)
    report, file = await directly(world, WHOLE)
    assert f"I can't write in <#{world.sales.id}> any more" in report.text
    assert file.thread_ts == report.ts
    assert file.files[0].name == "l-results.csv"
    assert len(world.members()) == LEADS
    async with asyncio.timeout(10):
        while await world.bot.store.jobs.unfinished():
            pass  # until the file is written down too


async def test_a_message_that_is_deleted_while_its_job_runs(world: World) -> None:
    """Slack keeps the thread, as it has replies: report and file stand there."""
    preview = await under_way(world)
    (shared,) = (one for one in world.slack.messages(world.sales) if one.ts == preview.thread_ts)
    await world.slack.delete(world.ana, shared)
    report = await world.message(WHOLE)
    assert report.thread_ts == shared.ts
    await world.result_file()
    assert len(world.members()) == LEADS


@pytest.mark.parametrize("error", ["edit_window_closed", "message_not_found", "cant_update_message"])
async def test_edits_that_slack_refuses(world: World, error: str) -> None:
    """Every single one of them: the report is a message of its own, once."""
    world.slack.faults.fail("chat.update", error, times=1000)
    await under_way(world)
    await world.message(WHOLE)
    await world.result_file()
    assert len([one for one in world.slack.messages(world.sales) if WHOLE in one.text]) == 1
    assert len(world.adding_calls) == 2


async def test_a_button_that_could_not_be_replaced(world: World) -> None:
    """Slack refused the edit, so it is still there: a second person's click is told who was first."""
    world.slack.faults.fail("chat.update", "edit_window_closed", times=1000)
    preview = await under_way(world)
    assert "add_job" in world.now(preview).elements
    await world.slack.click(world.bo, world.now(preview), "add_job")
    await world.whisper("already", person=world.bo)
    await world.message(WHOLE)
    assert len(world.adding_calls) == 2


async def test_two_people_cancel_at_once(world: World) -> None:
    """The job ends once; the second one is told."""
    preview = await under_way(world)
    running = world.now(preview)
    stale = list(running.blocks) if "cancel_job" in running.elements else list(preview.blocks)
    clicks = [
        world.slack.click(who, preview, "cancel_job", stale_blocks=stale) for who in (world.ana, world.bo)
    ]
    await asyncio.gather(*clicks)
    report = await world.message(f"{LEADS:,} rows = ")
    told = [one.text for who in (world.ana, world.bo) for one in world.slack.ephemerals(who)]
    assert len(told) == 1
    assert len([one for one in world.slack.messages(world.sales) if one.text == report.text]) == 1
