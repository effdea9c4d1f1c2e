"""Every block, modals and the Home tab, with a small app of the test's own."""

import re
from typing import Any

import pytest
from playwright.async_api import expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.visit import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: Json, title: str = "Add leads", **more: object) -> Json:
    return {
        "type": "modal",
        "callback_id": "add_leads",
        "title": plain(title),
        "submit": plain("Add"),
        "blocks": list(blocks),
        **more,
    }


FILE = {
    "type": "input",
    "block_id": "file",
    "label": plain("The list"),
    "element": {"type": "file_input", "action_id": "list", "filetypes": ["csv"], "max_files": 1},
}
NOTE = {
    "type": "input",
    "block_id": "note",
    "label": plain("A note"),
    "optional": True,
    "element": {"type": "plain_text_input", "action_id": "note"},
}
SEQUENCE = {
    "type": "input",
    "block_id": "sequence",
    "label": plain("Sequence"),
    "element": {"type": "external_select", "action_id": "sequence", "min_query_length": 2},
}
CHECKS = {
    "type": "input",
    "block_id": "checks",
    "label": plain("Safety checks"),
    "optional": True,
    "element": {"type": "checkboxes", "action_id": "checks", "options": [option("One"), option("Two")]},
}


async def _say(visit: Visit, client: AsyncWebClient, *blocks: Json, text: str = "said") -> str:
    answer = await client.chat_postMessage(channel=visit.guide.channel.id, text=text, blocks=list(blocks))
    return str(answer["ts"])


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
            await ack(response_action="errors", errors={"file": "This list is empty."})
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
    assert values["file"]["list"]["files"][0]["name"] == "leads.csv"
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


async def test_the_home_tab(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Opening it tells the app; what it publishes is shown, its buttons work, changes come by themselves."""
    visit = visit_bolt

    async def publish(client: AsyncWebClient, text: str, user: str) -> None:
        button = {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "again", "text": plain("Again")}],
        }
        await client.views_publish(
            user_id=user, view={"type": "home", "blocks": [{"type": "header", "text": plain(text)}, button]}
        )

    @bolt.event("app_home_opened")
    async def _opened(event: Json, client: AsyncWebClient) -> None:
        await publish(client, "Your jobs", event["user"])

    @bolt.action("again")
    async def _again(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await publish(client, "Newer jobs", body["user"]["id"])

    await visit.page.get_by_role("link", name="addleads").click()
    await visit.page.get_by_role("tab", name="Home").click()
    await expect(visit.channel.get_by_role("heading", name="Your jobs")).to_be_visible()
    await visit.channel.get_by_role("button", name="Again").click()
    await expect(visit.channel.get_by_role("heading", name="Newer jobs")).to_be_visible()


async def test_a_message_shortcut(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Offered in the menu of each message; the app is told which one."""
    visit, used = visit_bolt, []

    @bolt.shortcut("add_leads_from_file")
    async def _used(ack: AsyncAck, shortcut: Json) -> None:
        used.append(shortcut["message"]["files"][0]["name"])
        await ack()

    message = visit.channel.locator(".message", has_text="Berlin meetup.csv")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await visit.page.get_by_role("menuitem", name="Add leads from this file").click()
    await visit.slack.until(lambda: used == ["Berlin meetup.csv"], what="the shortcut")


TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Rows"}],
        [{"type": "raw_text", "text": "<b>Jo</b>"}, {"type": "raw_number", "value": 1234}],
    ],
}
DATA = {
    "type": "data_table",
    "caption": "Skipped people",
    "page_size": 3,
    "rows": [
        [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Row"}],
        *(
            [{"type": "raw_text", "text": f"Person {n}"}, {"type": "raw_number", "value": n}]
            for n in range(1, 10)
        ),
    ],
}
PIE = {
    "type": "data_visualization",
    "title": "What became of them",
    "chart": {
        "type": "pie",
        "segments": [{"label": "added", "value": 3}, {"label": "skipped", "value": 1}],
    },
}
BARS = {
    "type": "data_visualization",
    "title": "By day",
    "chart": {
        "type": "bar",
        "series": [
            {"name": "added", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 14}]},
            {"name": "skipped", "data": [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2}]},
        ],
    },
}


async def test_tables_and_charts(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Cells are text; a data table has pages, sorts and filters; a chart can be read without seeing it."""
    visit = visit_bolt
    await _say(visit, bolt.client, TABLE)
    await expect(visit.channel.get_by_role("cell", name="<b>Jo</b>")).to_be_visible()
    await expect(visit.channel.get_by_role("cell", name="1,234")).to_be_visible()
    await _say(visit, bolt.client, DATA)
    data = visit.channel.get_by_role("region", name="Skipped people")
    await expect(data.get_by_role("row")).to_have_count(4)
    await data.get_by_role("button", name="Row").click()
    await data.get_by_role("button", name="Row").click()
    await expect(data.get_by_role("row").nth(1)).to_contain_text("Person 9")
    await data.get_by_role("button", name="Next page").click()
    await expect(data.get_by_role("status")).to_have_text("4–6 of 9")
    await data.get_by_role("searchbox").fill("person 3")
    await expect(data.get_by_role("row")).to_have_count(2)
    await _say(visit, bolt.client, PIE)
    await _say(visit, bolt.client, BARS)
    await expect(visit.channel.get_by_text("added: 3; skipped: 1")).to_be_attached()
    await expect(visit.channel.locator(".chart rect")).to_have_count(4)


async def test_hostile_text_stays_text(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Markup, script addresses and tags in whatever an app or a list supplies are shown, never run."""
    visit = visit_bolt
    hostile = (
        '&lt;img src=x onerror="document.title=1"&gt; <javascript:alert(1)|press me> *<https://a.example|ok>*'
    )
    markdown = {"type": "markdown", "text": "<script>1</script> [x](javascript:alert(1)) **bold** `code`"}
    await _say(visit, bolt.client, section(hostile), markdown)
    await expect(visit.channel.get_by_text('<img src=x onerror="document.title=1">')).to_be_visible()
    await expect(visit.channel.get_by_text("<script>1</script>")).to_be_visible()
    assert await visit.channel.locator("img, script, [href^=javascript]").count() == 0
    await expect(visit.channel.get_by_role("link", name="ok")).to_have_attribute("href", "https://a.example")
    await expect(visit.channel.get_by_role("link", name="press me")).to_have_count(0)


async def test_mrkdwn_and_rich_text(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Bold, code, lists, quotes, mentions, dates, emoji: as Slack writes them."""
    visit = visit_bolt
    ana = visit.guide.admin.id
    text = (
        f"*bold* _it_ ~no~ `a*b*c` snake_case_name <@{ana}> <!date^1700000000^{{date_num}}|then> :rocket:\n"
        "• item\n&gt; quote"
    )
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "first", "style": {"bold": True}}],
                    }
                ],
            }
        ],
    }
    ts = await _say(visit, bolt.client, section(text), rich)
    message = visit.channel.locator(f'[data-ts="{ts}"]')
    await expect(message.locator("strong").first).to_have_text("bold")
    await expect(message.locator("code")).to_have_text("a*b*c")
    await expect(message).to_contain_text("snake_case_name @Ana Ruiz 2023-11-14 🚀")
    await expect(message.locator("blockquote")).to_have_text("quote")
    await expect(message.locator("ol:not(.messages) li")).to_have_text("first")


async def test_overflow_checkboxes_reactions_and_edits(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Choices in messages reach the app; what it changes or adds is seen at once."""
    visit, chosen = visit_bolt, []
    menu = {"type": "overflow", "action_id": "menu", "options": [option("Again"), option("Forget")]}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": [option("One"), option("Two")]}

    async def take(ack: AsyncAck, action: Json) -> None:
        picked = action.get("selected_option") or action["selected_options"][0]
        chosen.append(picked["value"])
        await ack()

    bolt.action("menu")(take)
    bolt.action("boxes")(take)
    ts = await _say(visit, bolt.client, {"type": "actions", "elements": [menu, boxes]})
    message = visit.channel.locator(f'[data-ts="{ts}"]')
    await message.get_by_role("button", name="More options").click()
    await visit.page.get_by_role("menuitem", name="Forget").click()
    await message.get_by_text("One", exact=True).click()
    await visit.slack.until(lambda: chosen == ["forget", "one"], what="both choices")
    await bolt.client.reactions_add(channel=visit.guide.channel.id, timestamp=ts, name="tada")
    await expect(message.get_by_text("🎉")).to_be_visible()
    await bolt.client.chat_update(channel=visit.guide.channel.id, ts=ts, text="new", blocks=[section("new")])
    await expect(message.get_by_text("(edited)")).to_be_visible()
    await bolt.client.chat_delete(channel=visit.guide.channel.id, ts=ts)
    await expect(message).to_have_count(0)


async def test_the_focus_outlives_an_edit(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """A message is drawn anew while somebody is on its button: they stay on it."""
    visit = visit_bolt
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}
    ts = await _say(visit, bolt.client, section("one"), button)
    await visit.channel.get_by_role("button", name="Go").focus()
    await bolt.client.chat_update(
        channel=visit.guide.channel.id, ts=ts, text="two", blocks=[section("two"), button]
    )
    await visit.sees("two", within=visit.channel)
    await expect(visit.channel.get_by_role("button", name="Go")).to_be_focused()


@pytest.mark.parametrize("patience", [0.3])
async def test_an_app_that_does_not_answer(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """The person is told in words, and the button can be pressed again."""
    visit = visit_bolt
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}
    await _say(visit, bolt.client, button)
    await visit.slack.cut_sockets()
    go = visit.channel.get_by_role("button", name="Go")
    await go.click()
    await visit.sees("did not answer in time")
    await expect(go).not_to_have_attribute("aria-busy", "true")


async def test_new_messages_are_read_out(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """By their text, which is made for ears; edits are not read."""
    visit = visit_bolt
    await _say(visit, bolt.client, section("for eyes"), text="for *ears*")
    await expect(visit.page.locator("#live")).to_have_text("addleads: for ears")
