"""The result file, corrected and dropped back: who was added is never sent again."""

import csv
import io
from collections.abc import Callable, Sequence

import pytest

from bot.sandbox.slack import Message, Posted
from tests.e2e.test_main_job import line
from tests.e2e.test_retry_in_other_ways import sent
from tests.e2e.world import World

LIST = (
    "Email,Name,Phone\n"
    + "".join(
        f"{name}@acme.example,{label},+49 {place}\n"
        for place, (name, label) in enumerate(
            [("a", "Ana"), ("b", "Bö"), ("c", "Cy"), ("d", "Šimon"), ("e", "Eve"), ("f", "Fé")]
        )
    )
    + "n/a,Gül,\n"
)
"""a to f are good; c and e are kept out, the last row is invalid."""

ADDED = {f"{name}@acme.example" for name in "abdf"}

Rows = list[dict[str, str]]


async def first_job(world: World) -> tuple[Posted, Rows]:
    """A list with two who are kept out and one who is nobody; its result file."""
    world.amplemarket.contacted_recently("c@acme.example")
    world.amplemarket.contacted_recently("e@acme.example")
    shared = await world.share(LIST)
    await world.message(line(7, added=4, skipped=2, invalid=1))
    rows = await world.result_file()
    assert world.members() == ADDED
    return shared, rows


def saved(
    rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8-sig", columns: Sequence[str] = ()
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns or list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_it_is(rows: Rows) -> bytes:
    return saved(rows)


def as_excel_saves_it(rows: Rows) -> bytes:
    return saved(rows, delimiter=";", encoding="cp1252")


def as_a_tab_separated_file(rows: Rows) -> bytes:
    return saved(rows, delimiter="\t", encoding="utf-16")


def sorted_by_name(rows: Rows) -> bytes:
    return saved(sorted(rows, key=lambda row: row["Name"], reverse=True))


def with_a_column_behind(rows: Rows) -> bytes:
    return saved([row | {"notes": "call" if row["row"] == "3" else ""} for row in rows])


def with_outcomes_typed_over(rows: Rows) -> bytes:
    """As if the column had been filled down: only the job itself knows who is in."""
    return saved([row | {"outcome": "skipped"} for row in rows])


def corrected(rows: Rows) -> Rows:
    return [row | {"Email": "g@acme.example"} if row["Email"] == "n/a" else row for row in rows]


async def back(
    world: World, shared: Posted, content: bytes, text: str = "", name: str = "l-results.csv"
) -> Message:
    """Bo drops the file into the thread; the preview, or the answer."""
    await world.slack.upload(world.bo, world.sales, name, content, text=text, thread_ts=shared.ts)
    return await world.message("leads ready for", "q4-outbound")


async def press(world: World, preview: Message) -> None:
    """Whatever the button is called: those that are left are to be sent."""
    action = next(one for one in ("add_new_leads", "add_job") if one in preview.elements)
    await world.slack.click(world.bo, preview, action)


@pytest.mark.parametrize(
    "save",
    [
        as_it_is,
        as_excel_saves_it,
        as_a_tab_separated_file,
        sorted_by_name,
        with_a_column_behind,
        with_outcomes_typed_over,
    ],
)
async def test_only_who_was_not_added_is_sent(world: World, save: Callable[[Rows], bytes]) -> None:
    """Into the sequence of its job without being told, and the report says what it goes on with."""
    shared, rows = await first_job(world)
    calls = len(sent(world))
    preview = await back(world, shared, save(corrected(rows)))
    assert "3 leads ready" in preview.text
    assert len(sent(world)) == calls
    await press(world, preview)
    report = await world.message("This goes on with the list that")
    assert report.text.startswith(line(3, added=1, skipped=2))
    assert f"<@{world.ana.id}> shared on" in report.text
    again = {lead["email"] for call in sent(world)[calls:] for lead in call.leads}
    assert again == {"c@acme.example", "e@acme.example", "g@acme.example"}
    assert world.members() == {*ADDED, "g@acme.example"}
    added = world.amplemarket.added(world.sequence)
    assert len(added) == 5
    assert added[-1].data["name"] == "Gül"


async def test_a_file_in_which_everybody_is_in(world: World) -> None:
    """Nothing is sent, and that is what is said."""
    shared, rows = await first_job(world)
    calls = len(sent(world))
    only_added = [row | {"outcome": ""} for row in rows if row["outcome"] == "added"]
    await world.slack.upload(world.bo, world.sales, "l-results.csv", saved(only_added), thread_ts=shared.ts)
    await world.message("Everybody in this result file was added before")
    assert len(sent(world)) == calls


async def test_dropped_elsewhere_in_the_channel(world: World) -> None:
    """By its name it is still known, also as a browser calls its second copy."""
    _, rows = await first_job(world)
    await world.slack.upload(
        world.bo, world.sales, "l-results (1).csv", with_outcomes_typed_over(corrected(rows))
    )
    preview = await world.message("3 leads ready for", "q4-outbound")
    assert "add_job" in preview.elements or "add_new_leads" in preview.elements


async def test_once_more_with_the_result_of_the_result(world: World) -> None:
    """Who the first job or the second one has added stays out."""
    shared, rows = await first_job(world)
    preview = await back(world, shared, as_it_is(corrected(rows)))
    await press(world, preview)
    await world.message("This goes on with")
    calls = len(sent(world))
    known = {one.ts for one in world.slack.messages(world.sales)}
    await world.slack.upload(
        world.bo,
        world.sales,
        "l-results.csv",
        with_outcomes_typed_over(corrected(rows)),
        thread_ts=shared.ts,
    )
    again = await world.slack.until(
        lambda: next(
            (
                one
                for one in world.slack.messages(world.sales)
                if one.ts not in known and "2 leads ready" in one.text
            ),
            None,
        ),
        what="a second preview",
    )
    await press(world, again)
    await world.message(line(2, skipped=2))
    assert {lead["email"] for call in sent(world)[calls:] for lead in call.leads} == {
        "c@acme.example",
        "e@acme.example",
    }
