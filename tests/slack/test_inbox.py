"""Each delivery has one effect, and none that was acked is lost: through Bolt's own dispatch."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.jobs.ports import Payload
from bot.slack.listeners.inbox import MOST_REPLAYS, Inbox, delivery_key, team_of
from bot.slack.listeners.uploads import other_messages
from bot.store import Store

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

COMMAND: dict[str, Any] = {"command": "/addleads", "text": "list", "team_id": "T01", "trigger_id": "1.2.a"}
CLICK: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T01"},
    "user": {"id": "U01"},
    "trigger_id": "1.2.b",
    "actions": [{"type": "button", "action_id": "add_job", "block_id": "b", "value": "j", "action_ts": "1"}],
}
UPLOAD: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T01",
    "event_id": "Ev01",
    "event": {
        "type": "message",
        "subtype": "file_share",
        "channel": "C01",
        "ts": "1",
        "files": [{"id": "F1"}],
    },
}
CHAT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T01",
    "event_id": "Ev02",
    "event": {"type": "message", "channel": "C01", "ts": "1", "text": "our own business"},
}
EDIT: dict[str, Any] = CHAT | {
    "event": {"type": "message", "subtype": "message_changed", "channel": "C01", "message": {"ts": "1"}}
}
HOME: dict[str, Any] = CHAT | {"event_id": "Ev03", "event": {"type": "app_home_opened", "user": "U01"}}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (COMMAND, "act:1.2.a"),
        (CLICK, "act:1.2.b"),
        (UPLOAD, "event:Ev01"),
        (HOME, "event:Ev03"),
        ({"type": "view_submission", "trigger_id": "1.2.c", "view": {}}, "act:1.2.c"),
        ({"type": "message_action", "trigger_id": "1.2.d"}, "act:1.2.d"),
        ({"type": "shortcut", "trigger_id": "1.2.e"}, "act:1.2.e"),
        (CHAT, None),
        (EDIT, None),
        ({"type": "view_closed", "view": {}}, None),
        ({"type": "block_suggestion", "trigger_id": "1.2.f"}, None),
        ({"type": "url_verification"}, None),
    ],
)
def test_what_names_a_delivery(body: dict[str, Any], key: str | None) -> None:
    """The same each time Slack repeats it; nothing of what people say to each other is kept."""
    assert delivery_key(body) == key


@pytest.mark.parametrize(
    "body",
    [
        {"team_id": "T01"},
        {"team": {"id": "T01", "domain": "acme"}},
        {"team": "T01"},
        {"team_id": "T01", "team": {"id": "T02"}},
        {"team": {"id": "T01"}, "team_id": None},
    ],
)
def test_the_workspace_of_a_payload(body: dict[str, Any]) -> None:
    """Commands, events and interactions each say it in their own way."""
    assert team_of(body) == "T01"


class Bot:
    """A Bolt app with one listener of each kind.

    Fields:
        did: what the listeners have done.
        may_end: the listeners wait for it.
    """

    def __init__(self, store: Store) -> None:
        self.did: list[str] = []
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.begun = asyncio.Event()
        self.inbox = Inbox(store.deliveries)
        self.app = AsyncApp(authorize=_authorize, signing_secret="unused")
        self.app.use(self.inbox.once)
        self.app.command("/addleads")(self.inbox.counted(self.command))
        self.app.action("add_job")(self.inbox.counted(self.click))
        self.app.event({"type": "message", "subtype": "file_share"})(self.inbox.counted(self.upload))
        self.app.event("message")(other_messages)

    async def command(self, ack: AsyncAck) -> None:
        await ack()
        await self._do("command")

    async def click(self, ack: AsyncAck) -> None:
        await ack()
        await self._do("click")

    async def upload(self) -> None:
        await self._do("upload")

    async def _do(self, what: str) -> None:
        self.begun.set()
        await self.may_end.wait()
        self.did.append(what)

    async def receive(self, body: dict[str, Any]) -> int:
        """What Slack would see as the status of its delivery."""
        answer = await self.app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        return answer.status


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T01", bot_token="xoxb-1", bot_id="B01", bot_user_id="U0BOT"
    )


@pytest.fixture
def bot(store: Store) -> Bot:
    return Bot(store)


@pytest.mark.parametrize("body", [COMMAND, CLICK, UPLOAD])
async def test_a_repeated_delivery_is_acked_and_does_nothing(bot: Bot, body: dict[str, Any]) -> None:
    """Also while the first one is at work."""
    assert [await bot.receive(body) for _ in range(3)] == [200, 200, 200]
    await asyncio.gather(*(bot.receive(body) for _ in range(5)))
    await bot.inbox.drain(5)
    assert len(bot.did) == 1


async def test_two_processes_share_what_they_know(bot: Bot, store: Store) -> None:
    """Slack may send the second try to the other one."""
    other = Bot(store)
    assert (await bot.receive(UPLOAD), await other.receive(UPLOAD)) == (200, 200)
    await bot.inbox.drain(5)
    await other.inbox.drain(5)
    assert bot.did + other.did == ["upload"]


async def never(_: Payload) -> None:
    raise AssertionError


@pytest.mark.parametrize("body", [CHAT, EDIT])
async def test_what_people_say_is_acked_and_not_written_down(
    bot: Bot, store: Store, body: dict[str, Any]
) -> None:
    """Unacked, Slack would repeat it three times."""
    assert await bot.receive(body) == 200
    assert await store.deliveries.unhandled(LONG_AGO) == []


@pytest.mark.parametrize("body", [COMMAND, CLICK, UPLOAD])
async def test_a_delivery_is_kept_until_its_listener_has_ended(
    bot: Bot, store: Store, body: dict[str, Any]
) -> None:
    """A kill in between loses nothing: it is acked by then. Slack's old token is not kept."""
    bot.may_end.clear()
    assert await bot.receive({"token": "verification-token", **body}) == 200
    await bot.begun.wait()
    assert await store.deliveries.unhandled(LONG_AGO) == [body]
    bot.may_end.set()
    await bot.inbox.drain(5)
    assert await store.deliveries.unhandled(LONG_AGO) == []


@pytest.mark.parametrize("body", [COMMAND, CLICK, UPLOAD])
async def test_the_next_process_takes_up_what_was_left(bot: Bot, store: Store, body: dict[str, Any]) -> None:
    """Once; and Slack's own repetition of it stays without effect."""
    bot.may_end.clear()
    await bot.receive(body)
    await bot.begun.wait()
    successor = Bot(store)
    await successor.inbox.replay(successor.app, LONG_AGO, never)
    assert await successor.receive(body) == 200
    await successor.inbox.drain(5)
    assert len(successor.did) == 1
    assert await store.deliveries.unhandled(LONG_AGO) == []


async def test_what_nobody_listens_to_is_taken_up_once(bot: Bot, store: Store) -> None:
    """Not at every start again."""
    assert await bot.receive(HOME) == 404
    await bot.inbox.replay(bot.app, LONG_AGO, never)
    assert await store.deliveries.unhandled(LONG_AGO) == []


async def test_a_draining_process_acks_nothing(bot: Bot, store: Store) -> None:
    """Slack delivers it again, to the next one."""
    await bot.inbox.drain(0)
    assert await bot.receive(UPLOAD) == 503
    assert await store.deliveries.unhandled(LONG_AGO) == []


async def test_a_listener_that_failed_is_done_with(bot: Bot, store: Store) -> None:
    """The person was told; at the next start it would fail again."""
    begun = asyncio.Event()

    async def failing() -> None:
        begun.set()
        raise RuntimeError("on purpose")

    failed = AsyncApp(authorize=_authorize, signing_secret="unused")
    failed.use(bot.inbox.once)
    failed.event({"type": "message", "subtype": "file_share"})(bot.inbox.counted(failing))
    await failed.async_dispatch(AsyncBoltRequest(body=UPLOAD, mode="socket_mode"))
    await begun.wait()  # Bolt acks an event before its listener runs
    await bot.inbox.drain(5)
    assert await store.deliveries.unhandled(LONG_AGO) == []


@pytest.mark.parametrize("body", [COMMAND, CLICK, UPLOAD])
async def test_what_kills_every_process_is_given_up(bot: Bot, store: Store, body: dict[str, Any]) -> None:
    """After three of them, and it is told; before that each new process takes it up."""
    bot.may_end.clear()
    await bot.receive(body)
    given_up: list[Payload] = []

    async def give_up(payload: Payload) -> None:
        given_up.append(payload)

    for times in range(MOST_REPLAYS):
        successor = Bot(store)
        successor.may_end.clear()
        await successor.inbox.replay(successor.app, LONG_AGO, give_up)
        async with asyncio.timeout(5):
            await successor.begun.wait()
        assert (times, given_up) == (times, [])
    for _ in range(2):
        await bot.inbox.replay(bot.app, LONG_AGO, give_up)
        assert given_up == [body]
