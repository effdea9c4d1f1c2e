"""Without Socket Mode: Slack posts signed requests to the bot's own web server."""

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.adding.job import EVERY_TEAM, Alias
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.e2e.http_bridge import FORM, JSON, SECRET, http_bridge, signed
from tests.e2e.world import Serve, World

CHALLENGE = json.dumps(
    {
        "type": "url_verification",
        "token": "x",
        "challenge": "3eZbrw1aBm2rZgRNFdxV",
    }
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Those of HTTP mode."""
    return settings.model_validate(
        settings.model_dump()
        | {"slack_app_token": None, "slack_signing_secret": SECRET, "addleads_http_port": 0}
    )


@pytest.fixture
async def world(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> AsyncIterator[World]:
    """The bot behind HTTP, with a Slack that posts."""
    sequence = amplemarket.add_sequence("Q4 Outbound – DACH")
    async with serve(settings) as bot:
        await bot.store.aliases.put(Alias(EVERY_TEAM, "q4-outbound", sequence))
        async with http_bridge(slack, address(bot.port)):
            ana, bo = slack.add_person("ana", name="Ana Ruiz"), slack.add_person("bo", name="Bo Li")
            sales = slack.add_channel("sales", people=[ana, bo])
            yield World(slack, amplemarket, sequence, settings, bot, ana, bo, sales)


def address(port: int | None) -> str:
    return f"http://127.0.0.1:{port}/slack/events"


async def post(
    world: World, body: str | bytes | io.BytesIO, headers: dict[str, str], kind: str = JSON
) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(address(world.bot.port), data=body, headers=headers | {"Content-Type": kind}) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_typed_lead_a_shared_list_and_a_button_work_over_http(world: World) -> None:
    """The same listeners, whichever way Slack comes in."""
    await world.type("q4-outbound jane@acme.example")
    await world.message("1 rows = 1 added")
    world.amplemarket.contacted_recently("bo@acme.example")
    await world.share("email\nbo@acme.example\nlea@acme.example\nmax@acme.example\n")
    report = await world.message("3 rows = 2 added + 1 skipped")
    await world.slack.click(world.ana, report, "retry_recently_contacted")
    await world.message("1 rows = 1 added", "retried")
    assert world.members() == {f"{name}@acme.example" for name in ("jane", "bo", "lea", "max")}


async def test_slack_can_verify_the_address(world: World) -> None:
    """What Slack asks when somebody enters the address in the app's settings."""
    status, said = await post(world, CHALLENGE, signed(CHALLENGE))
    assert status == 200
    assert json.loads(CHALLENGE)["challenge"] in said


def _bad_requests() -> dict[str, tuple[str | bytes, dict[str, str]]]:
    body = CHALLENGE
    now = int(time.time())
    good = signed(body)
    return {
        "not signed": (body, {}),
        "no signature": (body, {"X-Slack-Request-Timestamp": str(now)}),
        "another secret": (body, signed(body, secret="another")),
        "another body": (body + " ", good),
        "six minutes old": (body, signed(body, timestamp=str(now - 360))),
        "six minutes ahead": (body, signed(body, timestamp=str(now + 360))),
        "a timestamp that is no number": (body, good | {"X-Slack-Request-Timestamp": "yesterday"}),
        "a negative timestamp": (body, good | {"X-Slack-Request-Timestamp": f"-{now}"}),
        "other digits": (body, good | {"X-Slack-Request-Timestamp": "١٢٣"}),
        "a number without end": (body, good | {"X-Slack-Request-Timestamp": "9" * 5000}),
        "a signature that is no ASCII": (body, good | {"X-Slack-Signature": "v0=é"}),
        "a body that is no UTF-8": (b"\xff\xfe", good),
    }


@pytest.mark.parametrize("name", list(_bad_requests()))
async def test_what_slack_did_not_sign_is_refused_with_401(world: World, name: str) -> None:
    """A stranger who knows the address can do nothing, and learns nothing."""
    body, headers = _bad_requests()[name]
    assert await post(world, body, headers) == (401, "")


async def test_a_request_posted_twice_has_one_effect(world: World) -> None:
    """Somebody who recorded a request can repeat it for five minutes; it is known by then."""
    typed = await world.type("q4-outbound jane@acme.example")
    await world.message("1 rows = 1 added")
    body = urlencode(typed.delivery.payload)
    assert await post(world, body, signed(body), FORM) == (200, "")
    assert len([one for one in world.slack.messages(world.sales) if "Added" in one.text]) == 1


async def test_a_body_without_end_is_refused(world: World) -> None:
    """Read is at most a megabyte."""
    body = "x" * (1024 * 1024 + 1)
    status, _ = await post(world, io.BytesIO(body.encode()), signed(body))
    assert status == 413


@pytest.mark.parametrize("opening", ["[", '{"a":'])
async def test_json_nested_without_end_is_refused(world: World, opening: str) -> None:
    """Even signed: it is an answer, not a crash, and the next request is served."""
    body = opening * 100_000
    status, _ = await post(world, body, signed(body))
    assert status >= 400
    challenge = json.dumps({"type": "url_verification", "token": "x", "challenge": "here"})
    assert (await post(world, challenge, signed(challenge)))[0] == 200


async def test_a_header_without_end_is_refused(world: World) -> None:
    """No more of it is read than eight kilobytes."""
    said = await raw(world, b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n")
    assert said.split()[1] == b"400"


async def test_a_body_that_does_not_come_is_given_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps no connection for ever."""
    monkeypatch.setattr("bot.slack.http_mode.BODY_WITHIN", 0.2)
    said = await raw(world, b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\nx")
    assert said.split()[1] == b"408"


async def raw(world: World, request: bytes) -> bytes:
    """The first line of the answer to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", world.bot.port)
    try:
        writer.write(request)
        async with asyncio.timeout(10):
            return await reader.readline()
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
