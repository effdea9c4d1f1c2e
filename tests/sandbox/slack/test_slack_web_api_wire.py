"""How calls reach the Web API, who may make them, and how it says no."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Installation, ManualClock, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]

BLOCKS = '[{"type": "divider"}]'


async def test_arguments_come_as_json(slack: SlackSandbox, sales: Channel, http: ClientSession) -> None:
    """A JSON body with a bearer token."""
    body = {"channel": sales.id, "text": "hi", "blocks": [{"type": "divider"}]}
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.post(f"{slack.api_url}chat.postMessage", json=body, headers=headers) as answer:
        assert (await answer.json())["ok"]

    assert slack.messages(sales)[0].blocks[0]["type"] == "divider"


async def test_arguments_come_as_a_form_with_the_token_in_it(
    slack: SlackSandbox, sales: Channel, http: ClientSession
) -> None:
    """x-www-form-urlencoded; nested arguments are JSON text, and the token is not logged."""
    form = {"token": slack.bot_token, "channel": sales.id, "text": "hi", "blocks": BLOCKS}
    async with http.post(f"{slack.api_url}chat.postMessage", data=form) as answer:
        assert (await answer.json())["ok"]

    assert slack.messages(sales)[0].blocks[0]["type"] == "divider"
    assert "token" not in slack.calls[-1].args


async def test_arguments_come_as_multipart(slack: SlackSandbox, sales: Channel, http: ClientSession) -> None:
    """multipart/form-data, as clients with files send it."""
    form = FormData({"channel": sales.id, "text": "hi"}, default_to_multipart=True)
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.post(f"{slack.api_url}chat.postMessage", data=form, headers=headers) as answer:
        assert (await answer.json())["ok"]


async def test_arguments_come_in_the_query_string(
    slack: SlackSandbox, sales: Channel, http: ClientSession
) -> None:
    """GET with everything in the url."""
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.get(
        f"{slack.api_url}conversations.info", params={"channel": sales.id}, headers=headers
    ) as answer:
        assert (await answer.json())["channel"]["name"] == "sales"


@pytest.mark.parametrize(("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_broken_json_is_refused(
    slack: SlackSandbox, http: ClientSession, body: str, error: str
) -> None:
    """With Slack's two words for it."""
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    async with http.post(f"{slack.api_url}auth.test", data=body, headers=headers) as answer:
        assert (await answer.json())["error"] == error


async def test_the_sync_client_works_from_a_thread(slack: SlackSandbox, sales: Channel) -> None:
    """The sync WebClient is a program like any other."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)

    answer = await asyncio.to_thread(client.chat_postMessage, channel=sales.id, text="hi")

    assert slack.messages(sales)[0].ts == answer["ts"]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (None, "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        ("xapp-1-sandbox-app", "not_allowed_token_type"),
    ],
)
async def test_a_wrong_token_is_refused(
    slack: SlackSandbox, refusal: Refusal, token: str | None, error: str
) -> None:
    """None, an unknown one, and one for something else."""
    client = AsyncWebClient(token=token, base_url=slack.api_url)

    assert await refusal(client.auth_test()) == error


async def test_sockets_are_opened_with_the_app_token_only(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """apps.connections.open refuses the bot token."""
    assert await refusal(client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    answer = await client.apps_connections_open(app_token=slack.app_token)
    assert answer["url"].startswith("ws://127.0.0.1:")


async def test_a_missing_scope_is_named(clock: ManualClock) -> None:
    """The answer says what is needed and what there is, in the body and in headers."""
    installation = Installation(scopes=frozenset({"commands", "files:read"}))
    async with SlackSandbox(installation=installation, clock=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel="C1", text="hi")

    answer = caught.value.response
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("chat:write", "commands,files:read")
    assert answer.headers["x-oauth-scopes"] == "commands,files:read"


@pytest.mark.parametrize(
    ("private", "needed"), [(False, "channels:history"), (True, "groups:history")], ids=["public", "private"]
)
async def test_the_scope_depends_on_the_kind_of_channel(
    clock: ManualClock, *, private: bool, needed: str
) -> None:
    """channels:* for public ones, groups:* for private ones."""
    async with SlackSandbox(installation=Installation(scopes=frozenset()), clock=clock) as slack:
        channel = slack.add_channel("sales", private=private)
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        with pytest.raises(SlackApiError) as caught:
            await client.conversations_history(channel=channel.id)

    assert caught.value.response["needed"] == needed


async def test_an_unknown_method_is_refused(client: AsyncWebClient, refusal: Refusal) -> None:
    """files.upload is sunset and gone."""
    assert await refusal(client.api_call("files.upload")) == "unknown_method"


async def test_a_missing_argument_is_named(client: AsyncWebClient) -> None:
    """invalid_arguments says which."""
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("views.open", json={"view": {"type": "modal"}})

    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] missing required field: trigger_id"]


async def test_auth_test_tells_who_the_bot_is(slack: SlackSandbox, client: AsyncWebClient) -> None:
    """Bolt asks this once to know its own events."""
    answer = await client.auth_test()

    assert (answer["user_id"], answer["bot_id"]) == (slack.bot_user_id, slack.bot_id)
    assert answer["team_id"] == slack.team_id


async def test_every_call_is_written_down(
    slack: SlackSandbox, client: AsyncWebClient, clock: ManualClock
) -> None:
    """Method, arguments, result and time, refused ones too."""
    await client.api_test(foo="bar")
    with pytest.raises(SlackApiError):
        await client.api_test(error="oops")

    first, second = slack.calls_of("api.test")
    assert (first.args, first.result["ok"], first.at) == ({"foo": "bar"}, True, clock())
    assert second.result["error"] == "oops"


def test_a_manifest_grants_what_it_names() -> None:
    """Scopes, events, commands and shortcuts come from it and from nowhere else."""
    installation = Installation.from_manifest(
        {
            "display_information": {"name": "addleads"},
            "features": {
                "slash_commands": [{"command": "/addleads", "description": "Add", "should_escape": True}],
                "shortcuts": [{"callback_id": "add_leads_from_file", "type": "message"}],
            },
            "oauth_config": {"scopes": {"bot": ["commands", "im:history"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.im", "message.channels"]}},
        }
    )
    assert installation.scopes == {"commands", "im:history"}
    assert installation.offers_command("/addleads")
    assert not installation.offers_command("/other")
    assert installation.offers_shortcut("add_leads_from_file")
    assert not installation.offers_shortcut("other")
    assert installation.hears("message.im")
    assert not installation.hears("message.channels"), "subscribed, but without the scope"
    assert not installation.hears("message.groups")
