"""A running sandbox, and the real SDKs as its clients."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, ManualClock, Person, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]
Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def patience() -> float:
    """How long Slack waits for an ack; tests in which none comes override it with something short."""
    return 3.0


@pytest.fixture
async def slack(clock: ManualClock, patience: float) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(clock=clock, ack_timeout=patience) as sandbox:
        yield sandbox


@pytest.fixture
def ana(slack: SlackSandbox) -> Person:
    return slack.add_person("ana", name="Ana Ruiz")


@pytest.fixture
def bo(slack: SlackSandbox) -> Person:
    return slack.add_person("bo", name="Bo Li")


@pytest.fixture
def sales(slack: SlackSandbox, ana: Person, bo: Person) -> Channel:
    return slack.add_channel("sales", people=[ana, bo])


@pytest.fixture
def client(slack: SlackSandbox) -> AsyncWebClient:
    """The bot's own client, without retries, so that every refusal is seen."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    """Plain HTTP, for what no SDK does."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def bolt(client: AsyncWebClient) -> AsyncApp:
    """The bot under test: a Bolt app that hears nothing until it is connected."""
    return AsyncApp(client=client)


@pytest.fixture
async def connect(slack: SlackSandbox, bolt: AsyncApp) -> AsyncIterator[Connect]:
    """Opens a Socket Mode connection of the bot; all are closed after the test."""
    handlers: list[AsyncSocketModeHandler] = []

    async def run() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(bolt, slack.app_token)
        handlers.append(handler)
        expected = slack.sockets() + 1
        await handler.connect_async()
        await slack.until(lambda: slack.sockets() >= expected, what="the app's socket")
        return handler

    yield run
    for handler in handlers:
        await handler.close_async()


@pytest.fixture
def refusal() -> Refusal:
    """Awaits a call that Slack must refuse, and returns the error it gives."""

    async def error_of(call: Awaitable[object]) -> str:
        with pytest.raises(SlackApiError) as caught:
            await call
        return str(caught.value.response["error"])

    return error_of
