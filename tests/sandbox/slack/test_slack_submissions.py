"""What a modal sends when it is submitted, and what Slack's client does not let people submit."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, ImpossibleError, Person, SlackSandbox

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


OPTIONS = [{"text": plain("Q4"), "value": "q4"}, {"text": plain("Q5"), "value": "q5"}]


def modal(*blocks: Json, **fields: Any) -> Json:
    view = {"type": "modal", "callback_id": "m", "title": plain("M"), "submit": plain("Go")}
    return {**view, "blocks": list(blocks), **fields}


def field(element: Json, **fields: Any) -> Json:
    element = {"action_id": "it", **element}
    return {"type": "input", "block_id": "b", "label": plain("L"), "element": element, **fields}


@pytest.fixture
def patience() -> float:
    """Nobody acks in these tests: it is the payload that counts."""
    return 0.01


@pytest.fixture
def show(slack: SlackSandbox, client: AsyncWebClient, ana: Person) -> Callable[[Json], Awaitable[str]]:
    """Opens a modal for Ana and returns its id."""

    async def open_(view: Json) -> str:
        answer = await client.views_open(trigger_id=slack.backend.triggers.issue(ana.id), view=view)
        return str(answer["view"]["id"])

    return open_


async def test_a_required_field_must_be_filled_and_lengths_are_kept(
    slack: SlackSandbox, ana: Person, show: Callable[[Json], Awaitable[str]]
) -> None:
    """Slack's client does not submit otherwise; nor is there a field that is not there."""
    view = await show(modal(field({"type": "plain_text_input", "min_length": 2, "max_length": 3})))
    with pytest.raises(ImpossibleError, match="it is required"):
        await slack.submit_view(ana, view)
    with pytest.raises(ImpossibleError, match="at least 2"):
        await slack.submit_view(ana, view, {"it": "x"})
    with pytest.raises(ImpossibleError, match="at most 3"):
        await slack.submit_view(ana, view, {"it": "wxyz"})
    with pytest.raises(ImpossibleError, match="no \\['other'\\]"):
        await slack.submit_view(ana, view, {"other": "x"})
    assert slack.deliveries == []


@pytest.mark.parametrize(
    ("element", "choice"),
    [
        ({"type": "plain_text_input"}, ("x", {"value": "x"})),
        ({"type": "plain_text_input", "initial_value": "old"}, (None, {"value": "old"})),
        ({"type": "static_select", "options": OPTIONS}, ("q4", {"selected_option": OPTIONS[0]})),
        ({"type": "radio_buttons", "options": OPTIONS}, ("q4", {"selected_option": OPTIONS[0]})),
        ({"type": "checkboxes", "options": OPTIONS}, (["q4", "q5"], {"selected_options": OPTIONS})),
        ({"type": "external_select"}, (OPTIONS[1], {"selected_option": OPTIONS[1]})),
        ({"type": "datepicker"}, ("2026-12-01", {"selected_date": "2026-12-01"})),
        ({"type": "users_select"}, ("U1", {"selected_user": "U1"})),
        ({"type": "conversations_select"}, ("C1", {"selected_conversation": "C1"})),
    ],
    ids=lambda value: value.get("type") if isinstance(value, dict) else None,
)
async def test_a_submission_carries_the_state_of_every_input(
    slack: SlackSandbox,
    ana: Person,
    show: Callable[[Json], Awaitable[str]],
    element: Json,
    choice: tuple[object, Json],
) -> None:
    """Each type of element in its own shape."""
    value, sent = choice
    view = await show(modal(field(element)))
    result = await slack.submit_view(ana, view, {} if value is None else {"it": value})

    state = result.delivery.payload["view"]["state"]["values"]
    assert state == {"b": {"it": {"type": element["type"], **sent}}}
    assert result.error == "operation_timeout"
    assert slack.views(ana), "without an ack the modal stays"


async def test_an_optional_field_left_empty_is_null(
    slack: SlackSandbox, ana: Person, show: Callable[[Json], Awaitable[str]]
) -> None:
    """It is in the state all the same."""
    view = await show(modal(field({"type": "plain_text_input"}, optional=True)))
    result = await slack.submit_view(ana, view)

    state = result.delivery.payload["view"]["state"]["values"]
    assert state == {"b": {"it": {"type": "plain_text_input", "value": None}}}


async def test_a_file_input_gives_the_app_a_file_shared_nowhere(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, show: Callable[[Json], Awaitable[str]]
) -> None:
    """The id is enough: files.info knows it; wrong extensions and too many files are not taken."""
    view = await show(modal(field({"type": "file_input", "filetypes": ["csv"], "max_files": 1})))
    leads, picture = slack.stage_file(ana, "leads.CSV", b"x"), slack.stage_file(ana, "a.png", b"x")
    with pytest.raises(ImpossibleError, match="takes only"):
        await slack.submit_view(ana, view, {"it": picture})
    with pytest.raises(ImpossibleError, match="at most 1"):
        await slack.submit_view(ana, view, {"it": [leads, leads]})
    result = await slack.submit_view(ana, view, {"it": [leads]})

    [sent] = result.delivery.payload["view"]["state"]["values"]["b"]["it"]["files"]
    assert (sent["id"], sent["name"]) == (leads.id, "leads.CSV")
    assert (await client.files_info(file=leads.id))["file"]["shares"] == {}


async def test_a_chosen_conversation_brings_a_response_url(
    slack: SlackSandbox, ana: Person, sales: Channel, show: Callable[[Json], Awaitable[str]]
) -> None:
    """Only with response_url_enabled; otherwise a submission has no place to answer to."""
    element = {"type": "conversations_select", "response_url_enabled": True}
    view = await show(modal(field(element)))
    result = await slack.submit_view(ana, view, {"it": sales})

    [entry] = result.delivery.payload["response_urls"]
    assert (entry["channel_id"], entry["block_id"]) == (sales.id, "b")
    assert entry["response_url"].startswith(slack.url)
    assert "channel" not in result.delivery.payload
