"""Columns that were guessed wrong: corrected once, for everybody, and for the next list of the same kind."""

from dataclasses import replace

import pytest

from bot.adding.job import Intake, Job
from bot.adding.plan import Plan
from bot.sandbox.slack import Message, Person, View
from tests.e2e.test_main_job import line
from tests.e2e.world import World

MANAGERS = (
    "Work Email,Contact Point,Vorname,Cost Center\n"
    "bob@us.example,jane@acme.example,Jane,41\n"
    "bob@us.example,kim@bank.example,Kim,42\n"
    "bob@us.example,li@shop.example,Li,\n"
)
"""The column that sounds best holds the account manager's address."""


async def opened(world: World, preview: Message, person: Person | None = None) -> View:
    """The modal behind the preview's button, filled in."""
    person = person or world.ana
    pressed = await world.slack.click(person, preview, "change_columns")
    assert pressed.error is None
    return await world.slack.until(
        lambda: next((view for view in world.slack.views(person) if "submit" in view.definition), None),
        what="the form",
    )


async def previewed(world: World, text: str = "for q4-outbound please", content: str = MANAGERS) -> Message:
    """The preview of a list whose columns are not sure: its best column has everybody in it twice."""
    known = {one.ts for one in world.slack.messages(world.sales)}
    await world.share(content, text=text)

    def find() -> Message | None:
        new = (one for one in world.slack.messages(world.sales) if one.ts not in known)
        return next((one for one in new if "change_columns" in one.elements), None)

    return await world.slack.until(find, what="a preview")


async def test_a_wrong_column_is_changed_and_the_truth_agrees(world: World) -> None:
    """Wrong guess, change, new counts, add: who is in the sequence is who the person meant."""
    preview = await previewed(world, text="my leads")
    assert "2 duplicates" in preview.text
    view = await opened(world, preview)
    submitted = await world.slack.submit_view(
        world.ana, view, {"email": "1", "merge_fields": "Work Email = manager\nCost Center = it"}
    )
    assert (submitted.error, submitted.errors) == (None, {})
    changed = await world.message("To which sequence shall I add 3 leads?", "Columns as")
    assert changed.ts == preview.ts
    assert "duplicate" not in changed.text
    assert f"<@{world.ana.id}> chose them on <!date^" in changed.text
    await world.slack.click(world.bo, changed, "choose_sequence", option="q4-outbound")
    ready = await world.message("3 leads ready for *Q4 Outbound – DACH* (q4-outbound)")
    await world.slack.click(world.bo, ready, "add_job")
    await world.message(line(3, added=3))
    assert world.members() == {"jane@acme.example", "kim@bank.example", "li@shop.example"}
    first = world.amplemarket.added(world.sequence)[0]
    assert first.data == {"manager": "bob@us.example", "first_name": "Jane", "it": "41"}


async def test_a_correction_is_asked_once(world: World) -> None:
    """The next list with these columns, in another order and by another person, is read right at once."""
    view = await opened(world, await previewed(world, text="my leads"))
    await world.slack.submit_view(world.ana, view, {"email": "1", "merge_fields": "Work Email ="})
    await world.message("3 leads", "Columns as")
    preview = await previewed(
        world, content="vorname,contact point,cost center,WORK EMAIL\nJo,jo@acme.example,43,bob@us.example\n"
    )
    assert f"Columns as <@{world.ana.id}> chose them" in preview.text
    assert "1 lead ready" in preview.text
    await world.slack.click(world.bo, preview, "add_job")
    await world.message(line(1, added=1))
    (member,) = world.amplemarket.added(world.sequence)
    assert member.email == "jo@acme.example"
    assert member.data == {"first_name": "Jo", "cost_center": "43"}


async def test_two_people_change_the_same_columns(world: World) -> None:
    """Each sees what is in force; who submits last has the last word."""
    preview = await previewed(world, text="my leads")
    anas = await opened(world, preview)
    bos = await opened(world, preview, world.bo)
    await world.slack.submit_view(world.ana, anas, {"email": "1"})
    await world.message("3 leads", f"<@{world.ana.id}> chose")
    await world.slack.submit_view(world.bo, bos, {"email": "1", "merge_fields": "Vorname = given"})
    await world.message("3 leads", f"<@{world.bo.id}> chose")
    again = await opened(world, world.now(preview))
    (lines,) = [one["element"] for one in again.blocks if one.get("block_id") == "merge_fields"]
    assert "Cost Center = cost_center" in lines["initial_value"]


@pytest.mark.parametrize(
    ("button", "told"), [("add_job", "started already"), ("cancel_job", "cancelled already")]
)
async def test_a_modal_left_open_too_long(world: World, button: str, told: str) -> None:
    """It says what happened meanwhile, and changes nothing."""
    preview = await previewed(world, text="my leads")
    await world.slack.click(world.bo, preview, "choose_sequence", option="q4-outbound")
    ready = await world.message("1 lead ready")
    view = await opened(world, ready)
    await world.slack.click(world.bo, ready, button)
    await world.message(line(3, added=1, duplicate=2) if button == "add_job" else "Nothing was sent")
    submitted = await world.slack.submit_view(world.ana, view, {"email": "1"})
    assert submitted.error is None
    (left,) = world.slack.views(world.ana)
    assert told in str(left.blocks)
    assert "submit" not in left.definition
    assert "columns stay as they are" in str(left.blocks)


async def test_a_stale_button_opens_nothing(world: World) -> None:
    """Who presses it on an old screen is told why."""
    preview = await previewed(world, text="my leads")
    stale = list(preview.blocks)
    await world.slack.click(world.ana, preview, "cancel_job")
    await world.message("Nothing was sent")
    await world.slack.click(world.bo, preview, "change_columns", stale_blocks=stale)
    await world.whisper("cancelled already", person=world.bo)
    assert not world.slack.views(world.bo)


async def test_a_list_of_another_workspace_is_none_of_ours(world: World) -> None:
    """Neither its button nor its modal tells even that it exists, and nothing is written."""
    preview = await previewed(world, text="my leads")
    mine = await world.bot.store.jobs.get(str(preview.elements["change_columns"]["value"]))
    assert mine is not None
    theirs: Job = replace(mine, id="theirs", root="theirs", origin="event:Ev:F", team="T0THEIRS")
    assert theirs.intake is Intake.FILE
    await world.bot.store.jobs.create(theirs, Plan((), ()))
    view = await opened(world, preview)
    view.definition["private_metadata"] = theirs.id
    await world.slack.submit_view(world.ana, view, {"email": "1"})
    (left,) = world.slack.views(world.ana)
    assert "deleted here" in str(left.blocks)
    assert await world.bot.store.jobs.get("theirs") == theirs


@pytest.mark.parametrize(
    ("chosen", "field", "told"),
    [
        ({"email": "none"}, "email", "Choose a column of e-mail addresses"),
        ({"email": "3"}, "email", "nobody has an address"),
        ({"email": "1", "title": "1"}, "title", "chosen for something else"),
        ({"merge_fields": "Cost Center = Cost Center"}, "merge_fields", "Did you mean cost_center?"),
        ({"merge_fields": "Cost Center = first_name"}, "merge_fields", "Two columns would be"),
        ({"merge_fields": "Budget = it"}, "merge_fields", "no column “Budget”"),
        ({"merge_fields": "Cost Center"}, "merge_fields", "has no “=”"),
    ],
)
async def test_what_makes_no_sense_is_told_at_its_field(
    world: World, chosen: dict[str, object], field: str, told: str
) -> None:
    """The modal stays open, and nothing is changed."""
    preview = await previewed(world, text="my leads")
    view = await opened(world, preview)
    submitted = await world.slack.submit_view(world.ana, view, chosen)
    assert list(submitted.errors) == [field]
    assert told in submitted.errors[field]
    assert world.slack.views(world.ana) == [view]
    assert world.now(preview).text == preview.text


async def test_a_merge_field_is_renamed_in_the_message(world: World) -> None:
    """For this upload only, and without a question."""
    await world.share(
        "Email,Cost Center\njo@acme.example,41\n", text="for q4-outbound field:it=“Cost Center” please"
    )
    await world.message(line(1, added=1))
    (member,) = world.amplemarket.added(world.sequence)
    assert member.data == {"it": "41"}


async def test_a_merge_field_is_renamed_ahead_of_pasted_cells(world: World) -> None:
    """In the command, too."""
    await world.type("q4-outbound data.it=Department\nEmail\tDepartment\njo@acme.example\tIT")
    preview = await world.message("1 lead ready", "tab-separated")
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(line(1, added=1))
    assert world.amplemarket.added(world.sequence)[0].data == {"it": "IT"}


async def test_a_renamed_column_that_is_not_there_is_told(world: World) -> None:
    """Nothing is sent under a name that somebody did not mean."""
    await world.share("Email\njo@acme.example\n", text="for q4-outbound field:it=Departmant")
    await world.message("no column “Departmant”")
    assert not world.adding_calls
