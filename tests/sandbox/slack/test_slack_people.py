"""What people can do in the client, what they cannot, and the payloads of what they did."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, ImpossibleError, Installation, ManualClock, Person, SlackSandbox

Json = dict[str, Any]
Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("12 people"),
    "confirm": plain("Retry"),
    "deny": plain("No"),
}
OPTIONS = [{"text": plain("Q4"), "value": "q4"}, {"text": plain("Q5"), "value": "q5"}]
REPORT = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {
                "type": "button",
                "action_id": "retry",
                "text": plain("Retry"),
                "value": "7",
                "confirm": CONFIRM,
            },
            {"type": "static_select", "action_id": "alias", "options": OPTIONS},
            {"type": "external_select", "action_id": "search"},
        ],
    }
]


def modal(*blocks: Json, **fields: Any) -> Json:
    view = {"type": "modal", "callback_id": "m", "title": plain("M"), "submit": plain("Go")}
    return {**view, "blocks": list(blocks), **fields}


def field(element: Json, **fields: Any) -> Json:
    element = {"action_id": "it", **element}
    return {"type": "input", "block_id": "b", "label": plain("L"), "element": element, **fields}


@pytest.fixture
def interactions(bolt: AsyncApp) -> list[Json]:
    """Every interaction the bot gets, acked at once."""
    seen: list[Json] = []

    async def take(ack: AsyncAck, body: Json) -> None:
        await ack()
        seen.append(body)

    for constraint in ("retry", "alias", "it"):
        bolt.action(constraint)(take)
    bolt.view("m")(take)
    bolt.view_closed("m")(take)
    return seen


async def test_a_command_has_exactly_the_documented_fields(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, sales: Channel
) -> None:
    """No files, no thread_ts; the text as typed, newlines included, addresses unmarked."""
    seen: list[Json] = []

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck, body: Json) -> None:
        await ack()
        seen.append(body)

    await connect()
    await slack.command(ana, sales, "/addleads", " q4 a@b.co\nc@d.co <x>")

    assert set(seen[0]) == {
        "token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name", "command",
        "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id",
    }  # fmt: skip
    assert seen[0]["text"] == "q4 a@b.co\nc@d.co <x>"
    assert (seen[0]["channel_id"], seen[0]["channel_name"]) == (sales.id, "sales")


async def test_a_command_is_offered_only_if_the_manifest_has_it(clock: ManualClock) -> None:
    """And escaped only if the manifest says so."""
    installation = Installation(commands=frozenset({"/addleads"}), escaped_commands=frozenset({"/addleads"}))
    async with SlackSandbox(installation=installation, clock=clock, ack_timeout=0.01) as slack:
        ana = slack.add_person("ana")
        sales = slack.add_channel("sales", people=[ana])
        with pytest.raises(ImpossibleError, match="/other is not a valid command"):
            await slack.command(ana, sales, "/other")
        result = await slack.command(ana, sales, "/addleads", "a@b.co")

    assert result.delivery.payload["text"] == "<mailto:a@b.co|a@b.co>"
    assert result.error == "operation_timeout", "nobody was connected"


async def test_an_in_channel_answer_shows_what_was_typed(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, sales: Channel
) -> None:
    """Leads typed on the line become public with it."""

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck) -> None:
        await ack("Added", response_type="in_channel")

    await connect()
    await slack.command(ana, sales, "/addleads", "q4 a@b.co")

    typed, answer = slack.messages(sales)
    assert (typed.user, typed.text) == (ana.id, "/addleads q4 <mailto:a@b.co|a@b.co>")
    assert (answer.user, answer.text) == (slack.bot_user_id, "Added")


async def test_an_ack_slack_cannot_show_is_an_error_for_the_person(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, sales: Channel
) -> None:
    """Blocks in the ack are validated too."""

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck) -> None:
        await ack(text="x", blocks=[{"type": "sparkle"}])

    await connect()
    result = await slack.command(ana, sales, "/addleads")

    assert result.delivery.acked
    assert result.error == "invalid_command_response"
    assert slack.ephemerals(ana) == []


async def test_nobody_acts_where_they_are_not(slack: SlackSandbox, sales: Channel) -> None:
    """Neither words, nor files, nor commands; nor in an archived channel."""
    cy = slack.add_person("cy")
    with pytest.raises(ImpossibleError, match="cy is not in sales"):
        await slack.say(cy, sales, "hi")
    with pytest.raises(ImpossibleError, match="cy is not in sales"):
        await slack.upload(cy, sales, "a.csv", b"x")
    with pytest.raises(ImpossibleError, match="cy is not in sales"):
        await slack.command(cy, sales, "/addleads")
    slack.join(cy, sales)
    slack.archive(sales)
    with pytest.raises(ImpossibleError, match="archived"):
        await slack.say(cy, sales, "hi")
    assert slack.files() == []


async def test_the_app_hears_only_of_what_it_subscribed_to_and_where_it_is(clock: ManualClock) -> None:
    """message.channels without message.im; and nothing from channels it was kicked out of."""
    installation = Installation(events=frozenset({"message.channels", "member_left_channel"}))
    async with SlackSandbox(installation=installation, clock=clock, ack_timeout=0.01) as slack:
        ana = slack.add_person("ana")
        sales = slack.add_channel("sales", people=[ana])
        heard = await slack.say(ana, sales, "hi")
        unheard = await slack.say(ana, slack.dm(ana), "hi")
        slack.leave(ana, sales)
        left = slack.deliveries[-1].payload["event"]
        slack.join(ana, sales)
        slack.kick_bot(sales)
        kicked = await slack.say(ana, sales, "hi")

    assert heard.delivery is not None
    assert (left["type"], left["user"]) == ("member_left_channel", ana.id)
    assert unheard.delivery is None
    assert kicked.delivery is None


async def test_edits_and_deletions_are_hidden_events(
    slack: SlackSandbox, ana: Person, bo: Person, sales: Channel
) -> None:
    """message_changed and message_deleted carry what stood before; only authors and admins may."""
    posted = await slack.say(ana, sales, "one")
    changed = await slack.edit(ana, posted.message, "two")
    with pytest.raises(ImpossibleError, match="bo did not write"):
        await slack.edit(bo, posted.message, "three")
    with pytest.raises(ImpossibleError, match="bo did not write"):
        await slack.delete(bo, posted.message)
    deleted = await slack.delete(slack.add_person("ada", admin=True), posted.message)

    assert changed.delivery is not None
    event = changed.delivery.payload["event"]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("one", "two")
    assert deleted.delivery is not None
    assert deleted.delivery.payload["event"]["deleted_ts"] == posted.ts
    assert slack.messages(sales) == []


async def test_a_click_carries_the_button_the_message_and_the_confirm_dialog(
    slack: SlackSandbox, connect: Connect, ana: Person, sales: Channel, interactions: list[Json]
) -> None:
    """block_actions as documented."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await connect()
    posted = await client.chat_postMessage(channel=sales.id, text="report", blocks=REPORT)
    result = await slack.click(ana, posted["ts"], "retry")

    assert result.confirm == CONFIRM
    [body] = interactions
    [action] = body["actions"]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == (
        "button",
        "retry",
        "row",
        "7",
    )
    assert action["action_ts"]
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": sales.id,
        "is_ephemeral": False,
    }
    assert (body["user"]["id"], body["channel"]) == (ana.id, {"id": sales.id, "name": "sales"})
    assert body["message"]["blocks"][0]["block_id"] == "row"
    assert (body["trigger_id"], body["response_url"]) == (result.trigger_id, result.response_url)


async def test_a_choice_is_sent_whole_and_kept_in_the_state(
    slack: SlackSandbox, connect: Connect, ana: Person, sales: Channel, interactions: list[Json]
) -> None:
    """selected_option; an option that is not offered cannot be chosen."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await connect()
    posted = await client.chat_postMessage(channel=sales.id, text="report", blocks=REPORT)
    with pytest.raises(ImpossibleError, match="offers no 'q6'"):
        await slack.click(ana, posted["ts"], "alias", option="q6")
    await slack.click(ana, posted["ts"], "alias", option="q5")

    [body] = interactions
    assert body["actions"][0]["selected_option"] == OPTIONS[1]
    assert body["state"]["values"]["row"]["alias"]["selected_option"] == OPTIONS[1]


async def test_only_what_is_there_can_be_pressed_and_only_by_who_sees_it(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, bo: Person, sales: Channel
) -> None:
    """Not buttons or messages that are gone, others' ephemeral messages, or channels one is not in."""
    posted = await client.chat_postMessage(channel=sales.id, text="report", blocks=REPORT)
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst", blocks=REPORT)
    with pytest.raises(ImpossibleError, match="There is no nothing to press now, only"):
        await slack.click(ana, posted["ts"], "nothing")
    with pytest.raises(ImpossibleError, match="bo does not see this message"):
        await slack.click(bo, slack.ephemerals(ana)[0], "retry")
    with pytest.raises(ImpossibleError, match="cy is not in sales"):
        await slack.click(slack.add_person("cy"), posted["ts"], "retry")
    [report] = slack.messages(sales)
    await client.chat_delete(channel=sales.id, ts=posted["ts"])
    with pytest.raises(ImpossibleError, match="The message is gone"):
        await slack.click(ana, report, "retry")
    with pytest.raises(ImpossibleError, match="There is no message"):
        await slack.click(ana, posted["ts"], "retry")


async def test_of_several_buttons_of_one_action_the_value_tells_which(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel
) -> None:
    """A list has the same button in each of its lines."""
    lines: list[Json] = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "edit",
                    "value": value,
                    "text": {"type": "plain_text", "text": "Edit"},
                }
            ],
        }
        for value in ("one", "two")
    ]
    posted = await client.chat_postMessage(channel=sales.id, text="a list", blocks=lines)
    clicked = await slack.click(ana, posted["ts"], "edit", value="two")
    assert clicked.delivery.payload["actions"][0]["value"] == "two"
    with pytest.raises(ImpossibleError, match="There is no edit to press now"):
        await slack.click(ana, posted["ts"], "edit", value="three")


async def test_a_click_on_an_ephemeral_message_does_not_send_it_back(
    slack: SlackSandbox, connect: Connect, ana: Person, sales: Channel, interactions: list[Json]
) -> None:
    """The app gets where it was, not what it said."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await connect()
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst", blocks=REPORT)
    await slack.click(ana, slack.ephemerals(ana)[0], "retry")

    assert interactions[0]["container"]["is_ephemeral"] is True
    assert "message" not in interactions[0]


async def test_an_external_select_asks_the_app(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, sales: Channel
) -> None:
    """From three characters on, and shows what the app answers."""

    @bolt.options("search")
    async def search(ack: AsyncAck, payload: Json) -> None:
        await ack(options=[{"text": plain(payload["value"]), "value": "x"}])

    await connect()
    posted = await bolt.client.chat_postMessage(channel=sales.id, text="report", blocks=REPORT)
    with pytest.raises(ImpossibleError, match="from 3 characters on"):
        await slack.suggestions(ana, posted["ts"], "search", "q4")
    offered = await slack.suggestions(ana, posted["ts"], "search", "q4-")

    assert offered == [{"text": plain("q4-"), "value": "x"}]


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({}, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal({"type": "divider"}, title=plain("New"))}, ["New"]),
        ({"response_action": "push", "view": modal({"type": "divider"}, title=plain("New"))}, ["M", "New"]),
    ],
    ids=["close", "clear", "update", "push"],
)
async def test_the_answer_to_a_submission_decides_what_is_seen(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, answer: Json, titles: list[str]
) -> None:
    """Closed, cleared, replaced, or another on top."""
    ana = slack.add_person("ana")

    @bolt.view("m")
    async def submitted(ack: AsyncAck) -> None:
        await ack(**answer)

    await connect()
    trigger_id = slack.backend.triggers.issue(ana.id)
    await bolt.client.views_open(trigger_id=trigger_id, view=modal({"type": "divider"}))
    result = await slack.submit_view(ana, slack.views(ana)[0])

    assert result.error is None
    assert [view.definition["title"]["text"] for view in slack.views(ana)] == titles


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "errors", "errors": {"nowhere": "No"}},
        {"response_action": "dance"},
    ],
    ids=["broken view", "errors for no input", "unknown action"],
)
async def test_an_unusable_answer_to_a_submission_is_an_error(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, answer: Json
) -> None:
    """The person sees that something went wrong, and the modal stays."""

    @bolt.view("m")
    async def submitted(ack: AsyncAck) -> None:
        await ack(**answer)

    await connect()
    trigger_id = slack.backend.triggers.issue(ana.id)
    await bolt.client.views_open(trigger_id=trigger_id, view=modal({"type": "divider"}))
    result = await slack.submit_view(ana, slack.views(ana)[0])

    assert result.error is not None
    assert result.error.startswith("invalid_arguments")
    assert len(slack.views(ana)) == 1


async def test_closing_is_told_if_asked_for_and_only_the_top_can_be_closed(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, interactions: list[Json]
) -> None:
    """notify_on_close."""
    await connect()
    view = modal({"type": "divider"}, notify_on_close=True)
    for method in (bolt.client.views_open, bolt.client.views_push):
        await method(trigger_id=slack.backend.triggers.issue(ana.id), view=view)
    below, top = slack.views(ana)
    with pytest.raises(ImpossibleError, match="does not see this modal"):
        await slack.close_view(ana, below)
    await slack.close_view(ana, top)
    await slack.close_view(ana, below, clear=True)

    assert [body["is_cleared"] for body in interactions] == [False, True]
    assert interactions[0]["type"] == "view_closed"
    assert slack.views(ana) == []


async def test_a_choice_in_a_modal_is_an_action_with_the_view(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, interactions: list[Json]
) -> None:
    """Inputs act only with dispatch_action; the state keeps the choice; there is no response_url."""
    await connect()
    select = field({"type": "static_select", "options": OPTIONS})
    await bolt.client.views_open(trigger_id=slack.backend.triggers.issue(ana.id), view=modal(select))
    with pytest.raises(ImpossibleError, match="without dispatch_action"):
        await slack.click(ana, slack.views(ana)[0], "it", option="q4")
    view = modal({**select, "dispatch_action": True})
    await bolt.client.views_open(trigger_id=slack.backend.triggers.issue(ana.id), view=view)
    await slack.click(ana, slack.views(ana)[0], "it", option="q4")

    [body] = interactions
    assert body["container"]["type"] == "view"
    assert body["view"]["state"]["values"]["b"]["it"]["selected_option"] == OPTIONS[0]
    assert "response_url" not in body


async def test_shortcuts_are_offered_by_the_manifest_and_global_ones_not_to_guests(
    clock: ManualClock,
) -> None:
    """Message shortcuts name their message."""
    installation = Installation(shortcuts=frozenset({"known"}))
    async with SlackSandbox(installation=installation, clock=clock, ack_timeout=0.01) as slack:
        guest = slack.add_person("gus", guest=True)
        sales = slack.add_channel("sales", people=[guest])
        posted = await slack.say(guest, sales, "hi")
        with pytest.raises(ImpossibleError, match="no shortcut other"):
            await slack.shortcut(guest, "other")
        with pytest.raises(ImpossibleError, match="Guests"):
            await slack.shortcut(guest, "known")
        result = await slack.shortcut(guest, "known", posted.message)

    assert result.delivery.payload["type"] == "message_action"
    assert result.delivery.payload["message_ts"] == posted.ts


async def test_a_wait_that_fails_tells_what_is_there(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel
) -> None:
    """Threads, buttons, ephemeral messages: enough to see what went wrong."""
    posted = await client.chat_postMessage(channel=sales.id, text="report", blocks=REPORT)
    await slack.say(ana, sales, "why?", thread_ts=posted["ts"])
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst")

    with pytest.raises(TimeoutError) as caught:
        await slack.until(lambda: False, timeout=0.01, what="a miracle")

    text = str(caught.value)
    assert "Waited 0.01 s for a miracle." in text
    assert "addleads: 'report' elements=['alias', 'retry', 'search']" in text
    assert "↳" in text
    assert "only ana sees: 'psst'" in text
