"""The Socket Mode connection, and what watches over it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.slack.socket_mode import SlackSocket
from bot.slack.web import SlackWeb
from tests.slack.conftest import VirtualClock


class YieldingClock(VirtualClock):
    """Lets others run while it sleeps: what watches never ends."""

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> YieldingClock:
    return YieldingClock()


@pytest.fixture
def app(web: SlackWeb, slack: SlackSandbox) -> AsyncApp:
    """An app that only acks."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=slack.team_id, bot_token=slack.bot_token)

    app = AsyncApp(client=web.safe, authorize=authorize)

    @app.command("/addleads")
    async def acked(ack: object) -> None:
        assert callable(ack)
        await ack()

    return app


@pytest.fixture
async def socket(app: AsyncApp, slack: SlackSandbox, clock: VirtualClock) -> AsyncIterator[SlackSocket]:
    socket = SlackSocket(app, slack.app_token, clock)
    await socket.open()
    yield socket
    await socket.close()


async def give_up(socket: SlackSocket) -> None:
    """Bring the SDK's client into the state that its known bugs end in: not connected, and not trying."""
    client = socket._handler.client
    monitor, receiver, session = (
        client.current_session_monitor,
        client.message_receiver,
        client.current_session,
    )
    assert monitor is not None
    assert receiver is not None
    assert session is not None
    monitor.cancel()
    receiver.cancel()
    await session.close()


async def test_a_connection_that_the_sdk_gave_up_is_replaced(
    socket: SlackSocket, slack: SlackSandbox, clock: VirtualClock, ana: Person, sales: Channel
) -> None:
    """After a minute; then commands are answered again."""
    await give_up(socket)
    await slack.until(lambda: not slack.sockets(), what="the end of the connection")
    watch = asyncio.create_task(socket.watch())
    try:
        await slack.until(slack.sockets, what="a new connection")
        assert sum(clock.slept) >= 60
        typed = await slack.command(ana, sales, "/addleads", "help")
        assert typed.acked_after is not None
    finally:
        watch.cancel()


async def test_each_greeting_of_slack_is_counted(
    app: AsyncApp, slack: SlackSandbox, clock: VirtualClock
) -> None:
    """A refresh by Slack is one more connection."""
    greetings = asyncio.Queue[None]()
    socket = SlackSocket(app, slack.app_token, clock, greeted=lambda: greetings.put_nowait(None))
    await socket.open()
    await greetings.get()
    await slack.disconnect()
    await greetings.get()
    await socket.close()
