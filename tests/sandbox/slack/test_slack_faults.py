"""Faults on demand, and rate limits when they are wanted."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ServerDisconnectedError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, ManualClock, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]


async def test_an_error_is_answered_instead_of_doing_it(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """As often as asked for, then all is well."""
    posted = await client.chat_postMessage(channel=sales.id, text="one")
    slack.faults.fail("chat.update", "edit_window_closed", times=2)

    for _ in range(2):
        update = client.chat_update(channel=sales.id, ts=posted["ts"], text="two")
        assert await refusal(update) == "edit_window_closed"
    assert slack.messages(sales)[0].text == "one"
    await client.chat_update(channel=sales.id, ts=posted["ts"], text="two")
    assert slack.messages(sales)[0].text == "two"


async def test_a_rate_limit_is_429_with_retry_after(slack: SlackSandbox, client: AsyncWebClient) -> None:
    """What the SDK's handler needs."""
    slack.faults.rate_limit("auth.test", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()

    answer = caught.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "7"


async def test_a_server_error_is_not_json(slack: SlackSandbox, client: AsyncWebClient) -> None:
    """Any status."""
    slack.faults.server_error("auth.test", status=503)
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()

    assert caught.value.response.status_code == 503


async def test_a_dropped_connection_before_leaves_nothing_behind(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel
) -> None:
    """Asked, never done."""
    slack.faults.drop_before("chat.postMessage")
    with pytest.raises(ServerDisconnectedError):
        await client.chat_postMessage(channel=sales.id, text="hi")

    assert slack.messages(sales) == []
    assert [call.status for call in slack.calls_of("chat.postMessage")] == [0]


async def test_a_dropped_connection_after_loses_only_the_answer(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel
) -> None:
    """Done, but nobody was told."""
    slack.faults.drop_after("chat.postMessage")
    with pytest.raises(ServerDisconnectedError):
        await client.chat_postMessage(channel=sales.id, text="hi")

    assert [message.text for message in slack.messages(sales)] == ["hi"]


async def test_the_sdks_default_retry_posts_twice(slack: SlackSandbox, sales: Channel) -> None:
    """Trap 3: the lost answer is taken for a lost call."""
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    slack.faults.drop_after("chat.postMessage")
    await client.chat_postMessage(channel=sales.id, text="hi")

    assert [message.text for message in slack.messages(sales)] == ["hi", "hi"]


async def test_a_held_call_waits_for_its_release(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel
) -> None:
    """So that a test can do something while Slack is thinking."""
    hold = slack.faults.hold("chat.postMessage")
    call = asyncio.create_task(client.chat_postMessage(channel=sales.id, text="hi"))
    await hold.reached()

    assert slack.messages(sales) == []
    hold.release()
    await call
    assert len(slack.messages(sales)) == 1


async def test_a_delay_only_delays(slack: SlackSandbox, client: AsyncWebClient) -> None:
    """And cleared faults do not happen."""
    slack.faults.delay("auth.test", 0.01)
    slack.faults.fail("auth.test", "fatal_error")

    assert (await client.auth_test())["ok"]
    slack.faults.clear()
    assert (await client.auth_test())["ok"]


async def test_posting_is_limited_per_channel_when_asked_for(
    clock: ManualClock,
) -> None:
    """A short burst, then one per second; another channel is not affected."""
    async with SlackSandbox(clock=clock, rate_limits=True) as slack:
        sales, other = slack.add_channel("sales"), slack.add_channel("other")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        for _ in range(5):
            await client.chat_postMessage(channel=sales.id, text="hi")
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=sales.id, text="hi")
        await client.chat_postMessage(channel=other.id, text="hi")
        clock.advance(1)
        await client.chat_postMessage(channel=sales.id, text="hi")

    assert caught.value.response.headers["Retry-After"] == "1"


async def test_methods_are_limited_by_their_tier(clock: ManualClock) -> None:
    """reactions.remove is tier 2: twenty a minute."""
    async with SlackSandbox(clock=clock, rate_limits=True) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        errors = []
        for _ in range(21):
            with pytest.raises(SlackApiError) as caught:
                await client.reactions_remove(channel="C1", timestamp="1", name="eyes")
            errors.append(caught.value.response["error"])

    assert errors == ["channel_not_found"] * 20 + ["ratelimited"]
