"""Socket Mode: tickets, envelopes, acks, redelivery, several connections, and how they end."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, ManualClock, Person, SlackSandbox
from bot.sandbox.slack.socket_mode import MAX_CONNECTIONS

Json = dict[str, Any]
Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]
Open = Callable[[], Awaitable[ClientWebSocketResponse]]


@pytest.fixture
async def open_socket(
    client: AsyncWebClient, slack: SlackSandbox, http: ClientSession
) -> AsyncIterator[Open]:
    """A raw connection that acks nothing by itself, its hello already read."""
    async with AsyncExitStack() as stack:

        async def connect() -> ClientWebSocketResponse:
            url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
            socket = await stack.enter_async_context(http.ws_connect(url))
            assert (await socket.receive_json())["type"] == "hello"
            return socket

        yield connect


async def ack(socket: ClientWebSocketResponse, envelope: Json, payload: Json | None = None) -> None:
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": payload or {}})


async def test_a_ticket_is_good_once(
    slack: SlackSandbox, client: AsyncWebClient, http: ClientSession
) -> None:
    """Hello says how many connections there are; the url does not work again."""
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with http.ws_connect(url) as socket:
        hello = await socket.receive_json()

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"] == {"app_id": slack.app_id}
    with pytest.raises(WSServerHandshakeError):
        await http.ws_connect(url)


async def test_an_event_is_enveloped_and_acked_by_its_id(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """The first attempt has number 0 and no reason."""
    socket = await open_socket()
    posted = await slack.say(ana, sales, "hi")
    envelope = await socket.receive_json()
    await ack(socket, envelope)

    assert envelope["type"] == "events_api"
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["accepts_response_payload"] is False
    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.acked
    assert posted.delivery.acked_after is not None
    assert len(posted.delivery.attempts) == 1


async def test_an_event_lost_with_its_socket_comes_again_over_another(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """At once, not after the timeout, and it says why."""
    first = await open_socket()
    posted = await slack.say(ana, sales, "hi")
    await first.receive_json()
    await slack.cut_sockets()
    second = await open_socket()
    envelope = await second.receive_json()
    await ack(second, envelope)

    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (1, "connection_failed")
    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.acked


async def test_an_ack_may_come_over_another_connection(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """The SDK does so after a reconnect."""
    sockets = [await open_socket(), await open_socket()]
    posted = await slack.say(ana, sales, "hi")
    assert posted.delivery is not None
    await slack.until(lambda: posted.delivery and posted.delivery.attempts, what="the envelope")
    number = posted.delivery.attempts[0].connection
    envelope = await sockets[number - 1].receive_json()
    await ack(sockets[2 - number], envelope)

    await posted.delivery.done()
    assert posted.delivery.acked


async def test_connections_take_turns(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """No connection may expect to get everything."""
    sockets = [await open_socket(), await open_socket()]
    for _ in range(2):
        await slack.say(ana, sales, "hi")

    for socket in sockets:
        assert (await socket.receive_json())["type"] == "events_api"


async def test_what_happens_without_connection_is_delivered_when_there_is_one(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """An app that reconnects in time misses nothing."""
    posted = await slack.say(ana, sales, "hi")
    socket = await open_socket()
    await ack(socket, await socket.receive_json())

    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.acked


async def test_ten_connections_are_enough(
    slack: SlackSandbox, client: AsyncWebClient, http: ClientSession, open_socket: Open
) -> None:
    """The eleventh is told too_many_websockets and closed."""
    for _ in range(MAX_CONNECTIONS):
        await open_socket()
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with http.ws_connect(url) as socket:
        assert (await socket.receive_json())["reason"] == "too_many_websockets"
        assert (await socket.receive()).type is WSMsgType.CLOSE

    assert slack.sockets() == MAX_CONNECTIONS


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_disconnect_frame_makes_bolt_reconnect(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, sales: Channel, reason: str
) -> None:
    """Whatever the reason; a command typed meanwhile is answered over the new socket."""

    @bolt.command("/addleads")
    async def addleads(ack: AsyncAck) -> None:
        await ack("Hello")

    await connect()
    await slack.disconnect(reason)
    await slack.until(lambda: slack.sockets() == 0, what="the old socket closed")
    bea = slack.add_person("bea")
    slack.join(bea, sales)
    result = await slack.command(bea, sales, "/addleads")

    assert result.ack == {"text": "Hello"}
    assert result.delivery.attempts[0].connection == 2


async def test_the_bots_own_messages_are_events_that_bolt_ignores(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, sales: Channel
) -> None:
    """They reach the app, are acked, and reach no listener."""
    heard: list[Json] = []

    @bolt.event("message")
    async def message(event: Json) -> None:
        heard.append(event)

    await connect()
    posted = await bolt.client.chat_postMessage(channel=sales.id, text="one")
    await bolt.client.chat_update(channel=sales.id, ts=posted["ts"], text="two")
    await bolt.client.chat_delete(channel=sales.id, ts=posted["ts"])

    for delivery in slack.deliveries:
        await delivery.done()
    subtypes = [delivery.payload["event"].get("subtype") for delivery in slack.deliveries]
    assert subtypes == [None, "message_changed", "message_deleted"]
    assert all(delivery.acked for delivery in slack.deliveries)
    assert heard == []


async def test_redelivery_repeats_the_same_event_id(
    slack: SlackSandbox, connect: Connect, bolt: AsyncApp, ana: Person, sales: Channel
) -> None:
    """`redeliver` is what Slack does when an ack went missing."""
    seen: list[str] = []

    @bolt.event("message")
    async def message(body: Json) -> None:
        seen.append(body["event_id"])

    await connect()
    posted = await slack.say(ana, sales, "hi")
    assert posted.delivery is not None
    again = await slack.redeliver(posted.delivery)

    assert again.acked
    await slack.until(lambda: len(seen) == 2, what="both deliveries")
    assert seen[0] == seen[1]


async def test_the_server_pings(clock: ManualClock) -> None:
    """A client that answers no ping is dropped."""
    async with SlackSandbox(clock=clock, heartbeat=0.05) as slack, ClientSession() as http:
        client = AsyncWebClient(base_url=slack.api_url)
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        async with http.ws_connect(url, autoping=False) as socket:
            await socket.receive_json()
            assert (await socket.receive()).type is WSMsgType.PING
            await slack.until(lambda: slack.sockets() == 0, what="the silent client dropped")
