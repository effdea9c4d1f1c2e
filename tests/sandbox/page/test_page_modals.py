"""Modals: fields, errors, the stack, and what the app hears of it; with a small app of the test's own."""

import re

import pytest
from playwright.async_api import expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.pieces import FILE, NOTE, Json, field, modal, option, plain, section
from tests.sandbox.page.visit import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


SEQUENCE = field("sequence", "Sequence", {"type": "external_select", "min_query_length": 2})
CHECKS = field(
    "checks",
    "Safety checks",
    {"type": "checkboxes", "options": [option("One"), option("Two")]},
    optional=True,
)


async def test_a_modal_with_a_file(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """What is missing is asked for; the app gets file, choice and text, and its errors show."""
    visit, submitted = visit_bolt, []

    @bolt.command("/addleads")
    async def _open(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(FILE, SEQUENCE, CHECKS, NOTE))

    @bolt.options("sequence")
    async def _options(ack: AsyncAck, payload: Json) -> None:
        found = [one for one in ("Q4 Outbound", "Q3 Outbound") if payload["value"].lower() in one.lower()]
        await ack(options=[option(one) for one in found])

    @bolt.view("add_leads")
    async def _submit(ack: AsyncAck, view: Json) -> None:
        submitted.append(view["state"]["values"])
        if len(submitted) == 1:
            await ack(response_action="errors", errors={"list": "This list is empty."})
        else:
            await ack()

    await visit.type("/addleads")
    dialog = visit.page.get_by_role("dialog", name="Add leads")
    await dialog.get_by_role("textbox", name="A note").fill("hi there")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(2)
    assert not submitted
    await visit.drop(dialog.get_by_role("group", name="The list"), ("leads.csv", "Email\n"))
    await expect(dialog.get_by_text("leads.csv")).to_be_visible()
    await dialog.locator('[data-action="sequence"]').click()
    search = visit.page.get_by_role("combobox", name=re.compile("^Search"))
    await search.fill("q4")
    await visit.page.get_by_role("option", name="Q4 Outbound").click()
    await dialog.get_by_text("Two", exact=True).click()
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_text("This list is empty.")).to_be_visible()
    await expect(dialog.get_by_role("textbox", name="A note")).to_have_value("hi there")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    values = submitted[-1]
    assert values["list"]["list"]["files"][0]["name"] == "leads.csv"
    assert values["sequence"]["sequence"]["selected_option"]["value"] == "q4 outbound"
    assert [one["value"] for one in values["checks"]["checks"]["selected_options"]] == ["two"]
    assert values["note"]["note"]["value"] == "hi there"
    await expect(visit.composer).to_be_focused()


async def test_modals_stand_on_a_stack(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Back takes the upper one away; what was typed below is still there; Escape closes the last."""
    visit = visit_bolt
    more = {
        "type": "actions",
        "block_id": "more",
        "elements": [{"type": "button", "action_id": "more", "text": plain("More")}],
    }

    @bolt.command("/addleads")
    async def _open(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(NOTE, more, title="First"))

    @bolt.action("more")
    async def _push(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal(section("On top"), title="Second"))

    await visit.type("/addleads")
    first = visit.page.get_by_role("dialog", name="First")
    await first.get_by_role("textbox", name="A note").fill("kept")
    await first.get_by_role("button", name="More").click()
    second = visit.page.get_by_role("dialog", name="Second")
    await expect(second).to_contain_text("On top")
    await second.get_by_role("button", name="Back").click()
    await expect(first.get_by_role("textbox", name="A note")).to_have_value("kept")
    await visit.page.keyboard.press("Escape")
    await expect(first).to_have_count(0)


def _pick(kind: str, *names: str, **more: object) -> Json:
    return {"type": kind, "options": [option(name) for name in names], **more}


GROUPS = [
    {"label": plain("Short names"), "options": [option("q4-outbound"), option("q4-nordics")]},
    {"label": plain("In Amplemarket"), "options": [option("Q4 Outbound – DACH")]},
]
FIELDS = [
    field("radio", "One of two", _pick("radio_buttons", "Left", "Right")),
    field("menu", "A menu", _pick("static_select", "Small", "Large", initial_option=option("Small"))),
    field("menus", "Several", _pick("multi_static_select", "Red", "Green", "Blue", max_selected_items=2)),
    field("found", "Found", {"type": "external_select", "min_query_length": 0}),
    field("founds", "Found several", {"type": "multi_external_select", "min_query_length": 0}),
    field("who", "A person", {"type": "users_select"}),
    field("number", "A number", {"type": "number_input", "is_decimal_allowed": False}),
    field("email", "An address", {"type": "email_text_input"}),
    field("day", "A day", {"type": "datepicker"}),
    field("words", "Words", {"type": "plain_text_input", "multiline": True, "min_length": 3}),
    field("lists", "Lists", {"type": "file_input", "max_files": 2}),
]


async def test_every_kind_of_field(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """By mouse and by keyboard; options under their headings; the app gets what was chosen and typed."""
    visit, page, submitted = visit_bolt, visit_bolt.page, []

    @bolt.command("/addleads")
    async def _open(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*FIELDS))

    @bolt.options(re.compile("founds?"))
    async def _options(ack: AsyncAck) -> None:
        await ack(option_groups=GROUPS)

    @bolt.view("add_leads")
    async def _submit(ack: AsyncAck, view: Json) -> None:
        submitted.append(view["state"]["values"])
        await ack()

    async def choose(action: str, *names: str) -> None:
        await dialog.locator(f'[data-action="{action}"]').click()
        for name in names:
            await page.get_by_role("option", name=name).click()
        if len(names) > 1:
            await page.keyboard.press("Escape")

    await visit.type("/addleads")
    dialog = page.get_by_role("dialog", name="Add leads")
    await dialog.get_by_role("radio", name="Right").check()
    await choose("menu", "Large")
    await choose("menus", "Red", "Blue", "Green")
    await dialog.locator('[data-action="found"]').click()
    await expect(page.get_by_role("group", name="In Amplemarket").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await choose("founds", "q4-outbound", "Q4 Outbound – DACH")
    await choose("who", "Bo Li")
    await dialog.get_by_role("spinbutton", name="A number").fill("12")
    await dialog.get_by_role("textbox", name="An address").fill("jo@acme.example")
    await dialog.get_by_label("A day").fill("2026-11-23")
    await dialog.get_by_role("textbox", name="Words").fill("hm")
    box = dialog.get_by_role("group", name="Lists")
    await visit.drop(box, ("a.csv", "Email\n"), ("b.csv", "Email\n"))
    await box.get_by_role("button", name="Remove a.csv").click()
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_text("at least 3 characters")).to_be_visible()
    await dialog.get_by_role("textbox", name="Words").fill("yes")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    told = {name: next(iter(block.values())) for name, block in submitted[0].items()}
    assert told["radio"]["selected_option"]["value"] == "right"
    assert told["menu"]["selected_option"]["value"] == "large"
    assert [one["value"] for one in told["menus"]["selected_options"]] == ["red", "blue"]
    assert told["found"]["selected_option"]["value"] == "q4-nordics"
    assert [one["value"] for one in told["founds"]["selected_options"]] == [
        "q4-outbound",
        "q4 outbound – dach",
    ]
    assert told["who"]["selected_user"] == visit.guide.member.id
    assert (told["number"]["value"], told["email"]["value"]) == ("12", "jo@acme.example")
    assert (told["day"]["selected_date"], told["words"]["value"]) == ("2026-11-23", "yes")
    assert [file["name"] for file in told["lists"]["files"]] == ["b.csv"]


async def test_a_press_tells_what_stands_in_the_fields(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """The app hears of what is not submitted yet, and what it then changes takes nothing away."""
    visit, heard = visit_bolt, []
    tick = field("tick", "Tick", _pick("checkboxes", "One"), dispatch_action=True, optional=True)

    @bolt.command("/addleads")
    async def _open(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(NOTE, tick))

    @bolt.action("tick")
    async def _ticked(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        heard.append(body["view"]["state"]["values"])
        await ack()
        view = modal(section("Looked up"), NOTE, tick)
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    await visit.type("/addleads")
    dialog = visit.page.get_by_role("dialog", name="Add leads")
    note = dialog.get_by_role("textbox", name="A note")
    await note.fill("half a sent")
    await dialog.get_by_role("checkbox", name="One").check()
    await expect(dialog).to_contain_text("Looked up")
    await expect(note).to_have_value("half a sent")
    await expect(dialog.get_by_role("checkbox", name="One")).to_be_checked()
    assert heard[0]["note"]["note"]["value"] == "half a sent"
    assert [one["value"] for one in heard[0]["tick"]["tick"]["selected_options"]] == ["one"]
