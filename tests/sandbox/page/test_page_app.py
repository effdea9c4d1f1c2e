"""What an app does while somebody looks: answers, edits, fails; with a small app of the test's own."""

import pytest
from playwright.async_api import expect
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.pieces import Json, option, plain, say, section
from tests.sandbox.page.visit import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
    ts = await say(visit, bolt.client, {"type": "actions", "elements": [menu, boxes]})
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
    ts = await say(visit, bolt.client, section("one"), button)
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
    await say(visit, bolt.client, button)
    await visit.slack.cut_sockets()
    go = visit.channel.get_by_role("button", name="Go")
    await go.click()
    await visit.sees("did not answer in time")
    await expect(go).not_to_have_attribute("aria-busy", "true")


async def test_new_messages_are_read_out(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """By their text, which is made for ears; edits are not read."""
    visit = visit_bolt
    await say(visit, bolt.client, section("for eyes"), text="for *ears*")
    await expect(visit.page.locator("#live")).to_have_text("addleads: for ears")
