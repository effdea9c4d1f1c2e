"""More than one button per reason: some of the leads, all reasons at once; and what is left afterwards."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.sandbox.amplemarket import Call, adds_leads
from bot.sandbox.slack import Message, Person, View
from tests.e2e.test_main_job import line
from tests.e2e.world import World

HEADER = "Email\n"


def people(*names: str) -> str:
    return HEADER + "".join(f"{name}@acme.example\n" for name in names)


async def report_of(world: World, content: str, **terms: int) -> Message:
    """Share a list and wait for its report. With `rows=`, so many rows."""
    rows = terms.pop("rows")
    known = {one.ts for one in world.slack.messages(world.sales)}
    await world.share(content)

    def find() -> Message | None:
        new = (one for one in world.slack.messages(world.sales) if one.ts not in known)
        return next((one for one in new if one.text.startswith(line(rows, **terms))), None)

    return await world.slack.until(find, what=f"a report of {rows} rows")


async def opened(world: World, target: Message, action: str, person: Person | None = None) -> View:
    """The modal behind a button, filled in."""
    person = person or world.ana
    pressed = await world.slack.click(person, target, action)
    assert pressed.error is None
    return await world.slack.until(
        lambda: next((view for view in world.slack.views(person) if "submit" in view.definition), None),
        what="the form",
    )


async def told_instead(world: World, person: Person, *words: str) -> None:
    """The modal shows this and has nothing to submit."""

    def find() -> bool:
        views = world.slack.views(person)
        return bool(views) and all(word in str(views[-1].blocks) for word in words)

    await world.slack.until(find, what=f"a modal with {words}")
    assert "submit" not in world.slack.views(person)[-1].definition


async def until_shown(world: World, message: Message, *words: str) -> Message:
    """The message, once its edit holds these words."""
    await world.slack.until(
        lambda: all(word in world.now(message).text for word in words), what=f"an edit with {words}"
    )
    return world.now(message)


def sent(world: World) -> list[Call]:
    """The calls that add leads; others only look at what there is."""
    return [call for call in world.amplemarket.calls if adds_leads(call)]


def recently(world: World, names: Sequence[str]) -> None:
    for name in names:
        world.amplemarket.contacted_recently(f"{name}@acme.example")


async def test_single_leads_are_chosen_and_the_rest_keeps_its_button(world: World) -> None:
    """Two of three are ticked: they alone are sent, and one is left to retry."""
    recently(world, "abc")
    report = await report_of(world, people("ok", "a", "b", "c"), rows=4, added=1, skipped=3)
    view = await opened(world, report, "choose_recently_contacted", world.bo)
    assert "Retry 3 people contacted recently?" in str(view.blocks)
    submitted = await world.slack.submit_view(world.bo, view, {"chosen_leads": ["3", "5"]})
    assert (submitted.error, submitted.errors) == (None, {})
    child = await world.message(line(2, added=2), "retried 2 people recently contacted")
    assert child.thread_ts == report.thread_ts
    assert world.members() == {"ok@acme.example", "a@acme.example", "c@acme.example"}
    now = await until_shown(world, report, f"<@{world.bo.id}> retried 2 of these, 2 added", "Retry 1 anyway")
    assert "choose_recently_contacted" not in now.elements
    await world.slack.click(world.ana, now, "retry_recently_contacted")
    await until_shown(world, report, f"<@{world.ana.id}> retried 1, 1 added")
    assert "retry_recently_contacted" not in world.now(report).elements
    assert len(world.members()) == 4


async def test_more_than_a_hundred_are_searched(world: World) -> None:
    """By a part of the address; and one of them is sent."""
    names = [f"person{number}" for number in range(100)]
    recently(world, [*names, "zoe"])
    await world.share(people(*names, "zoe", "ok"))
    preview = await world.message("102 leads ready")
    await world.slack.click(world.ana, preview, "add_job")
    report = await world.message(line(102, added=1, skipped=101))
    view = await opened(world, report, "choose_recently_contacted")
    everybody = await world.slack.suggestions(world.ana, view, "chosen_leads", "")
    (zoe,) = await world.slack.suggestions(world.ana, view, "chosen_leads", "ZOE@")
    assert len(everybody) == 100
    assert zoe == {
        "text": {"type": "plain_text", "text": "zoe@acme.example (row 102)", "emoji": False},
        "value": "102",
    }
    await world.slack.submit_view(world.ana, view, {"chosen_leads": [zoe]})
    await world.message(line(1, added=1))
    assert world.members() == {"ok@acme.example", "zoe@acme.example"}


async def test_a_modal_left_open_until_others_were_retried(world: World) -> None:
    """Who was retried meanwhile is not sent twice; when nobody is left, the modal says who was first."""
    recently(world, "abc")
    report = await report_of(world, people("a", "b", "c"), rows=3, skipped=3)
    bos, anas = (
        await opened(world, report, "choose_recently_contacted", world.bo),
        await opened(world, report, "choose_recently_contacted"),
    )
    await world.slack.submit_view(world.bo, bos, {"chosen_leads": ["2"]})
    await until_shown(world, report, "retried 1 of these, 1 added")
    gone = await world.slack.submit_view(world.ana, anas, {"chosen_leads": ["2"]})
    assert "retried meanwhile" in gone.errors["recently_contacted"]
    await world.slack.click(world.bo, world.now(report), "retry_recently_contacted")
    await until_shown(world, report, "retried 2, 2 added")
    await world.slack.submit_view(world.ana, anas, {"chosen_leads": ["3"]})
    await told_instead(world, world.ana, f"<@{world.bo.id}> retried these already")
    assert len(world.members()) == 3


async def test_a_form_submitted_twice_has_one_effect(world: World) -> None:
    """Slack may repeat a submission."""
    recently(world, "ab")
    report = await report_of(world, people("a", "b"), rows=2, skipped=2)
    view = await opened(world, report, "choose_recently_contacted")
    submitted = await world.slack.submit_view(world.ana, view, {"chosen_leads": ["2"]})
    await world.message(line(1, added=1))
    await world.slack.redeliver(submitted.delivery)
    assert len(sent(world)) == 2


async def test_all_that_can_be_retried_at_once(world: World) -> None:
    """Two reasons, one press; each lead is sent once, and who is in the sequence is left alone."""
    recently(world, "ab")
    world.amplemarket.exclude("b@acme.example")
    world.amplemarket.exclude("c@acme.example")
    world.amplemarket.put_in(world.sequence, "d@acme.example")
    report = await report_of(world, people("a", "b", "c", "d"), rows=4, skipped=4)
    pressed = await world.slack.click(world.bo, report, "retry_together")
    assert pressed.confirm is not None
    asked = pressed.confirm["text"]["text"]
    assert "on the exclusion list (2) and recently contacted (2)" in asked
    assert "admin" not in asked
    child = await world.message(line(3, added=3))
    assert "3 people on the exclusion list or recently contacted" in child.text
    now = await until_shown(world, report, f"<@{world.bo.id}> retried 3 at once, 3 added")
    assert not now.elements
    assert sent(world)[-1].leads[0]["overrides"] == {
        "ignore_exclusion_list": True,
        "ignore_recently_contacted": True,
    }


async def test_what_keeps_people_out_after_a_retry_is_told(world: World) -> None:
    """One line of difference, and a button for what is left."""
    world.amplemarket.exclude("a@acme.example")
    report = await report_of(world, people("a", "ok"), rows=2, added=1, skipped=1)
    recently(world, "a")
    await world.slack.click(world.ana, report, "retry_exclusion_list")
    child = await world.message(line(1, skipped=1), "the one skipped was also recently contacted")
    assert f"<@{world.ana.id}> retried 1 person on the exclusion list – " in child.text
    await world.slack.click(world.bo, child, "retry_recently_contacted")
    await world.message(line(1, added=1), "retried 1 person recently contacted")


async def test_two_people_retry_everything_at_once(world: World) -> None:
    """One of them is first; the other one is told who."""
    recently(world, "a")
    world.amplemarket.exclude("b@acme.example")
    report = await report_of(world, people("a", "b"), rows=2, skipped=2)
    stale = list(report.blocks)
    await asyncio.gather(
        *(
            world.slack.click(who, report, "retry_together", stale_blocks=stale)
            for who in (world.ana, world.bo)
        )
    )
    await world.message(line(2, added=2))
    told = await world.slack.until(
        lambda: [one.text for who in (world.ana, world.bo) for one in world.slack.ephemerals(who)],
        what="one of them told",
    )
    assert len(told) == 1
    assert "retried these already" in told[0]
    assert len(sent(world)) == 2


@pytest.mark.parametrize("action", ["retry_recently_contacted", "retry_together"])
async def test_a_button_whose_leads_were_deleted(world: World, action: str) -> None:
    """It says since when the report is there, and what to do."""
    recently(world, "a")
    world.amplemarket.exclude("b@acme.example")
    report = await report_of(world, people("a", "b"), rows=2, skipped=2)
    await delete(world, "job_rows")
    await world.slack.click(world.bo, report, action)
    await world.whisper("its leads were deleted", "Share the list again", person=world.bo)
    await delete(world, "messages", "job_rows", "batches", "jobs")
    await world.slack.click(world.bo, report, action)
    await world.whisper("This list is deleted here", person=world.bo)
    assert len(sent(world)) == 1


async def delete(world: World, *tables: str) -> None:
    """As a retention purge does."""
    async with world.bot.store._database.write() as tx:
        for table in tables:
            await tx.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - the test's own names
