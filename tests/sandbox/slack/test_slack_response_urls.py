"""response_url: five uses in thirty minutes, answering, replacing, deleting."""

from typing import Any

import pytest
from aiohttp import ClientSession

from bot.sandbox.slack import Channel, ManualClock, Person, SlackSandbox

Json = dict[str, Any]


async def post(http: ClientSession, url: str, payload: Json) -> tuple[int, Json]:
    async with http.post(url, json=payload) as answer:
        return answer.status, await answer.json()


@pytest.fixture
def url(slack: SlackSandbox, ana: Person, sales: Channel) -> str:
    return slack.backend.response_urls.issue(ana.id, sales.id)


async def test_it_works_five_times(slack: SlackSandbox, ana: Person, http: ClientSession, url: str) -> None:
    """The sixth is used_url."""
    answers = [await post(http, url, {"text": "hi"}) for _ in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert answers[-1][1]["error"] == "used_url"
    assert len(slack.ephemerals(ana)) == 5


async def test_it_lasts_thirty_minutes(http: ClientSession, clock: ManualClock, url: str) -> None:
    """Then it is expired_url."""
    clock.advance(30 * 60)
    assert (await post(http, url, {"text": "hi"}))[0] == 200
    clock.advance(1)
    assert await post(http, url, {"text": "hi"}) == (404, {"ok": False, "error": "expired_url"})


async def test_it_needs_no_membership(
    slack: SlackSandbox, http: ClientSession, ana: Person, sales: Channel, url: str
) -> None:
    """The bot answers where it is not, in the open if it says so."""
    slack.kick_bot(sales)

    await post(http, url, {"text": "psst"})
    await post(http, url, {"text": "hi", "response_type": "in_channel"})

    assert [whisper.text for whisper in slack.ephemerals(ana, sales)] == ["psst"]
    assert [message.text for message in slack.messages(sales)] == ["hi"]


@pytest.mark.parametrize(
    ("payload", "error"),
    [({}, "no_text"), ({"text": "x", "blocks": [{"type": "sparkle"}]}, "invalid_blocks")],
)
async def test_what_slack_does_not_take_is_refused(
    http: ClientSession, url: str, payload: Json, error: str
) -> None:
    """With HTTP 400, which respond() does not raise."""
    status, body = await post(http, url, payload)

    assert (status, body["error"]) == (400, error)


async def test_broken_json_and_unknown_urls_are_refused(
    slack: SlackSandbox, http: ClientSession, url: str
) -> None:
    """invalid_payload and invalid_url."""
    async with http.post(url, data="{") as answer:
        assert answer.status == 400
    assert (await post(http, f"{slack.url}/actions/T0/unknown", {"text": "x"}))[0] == 404


async def test_the_original_is_replaced_or_deleted(
    slack: SlackSandbox, http: ClientSession, ana: Person, sales: Channel
) -> None:
    """A message keeps its history; a deleted one is gone."""
    message = (await slack.say(ana, sales, "one")).message
    url = slack.backend.response_urls.issue(ana.id, sales.id, message)

    await post(http, url, {"text": "two", "replace_original": True})
    assert [edit.text for edit in message.edits] == ["one"]
    assert [shown.text for shown in slack.messages(sales)] == ["two"]
    await post(http, url, {"delete_original": True})
    assert slack.messages(sales) == []
