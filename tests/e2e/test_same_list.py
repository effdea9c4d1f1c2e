"""The same list again, and two lists with the same people at once, as people in a channel meet them."""

import asyncio

from bot.sandbox.amplemarket import Call, adds_leads, faults
from bot.sandbox.slack import Message
from tests.e2e.world import World


def emails(count: int, first: int = 1) -> str:
    return "Email\n" + "".join(f"p{n}@acme.example\n" for n in range(first, first + count))


def adding(world: World) -> list[Call]:
    """The calls that add leads; others look at sequences."""
    return [call for call in world.amplemarket.calls if adds_leads(call)]


async def sending_slowly(world: World, seconds: float) -> None:
    """Ana's eight people are on their way, and take so long."""
    world.amplemarket.inject(faults.delayed(seconds), when=adds_leads)
    await world.share(emails(8))
    await world.amplemarket.until(lambda: bool(adding(world)))


def buttons(message: Message) -> list[str]:
    """What can be pressed, from left to right."""
    found = [block for block in message.blocks if block["type"] == "actions"]
    return [one["text"]["text"] for block in found for one in block["elements"]]


async def shared_again(world: World, grown: int = 3) -> Message:
    """Eight people are in; the list comes back with some more."""
    await world.share(emails(8))
    await world.message("8 rows = 8 added")
    await world.share(emails(8 + grown), name="again.csv")
    return await world.message("Nothing has been sent yet", "again.csv")


async def test_a_grown_list_asks_and_sends_only_the_new(world: World) -> None:
    """Who added it, when, and how many are new; after the click the line counts those alone."""
    question = await shared_again(world)
    assert f"<@{world.ana.id}> added most of this list to *Q4 Outbound – DACH*" in question.text
    assert " on <!date^" in question.text
    assert "3 of its 11 rows are new." in question.text
    assert buttons(question) == ["Only the 3 new", "All 11", "Change columns…", "Cancel"]
    await world.slack.click(world.bo, question, "add_new_leads")
    report = await world.message("3 rows = 3 added")
    assert "I left out 8 rows" in report.text
    assert len(adding(world)) == 2
    assert world.members() == {f"p{n}@acme.example" for n in range(1, 12)}


async def test_the_same_list_has_nobody_new(world: World) -> None:
    """There is no button for nobody; all of them can be sent, and Amplemarket says what it thinks of it."""
    question = await shared_again(world, grown=0)
    assert "added this list to *Q4 Outbound – DACH*" in question.text
    assert "Nobody in its 8 rows is new." in question.text
    assert buttons(question) == ["All 8", "Change columns…", "Cancel"]
    await world.slack.click(world.ana, question, "add_job")
    await world.message("8 rows = 0 added + 8 skipped")


async def test_a_typed_handful_is_not_asked_about(world: World) -> None:
    """Amplemarket's own answer is enough."""
    for expected in ("1 rows = 1 added", "1 rows = 0 added + 1 skipped"):
        await world.type("q4-outbound jo@acme.example")
        await world.message(expected)


async def test_two_people_answer_at_once(world: World) -> None:
    """One answer counts; the other person is told, alone."""
    question = await shared_again(world)
    stale = list(question.blocks)
    await asyncio.gather(
        world.slack.click(world.ana, question, "add_new_leads", stale_blocks=stale),
        world.slack.click(world.bo, question, "add_new_leads", stale_blocks=stale),
    )
    await world.message("3 rows = 3 added")
    told = [one.text for who in (world.ana, world.bo) for one in world.slack.ephemerals(who)]
    assert told == ["This was started already."]
    await world.slack.click(world.bo, question, "add_job", stale_blocks=stale)
    await world.whisper("already", person=world.bo)
    assert len(adding(world)) == 2


async def test_a_job_waits_for_the_people_it_shares(world: World) -> None:
    """It says for whom, starts when they are through, and Amplemarket never has one person twice at once."""
    await sending_slowly(world, 0.7)
    await world.type("q4-outbound p8@acme.example new@acme.example", person=world.bo)
    waiting = await world.message("Waiting:", f"<@{world.ana.id}> is adding leads", "1 person is in both")
    assert buttons(waiting) == ["Cancel"]
    await world.message("2 rows = 1 added + 1 skipped")


async def test_a_job_that_waits_can_be_cancelled(world: World) -> None:
    """Nothing of it was sent, and it says so while the other one still runs."""
    await sending_slowly(world, 1)
    await world.type("q4-outbound p8@acme.example", person=world.bo)
    waiting = await world.message("Waiting:")
    await world.slack.click(world.bo, waiting, "cancel_job")
    await world.message("1 not sent")
    await world.message("8 rows = 8 added")
