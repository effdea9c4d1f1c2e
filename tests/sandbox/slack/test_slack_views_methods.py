"""views.*: trigger ids, the stack of modals, hashes and the Home tab."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import ManualClock, Person, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]
Json = dict[str, Any]

MODAL: Json = {
    "type": "modal",
    "callback_id": "add_leads",
    "title": {"type": "plain_text", "text": "Add leads"},
    "blocks": [{"type": "divider"}],
}
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}


@pytest.fixture
def trigger(slack: SlackSandbox, ana: Person) -> Callable[[], str]:
    """A new trigger id, as if Ana had just pressed something."""
    return lambda: slack.backend.triggers.issue(ana.id)


async def test_a_trigger_opens_one_modal(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """The second use is exchanged_trigger_id."""
    trigger_id = trigger()
    answer = await client.views_open(trigger_id=trigger_id, view=MODAL)

    assert [view.id for view in slack.views(ana)] == [answer["view"]["id"]]
    assert await refusal(client.views_open(trigger_id=trigger_id, view=MODAL)) == "exchanged_trigger_id"


async def test_a_trigger_lasts_three_seconds(
    client: AsyncWebClient, clock: ManualClock, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """Slow work before views.open costs the modal."""
    in_time, late = trigger(), trigger()
    clock.advance(3.0)
    await client.views_open(trigger_id=in_time, view=MODAL)
    clock.advance(0.1)

    assert await refusal(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="made.up", view=MODAL)) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_unused(
    client: AsyncWebClient, trigger: Callable[[], str]
) -> None:
    """What is wrong is said with a pointer, below /view."""
    trigger_id = trigger()
    broken = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger_id, view=broken)

    answer = caught.value.response
    assert answer["error"] == "invalid_arguments"
    assert "[json-pointer:/view/title/text]" in answer["response_metadata"]["messages"][0]


async def test_a_view_has_a_size_and_a_type(
    client: AsyncWebClient, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """view_too_large beyond 250 kB; a Home tab is not opened as a modal."""
    text = {"type": "plain_text", "text": "x" * 2900}
    large = {**MODAL, "blocks": [{"type": "section", "text": text}] * 100}

    assert await refusal(client.views_open(trigger_id=trigger(), view=large)) == "view_too_large"
    assert await refusal(client.views_open(trigger_id=trigger(), view=HOME)) == "invalid_arguments"


async def test_three_modals_are_a_full_stack(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """The fourth is push_limit_reached; each knows the one below."""
    assert await refusal(client.views_push(trigger_id=trigger(), view=MODAL)) == "not_found"
    await client.views_open(trigger_id=trigger(), view=MODAL)
    await client.views_push(trigger_id=trigger(), view=MODAL)
    top = await client.views_push(trigger_id=trigger(), view=MODAL)

    first, second, third = slack.views(ana)
    assert third.id == top["view"]["id"]
    assert (top["view"]["root_view_id"], top["view"]["previous_view_id"]) == (first.id, second.id)
    assert await refusal(client.views_push(trigger_id=trigger(), view=MODAL)) == "push_limit_reached"


async def test_an_update_with_an_old_hash_conflicts(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """hash_conflict, instead of overwriting what somebody else wrote."""
    opened = (await client.views_open(trigger_id=trigger(), view=MODAL))["view"]
    other = {**MODAL, "title": {"type": "plain_text", "text": "Other"}}
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=other)

    assert slack.views(ana)[0].definition["title"]["text"] == "Other"
    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
    assert await refusal(stale) == "hash_conflict"


async def test_a_closed_view_is_not_found(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """Nobody looks at it any more."""
    opened = (await client.views_open(trigger_id=trigger(), view=MODAL))["view"]
    assert await slack.close_view(ana, opened["id"]) is None

    assert await refusal(client.views_update(view_id=opened["id"], view=MODAL)) == "not_found"


async def test_an_external_id_names_one_view(
    client: AsyncWebClient, trigger: Callable[[], str], refusal: Refusal
) -> None:
    """duplicate_external_id for a second; the first is updated by it."""
    named = {**MODAL, "external_id": "job-1"}
    await client.views_open(trigger_id=trigger(), view=named)

    assert await refusal(client.views_push(trigger_id=trigger(), view=named)) == "duplicate_external_id"
    await client.views_update(external_id="job-1", view=named)


async def test_a_home_tab_is_published_per_person(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, bo: Person, refusal: Refusal
) -> None:
    """Again replaces it; an old hash conflicts; a modal is none."""
    first = (await client.views_publish(user_id=ana.id, view=HOME))["view"]
    await client.views_publish(user_id=ana.id, view=HOME, hash=first["hash"])

    assert slack.home(ana) is not None
    assert slack.home(bo) is None
    stale = client.views_publish(user_id=ana.id, view=HOME, hash=first["hash"])
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_publish(user_id=bo.id, view=MODAL)) == "invalid_arguments"
    assert await refusal(client.views_publish(user_id="U0NOBODY", view=HOME)) == "user_not_found"
