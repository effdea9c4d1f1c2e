"""Rows that could not be sent, mended in the thread: fields filled in, addresses corrected."""

import pytest

from bot.sandbox.slack import Message
from tests.e2e.test_main_job import line
from tests.e2e.test_retry_in_other_ways import (
    delete,
    opened,
    report_of,
    sent,
    told_instead,
    until_shown,
)
from tests.e2e.world import World


async def lacking(world: World, *fields: str, names: str = "abc") -> Message:
    """A report of leads that lack these fields; x has them all."""
    world.amplemarket.require(world.sequence, *fields)
    rows = "".join(f"{name}@acme.example,{',' * (len(fields) - 1)}\n" for name in names)
    content = f"Email,{','.join(fields)}\nx@acme.example,{','.join('1' * len(fields))}\n{rows}"
    return await report_of(world, content, rows=len(names) + 1, added=1, invalid=len(names))


def data(world: World) -> dict[str, dict[str, str | None]]:
    """What Amplemarket has of each lead."""
    return {one.email or "": dict(one.data) for one in world.amplemarket.added(world.sequence)}


async def test_one_value_for_all(world: World) -> None:
    """The leads are sent with the field, and the result file has it, too."""
    report = await lacking(world, "it", names="abcdef")
    assert "Fill in “it” for 6 leads…" in str(report.blocks)
    view = await opened(world, report, "fix_missing_fields", world.bo)
    submitted = await world.slack.submit_view(world.bo, view, {"all:0": " SAP "})
    assert (submitted.error, submitted.errors) == (None, {})
    child = await world.message(line(6, added=6), f"<@{world.bo.id}> filled in what 6 leads lacked")
    assert child.thread_ts == report.thread_ts
    assert {one["it"] for email, one in data(world).items() if email != "x@acme.example"} == {"SAP"}
    now = await until_shown(world, report, f"<@{world.bo.id}> filled in 6, 6 added")
    assert "fix_missing_fields" not in now.elements
    files = await world.slack.until(
        lambda: [one for one in world.slack.files() if one.name == "l-results.csv"][1:], what="its file"
    )
    assert files[-1].content.decode("utf-8-sig").splitlines()[1] == "a@acme.example,SAP,3,added,"


async def test_one_value_for_each_and_the_rest_keeps_its_button(world: World) -> None:
    """Only who has all they need is sent."""
    report = await lacking(world, "it", "budget")
    view = await opened(world, report, "fix_missing_fields")
    empty = await world.slack.submit_view(world.ana, view, {"one:3:0": "SAP"})
    assert "nobody has all they need" in empty.errors["all:0"]
    await world.slack.submit_view(world.ana, view, {"all:1": "5k", "one:3:0": "SAP", "one:4:0": "Odoo"})
    await world.message(line(2, added=2), "filled in what 2 leads lacked")
    assert data(world)["a@acme.example"] == {"it": "SAP", "budget": "5k"}
    assert data(world)["b@acme.example"] == {"it": "Odoo", "budget": "5k"}
    now = await until_shown(world, report, "filled in 2, 2 added")
    assert "Fill in 2 fields for 1 lead…" in str(now.blocks)


async def test_a_field_that_the_list_has_no_column_for(world: World) -> None:
    """Amplemarket names it when the first leads are refused; the result file gains a column."""
    world.amplemarket.require(world.sequence, "it")
    content = "Email\n" + "".join(f"p{n}@acme.example\n" for n in range(5))
    report = await report_of(world, content, rows=5, invalid=5)
    view = await opened(world, report, "fix_missing_fields")
    await world.slack.submit_view(world.ana, view, {"all:0": "SAP"})
    await world.message(line(5, added=5))
    files = await world.slack.until(
        lambda: [one for one in world.slack.files() if one.name == "l-results.csv"][1:], what="its file"
    )
    assert files[-1].content.decode("utf-8-sig").splitlines()[:2] == [
        "Email,it,row,outcome,reason",
        "p0@acme.example,SAP,2,added,",
    ]


async def test_two_people_fill_in_the_same(world: World) -> None:
    """The second form says who was first."""
    report = await lacking(world, "it")
    anas = await opened(world, report, "fix_missing_fields")
    bos = await opened(world, report, "fix_missing_fields", world.bo)
    await world.slack.submit_view(world.bo, bos, {"all:0": "SAP"})
    await world.message(line(3, added=3))
    await world.slack.submit_view(world.ana, anas, {"all:0": "Odoo"})
    await told_instead(world, world.ana, f"<@{world.bo.id}> mended these already")
    assert len(world.amplemarket.added(world.sequence)) == 4


INVALID = "Email,LinkedIn,Name\nx@acme.example,,X\njane@@acme,,Jane\nn/a,,Bo\n,,Kim\nX@acme.example,,X\n"


async def test_invalid_rows_are_corrected(world: World) -> None:
    """What the list had is there to mend; a bad one is told at its field; untouched rows stay out."""
    report = await report_of(world, INVALID, rows=5, added=1, invalid=3, duplicate=1)
    assert "Correct 3 rows…" in str(report.blocks)
    view = await opened(world, report, "correct_rows")
    inputs = {block["block_id"]: block for block in view.blocks if block["type"] == "input"}
    assert list(inputs) == ["row:3", "row:4", "row:5"]
    assert inputs["row:3"]["element"]["initial_value"] == "jane@@acme"
    assert "e-mail" in inputs["row:3"]["hint"]["text"]
    nothing = await world.slack.submit_view(world.ana, view, {})
    assert "Correct a row" in nothing.errors["row:3"]
    bad = await world.slack.submit_view(
        world.ana, view, {"row:3": "jane@acme@example", "row:4": "linkedin.com/in/bo-li"}
    )
    assert list(bad.errors) == ["row:3"]
    taken = await world.slack.submit_view(world.ana, view, {"row:3": "X@Acme.example", "row:4": "n/a"})
    assert taken.errors == {"row:3": "Row 2 is the same person."}
    twice = await world.slack.submit_view(
        world.ana, view, {"row:3": "jane@acme.example", "row:4": "Jane@acme.example"}
    )
    assert twice.errors == {"row:4": "Row 3 is the same person."}
    assert len(sent(world)) == 1
    good = {"row:3": "jane@acme.example", "row:4": "linkedin.com/in/bo-li"}
    submitted = await world.slack.submit_view(world.ana, view, good)
    assert (submitted.error, submitted.errors) == (None, {})
    await world.message(line(2, added=2), "corrected 2 rows")
    assert world.members() == {
        "x@acme.example",
        "jane@acme.example",
        "https://www.linkedin.com/in/bo-li",
    }
    assert data(world)["jane@acme.example"]["first_name"] == "Jane"
    now = await until_shown(world, report, f"<@{world.ana.id}> corrected 2, 2 added")
    assert "Correct 1 row…" in str(now.blocks)


async def test_typed_leads_are_corrected_too(world: World) -> None:
    """A typed list has rows as well."""
    await world.type("q4-outbound x@acme.example jane@@acme.example")
    report = await world.message(line(2, added=1, invalid=1))
    view = await opened(world, report, "correct_rows")
    await world.slack.submit_view(world.ana, view, {"row:2": "jane@acme.example"})
    await world.message(line(1, added=1), "corrected 1 row")


async def test_more_than_twenty_are_for_the_result_file(world: World) -> None:
    """The first twenty are shown, and the way for the rest is told."""
    content = "Email\nx@acme.example\n" + "".join(f"bad{n}@@acme\n" for n in range(25))
    report = await report_of(world, content, rows=26, added=1, invalid=25)
    view = await opened(world, report, "correct_rows")
    assert "These are the first 20 of 25 invalid rows" in str(view.blocks)
    assert sum(block["type"] == "input" for block in view.blocks) == 20


@pytest.mark.parametrize("action", ["fix_missing_fields", "correct_rows"])
async def test_rows_that_were_deleted_are_not_mended(world: World, action: str) -> None:
    """The modal says since when the report is there; of a job that is gone, only that it is."""
    world.amplemarket.require(world.sequence, "it")
    report = await report_of(
        world, "Email,it\nx@acme.example,1\na@acme.example,\nn/a,\n", rows=3, added=1, invalid=2
    )
    await delete(world, "job_rows")
    await world.slack.click(world.bo, report, action)
    await told_instead(world, world.bo, "its leads were deleted")
    await delete(world, "messages", "batches", "jobs")
    await world.slack.click(world.ana, report, action)
    await told_instead(world, world.ana, "This list is deleted here")


async def test_a_form_whose_leads_were_deleted(world: World) -> None:
    """Submitted all the same, it says so."""
    report = await lacking(world, "it")
    view = await opened(world, report, "fix_missing_fields")
    await delete(world, "messages", "job_rows", "batches", "jobs")
    await world.slack.submit_view(world.ana, view, {"all:0": "SAP"})
    await told_instead(world, world.ana, "This list is deleted here")
