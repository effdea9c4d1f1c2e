"""The real Bolt app over Socket Mode, driven by people of the sandbox."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Ephemeral, Message, Person, SlackSandbox

Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]
Body = dict[str, Any]

BUTTONS = {
    "type": "actions",
    "block_id": "retry",
    "elements": [
        {
            "type": "button",
            "action_id": "retry_failed",
            "value": "job-1",
            "text": {"type": "plain_text", "text": "Retry 3"},
        }
    ],
}


async def test_a_command_is_acked_and_answered_through_its_response_url(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """Ack, then respond(): the answer is seen by the person alone."""
    seen: list[Body] = []

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck, respond: AsyncRespond, command: Body) -> None:
        await ack()
        seen.append(command)
        await respond("On it", response_type="ephemeral")

    await connect()
    result = await slack.command(ana, sales, "/addleads", "q4-outbound a@b.co")

    assert result.error is None
    assert result.acked_after is not None
    assert seen[0]["text"] == "q4-outbound a@b.co"
    assert seen[0]["user_id"] == ana.id
    [whisper] = await slack.until(lambda: slack.ephemerals(ana, sales), what="the answer")
    assert whisper.text == "On it"
    assert slack.messages(sales) == []


async def test_an_ack_with_text_is_the_answer(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """What comes with the ack is shown without any Web API call."""

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck) -> None:
        await ack("Type /addleads help")

    await connect()
    result = await slack.command(ana, sales, "/addleads")

    assert result.ack == {"text": "Type /addleads help"}
    assert [whisper.text for whisper in slack.ephemerals(ana)] == ["Type /addleads help"]
    assert slack.ephemerals(slack.add_person("cy")) == []


async def test_an_upload_reaches_the_file_share_listener_and_is_answered_in_its_thread(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """The event carries the file, the answer goes into the thread, and the bot's own messages are ignored."""
    events: list[Body] = []

    @bolt.event({"type": "message", "subtype": "file_share"})
    async def shared(event: Body, client: AsyncWebClient) -> None:
        events.append(event)
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="Reading…")

    @bolt.event("message")
    async def other() -> None:
        pass

    await connect()
    posted = await slack.upload(ana, sales, "leads.csv", b"email\na@b.co\n", text="for q4 please")

    thread = await slack.until(lambda: slack.thread(sales, posted.ts)[1:], what="an answer in the thread")
    assert thread[0].text == "Reading…"
    assert thread[0].user == slack.bot_user_id
    assert [file["name"] for file in events[0]["files"]] == ["leads.csv"]
    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.acked
    for delivery in slack.deliveries:
        await delivery.done()
    assert len(events) == 1


async def test_a_click_replaces_its_buttons_and_cannot_be_repeated(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """After the update there is no button to press, except on somebody's old screen."""
    clicks: list[Body] = []

    @bolt.action("retry_failed")
    async def retry(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        clicks.append(body)
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**place, text="Ana retried 3", blocks=[])

    await connect()
    await bolt.client.chat_postMessage(channel=sales.id, text="3 failed", blocks=[BUTTONS])
    [report] = slack.messages(sales)
    old_blocks = report.blocks

    result = await slack.click(ana, report, "retry_failed")
    await slack.until(lambda: report.text == "Ana retried 3", what="the update")

    assert result.delivery.acked
    assert clicks[0]["actions"][0]["value"] == "job-1"
    assert clicks[0]["container"]["message_ts"] == report.ts
    assert [edit.text for edit in report.edits] == ["3 failed"]
    await slack.click(ana, report, "retry_failed", stale_blocks=old_blocks)
    await slack.until(lambda: len(clicks) == 2, what="the second click")


async def test_a_modal_is_opened_submitted_and_closed(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """Errors keep it open, an empty ack closes it."""
    modal = {
        "type": "modal",
        "callback_id": "add_leads",
        "title": {"type": "plain_text", "text": "Add leads"},
        "submit": {"type": "plain_text", "text": "Add"},
        "blocks": [
            {
                "type": "input",
                "block_id": "leads",
                "label": {"type": "plain_text", "text": "Leads"},
                "element": {"type": "plain_text_input", "action_id": "leads_text", "multiline": True},
            }
        ],
    }

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal)

    @bolt.view("add_leads")
    async def submitted(ack: AsyncAck, view: Body) -> None:
        text = view["state"]["values"]["leads"]["leads_text"]["value"]
        if "@" in text:
            await ack()
        else:
            await ack(response_action="errors", errors={"leads": "No address in it"})

    await connect()
    await slack.command(ana, sales, "/addleads")
    [view] = await slack.until(lambda: slack.views(ana), what="the modal")

    refused = await slack.submit_view(ana, view, {"leads_text": "nobody"})
    assert refused.errors == {"leads": "No address in it"}
    assert slack.views(ana) == [view]

    accepted = await slack.submit_view(ana, view, {"leads_text": "a@b.co"})
    assert accepted.errors == {}
    assert slack.views(ana) == []


async def test_an_ephemeral_message_is_replaced_through_the_response_url(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """Nothing else can change it."""

    @bolt.action("retry_failed")
    async def retry(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Done", replace_original=True)

    await connect()
    await bolt.client.chat_postEphemeral(channel=sales.id, user=ana.id, text="Retry?", blocks=[BUTTONS])
    [whisper] = slack.ephemerals(ana)
    assert isinstance(whisper, Ephemeral)

    await slack.click(ana, whisper, "retry_failed")

    await slack.until(lambda: whisper.text == "Done", what="the replacement")
    assert whisper.elements == {}


async def test_a_message_shortcut_brings_the_message(
    slack: SlackSandbox, ana: Person, sales: Channel, bolt: AsyncApp, connect: Connect
) -> None:
    """message_action names the message it was used on."""
    seen: list[Body] = []

    @bolt.shortcut("add_leads_from_file")
    async def from_file(ack: AsyncAck, body: Body) -> None:
        await ack()
        seen.append(body)

    @bolt.event("message")
    async def other() -> None:
        pass

    await connect()
    posted = await slack.say(ana, sales, "these: a@b.co")
    assert isinstance(posted.message, Message)

    result = await slack.shortcut(ana, "add_leads_from_file", posted.message)

    assert result.error is None
    await slack.until(lambda: seen, what="the shortcut")
    assert seen[0]["message"]["ts"] == posted.ts
    assert seen[0]["message"]["text"] == "these: <mailto:a@b.co|a@b.co>"


async def test_the_home_tab_is_published_when_opened(
    slack: SlackSandbox, ana: Person, bolt: AsyncApp, connect: Connect
) -> None:
    """app_home_opened, then views.publish, and the person sees it."""
    home = {"type": "home", "blocks": [{"type": "divider"}]}

    @bolt.event("app_home_opened")
    async def opened(event: Body, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home)

    await connect()
    await slack.open_home(ana)

    view = await slack.until(lambda: slack.home(ana), what="the Home tab")
    assert view is not None
    assert view.blocks[0]["type"] == "divider"
