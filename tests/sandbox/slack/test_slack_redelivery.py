"""Redelivery: what Slack sends again when no ack comes, and when it gives up."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, EnvelopeType, ManualClock, Person, SlackSandbox

Json = dict[str, Any]
Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]
Open = Callable[[], Awaitable[ClientWebSocketResponse]]


@pytest.fixture
def patience() -> float:
    """Long enough for an ack over loopback, short enough to wait for in vain."""
    return 0.2


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


async def test_an_unacked_event_comes_three_times_more(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """The same payload in new envelopes, then Slack gives up."""
    socket = await open_socket()
    posted = await slack.say(ana, sales, "hi")
    envelopes = [await socket.receive_json() for _ in range(4)]

    assert [envelope["retry_attempt"] for envelope in envelopes] == [0, 1, 2, 3]
    assert [envelope["retry_reason"] for envelope in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
    assert len({json.dumps(envelope["payload"]) for envelope in envelopes}) == 1
    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.error == "gave_up"


async def test_an_ack_of_a_redelivery_ends_it(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """The second attempt is acked, there is no third."""
    socket = await open_socket()
    posted = await slack.say(ana, sales, "hi")
    await socket.receive_json()
    await ack(socket, await socket.receive_json())

    assert posted.delivery is not None
    await posted.delivery.done()
    assert posted.delivery.acked
    assert [attempt.number for attempt in posted.delivery.attempts] == [0, 1]


async def test_an_unheard_message_event_is_redelivered_by_the_real_bolt(
    slack: SlackSandbox, connect: Connect, ana: Person, sales: Channel
) -> None:
    """Bolt has no listener: 404 inside, no ack, three more attempts (trap 2)."""
    await connect()
    posted = await slack.say(ana, sales, "hi")

    assert posted.delivery is not None
    await posted.delivery.done()
    assert len(posted.delivery.attempts) == 4
    assert not posted.delivery.acked


async def test_commands_can_be_redelivered_too(clock: ManualClock) -> None:
    """Whether Slack does so is not documented, so a test can have it both ways."""
    async with (
        SlackSandbox(clock=clock, ack_timeout=0.05, redelivered=list(EnvelopeType)) as slack,
        ClientSession() as http,
    ):
        ana = slack.add_person("ana")
        sales = slack.add_channel("sales", people=[ana])
        client = AsyncWebClient(base_url=slack.api_url)
        url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
        async with http.ws_connect(url) as socket:
            await socket.receive_json()
            result = await slack.command(ana, sales, "/addleads", "x")
            first, second = [await socket.receive_json() for _ in range(2)]

    assert first["payload"]["trigger_id"] == second["payload"]["trigger_id"] == result.trigger_id
    assert "retry_attempt" not in first


async def test_a_command_without_listener_times_out(
    slack: SlackSandbox, ana: Person, sales: Channel, connect: Connect
) -> None:
    """Bolt answers 404 inside, which is no ack: the person reads operation_timeout."""
    await connect()

    result = await slack.command(ana, sales, "/unheard", "of")

    assert result.error == "operation_timeout"
    assert len(result.delivery.attempts) == 1


async def test_an_ack_after_the_timeout_comes_too_late(
    slack: SlackSandbox, ana: Person, sales: Channel, open_socket: Open
) -> None:
    """The person has read operation_timeout; nothing takes that back."""
    socket = await open_socket()
    result = await slack.command(ana, sales, "/addleads")
    envelope = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": {"text": "late"}})
    await socket.close()
    await slack.until(lambda: slack.sockets() == 0, what="the socket closed")

    assert (result.delivery.acked, result.delivery.error) == (False, "operation_timeout")
    assert slack.ephemerals(ana) == []
