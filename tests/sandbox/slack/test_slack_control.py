"""The control API: the same workspace, for a program in another process."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Person, SlackSandbox, Upload

Json = dict[str, Any]
Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]
Get = Callable[[str], Coroutine[None, None, Json]]
Post = Callable[[str, Json], Awaitable[tuple[int, Json]]]

BUTTON = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}],
}


@pytest.fixture
def get(slack: SlackSandbox, http: ClientSession) -> Get:
    async def read(path: str) -> Json:
        async with http.get(f"{slack.url}/control/{path}") as answer:
            body: Json = await answer.json()
            return body

    return read


@pytest.fixture
def post(slack: SlackSandbox, http: ClientSession) -> Post:
    async def act(path: str, body: Json) -> tuple[int, Json]:
        async with http.post(f"{slack.url}/control/{path}", json=body) as answer:
            return answer.status, await answer.json()

    return act


async def test_the_state_is_enough_to_start_the_bot(slack: SlackSandbox, get: Get, sales: Channel) -> None:
    """Where the API is, the tokens, and who and what is there."""
    state = await get("state")

    assert (state["api_url"], state["bot_token"]) == (slack.api_url, slack.bot_token)
    assert [channel["id"] for channel in state["channels"]] == [sales.id]
    assert {person["name"] for person in state["people"]} == {"addleads", "ana", "bo"}
    assert state["sockets"] == 0


async def test_people_and_channels_are_added(slack: SlackSandbox, get: Get, post: Post) -> None:
    """By name; channels take people by handle."""
    await post("people", {"handle": "cy", "admin": True})
    _, channel = await post("channels", {"name": "ops", "people": ["cy"], "private": True})

    assert (channel["name"], channel["kind"]) == ("ops", "group")
    assert await get("channels/ops/messages") == {"messages": []}
    assert slack.people[-1].admin


async def test_a_program_commands_uploads_and_clicks(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, sales: Channel, post: Post
) -> None:
    """Each answers with how it fared."""
    clicked: list[str] = []

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck) -> None:
        await ack("Hello")

    @bolt.action("go")
    async def go(ack: AsyncAck, body: Json) -> None:
        await ack()
        clicked.append(body["user"]["id"])

    await connect()
    place = {"person": "ana", "channel": "sales"}
    status, command = await post("command", {**place, "command": "/addleads", "text": "x"})
    content = base64.b64encode(b"email\n").decode()
    _, upload = await post("upload", {**place, "filename": "a.csv", "content": content, "text": "q4"})
    posted = await bolt.client.chat_postMessage(channel=sales.id, text="x", blocks=[BUTTON])
    _, click = await post("click", {"person": "ana", "target": posted["ts"], "action_id": "go"})

    assert (status, command["delivery"]["response"]) == (200, {"text": "Hello"})
    assert slack.messages(sales)[0].ts == upload["ts"]
    assert click["delivery"]["acked"]
    assert len(clicked) == 1


async def test_a_program_sees_threads_screens_files_and_calls(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, get: Get
) -> None:
    """What anybody, or one person, can see."""
    posted = await slack.upload(ana, sales, "a.csv", b"email\n")
    await client.chat_postMessage(channel=sales.id, thread_ts=posted.ts, text="reply", blocks=[BUTTON])
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst")

    thread = (await get(f"channels/sales/threads/{posted.ts}"))["messages"]
    assert [message["text"] for message in thread] == ["", "reply"]
    assert thread[1]["elements"] == ["go"]
    assert [whisper["text"] for whisper in (await get("people/ana/screen"))["ephemerals"]] == ["psst"]
    assert (await get("people/bo/screen"))["ephemerals"] == []
    assert [file["name"] for file in (await get("files"))["files"]] == ["a.csv"]
    assert [call["method"] for call in (await get("calls"))["calls"]] == [
        "chat.postMessage",
        "chat.postEphemeral",
    ]


async def test_file_contents_are_shown_as_they_are(
    slack: SlackSandbox, ana: Person, sales: Channel, http: ClientSession
) -> None:
    """Without a token: it is the person who looks."""
    posted = await slack.upload(ana, sales, "a.csv", b"email\n")
    async with http.get(f"{slack.url}/control/files/{posted.files[0].id}/content") as answer:
        assert await answer.read() == b"email\n"


@pytest.mark.parametrize("patience", [0.01])
async def test_a_modal_is_filled_in_with_a_staged_file(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, post: Post
) -> None:
    """The staged file is named by its id; closing works by the view's id."""
    text = {"type": "plain_text", "text": "x"}
    element = {"type": "file_input", "action_id": "file"}
    block = {"type": "input", "block_id": "b", "label": text, "element": element}
    view = {"type": "modal", "title": text, "submit": text, "blocks": [block]}
    opened = await client.views_open(trigger_id=slack.backend.triggers.issue(ana.id), view=view)
    content = base64.b64encode(b"email\n").decode()
    _, staged = await post("stage", {"person": "ana", "filename": "a.csv", "content": content})
    body = {"person": "ana", "view": opened["view"]["id"]}

    _, submitted = await post("submit", {**body, "values": {"file": [staged["file"]]}})
    assert submitted["error"] == "operation_timeout"
    sent = slack.deliveries[-1].payload["view"]["state"]["values"]["b"]["file"]["files"]
    assert [file["id"] for file in sent] == [staged["file"]]
    assert await post("close", body) == (200, {"delivery": {"heard": False}})
    assert slack.views(ana) == []


async def test_faults_are_set_and_cleared(slack: SlackSandbox, client: AsyncWebClient, post: Post) -> None:
    """By the names of the Python API."""
    await post("faults", {"method": "auth.test", "fault": "fail", "error": "fatal_error"})
    await post("clear-faults", {})
    assert (await client.auth_test())["ok"]
    status, body = await post("faults", {"method": "auth.test", "fault": "explode"})
    assert (status, "no fault explode" in body["error"]) == (409, True)
    assert slack.faults.take("auth.test") is None


async def test_a_reader_waits_for_the_next_change(
    slack: SlackSandbox, ana: Person, sales: Channel, get: Get
) -> None:
    """Long polling by version."""
    version = (await get("state"))["version"]
    waiting = asyncio.create_task(get(f"changes?since={version}"))
    await slack.say(ana, sales, "hi")

    assert (await waiting)["version"] > version


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("command", {"person": "ana"}, 400),
        ("command", {"person": "nobody", "channel": "sales", "command": "/x"}, 409),
        ("say", {"person": "ana", "channel": "nowhere", "text": "x"}, 409),
        ("people", {"handle": "x", "colour": "red"}, 400),
        ("dance", {}, 404),
    ],
)
@pytest.mark.usefixtures("sales")
async def test_a_wrong_request_says_what_is_wrong(
    slack: SlackSandbox, http: ClientSession, path: str, body: Json, status: int
) -> None:
    """400 for the request, 409 for what cannot be, 404 for no such action."""
    async with http.post(f"{slack.url}/control/{path}", json=body) as answer:
        assert answer.status == status


async def test_web_pages_elsewhere_cannot_act(slack: SlackSandbox, http: ClientSession) -> None:
    """Not under another host name, and not with what a form can send."""
    async with http.get(f"{slack.url}/control/state", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    async with http.post(f"{slack.url}/control/people", data='{"handle": "x"}') as answer:
        assert answer.status == 415
    assert all(person.handle != "x" for person in slack.people)


async def test_everything_listens_on_loopback_only(slack: SlackSandbox) -> None:
    """127.0.0.1, whatever the machine's other addresses."""
    assert slack.url.startswith("http://127.0.0.1:")


async def test_several_files_are_shared_in_one_message(
    slack: SlackSandbox, post: Post, sales: Channel
) -> None:
    """With words; the ids come back."""
    files = [{"filename": name, "content": base64.b64encode(b"x").decode()} for name in ("a.csv", "b.csv")]
    _, shared = await post("share", {"person": "ana", "channel": "sales", "files": files, "text": "both"})

    message = slack.message(sales, shared["ts"])
    assert message is not None
    assert [file.id for file in message.files] == shared["files"]
    assert message.text == "both"


async def test_messages_are_edited_and_deleted(slack: SlackSandbox, post: Post, sales: Channel) -> None:
    """By their author; nobody else may."""
    _, said = await post("say", {"person": "ana", "channel": "sales", "text": "helo"})
    place = {"channel": "sales", "ts": said["ts"]}

    assert (await post("edit", {"person": "bo", "text": "no", **place}))[0] == 409
    await post("edit", {"person": "ana", "text": "hello", **place})
    assert [one.text for one in slack.messages(sales)] == ["hello"]
    await post("delete", {"person": "ana", **place})
    assert slack.messages(sales) == []


async def test_the_bot_is_invited(slack: SlackSandbox, post: Post, ana: Person) -> None:
    """Into a channel where it was not."""
    quiet = slack.add_channel("quiet", people=[ana], with_bot=False)
    await post("invite", {"channel": "quiet"})

    assert slack.bot_user_id in quiet.members


async def test_a_placed_message_is_no_event(slack: SlackSandbox, ana: Person, sales: Channel) -> None:
    """It stood there before the app came."""
    slack.place(ana, sales, "old news", uploads=[Upload("old.csv", b"x")])

    assert [file.name for one in slack.messages(sales) for file in one.files] == ["old.csv"]
    assert not slack.deliveries
