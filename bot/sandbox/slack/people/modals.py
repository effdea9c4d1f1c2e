"""Submitting and closing modals: view_submission, view_closed, and what the app answers to them.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery, EnvelopeType
from bot.sandbox.slack.errors import ImpossibleError, SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Person, View
from bot.sandbox.slack.objects import view_object
from bot.sandbox.slack.people.choosing import chosen_fields, initial_fields
from bot.sandbox.slack.people.payloads import base


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """`errors` by block_id, as the modal shows them; `error` if no usable answer came."""

    delivery: Delivery
    trigger_id: str
    errors: dict[str, str] = field(default_factory=dict)
    error: str | None = None


async def submit_view(
    backend: Backend, person: Person, view: View, values: Mapping[str, object]
) -> SubmitResult:
    """Fill in the fields named by action_id, and press the submit button."""
    _must_be_on_top(backend, person, view)
    if "submit" not in view.definition:
        raise ImpossibleError("This modal has no submit button")
    _fill_in(backend, view, values)
    trigger_id = backend.triggers.issue(person.id, view.channel)
    payload = base(backend, "view_submission", person) | {
        "trigger_id": trigger_id,
        "view": view_object(backend.workspace, view),
        "response_urls": _response_urls(backend, person, view),
    }
    delivery = backend.socket.deliver(EnvelopeType.INTERACTION, payload)
    await delivery.first_try.wait()
    if not delivery.acked:
        return SubmitResult(delivery, trigger_id, error=delivery.error)
    try:
        errors = _react(backend, view, delivery.response)
    except SlackError as refusal:
        return SubmitResult(delivery, trigger_id, error=str(refusal))
    return SubmitResult(delivery, trigger_id, errors)


async def close_view(backend: Backend, person: Person, view: View, *, clear: bool = False) -> Delivery | None:
    """Close the modal on top, or all of them; the app hears of it if it set notify_on_close."""
    _must_be_on_top(backend, person, view)
    payload = base(backend, "view_closed", person)
    payload |= {"view": view_object(backend.workspace, view), "is_cleared": clear}
    if clear or view.definition.get("clear_on_close"):
        backend.views.clear(person.id)
    else:
        backend.views.close(view)
    if not view.definition.get("notify_on_close"):
        return None
    delivery = backend.socket.deliver(EnvelopeType.INTERACTION, payload)
    await delivery.first_try.wait()
    return delivery


def _must_be_on_top(backend: Backend, person: Person, view: View) -> None:
    stack = backend.views.stack(person.id)
    if not stack or stack[-1] is not view:
        raise ImpossibleError(f"{person.handle} does not see this modal")


def _fill_in(backend: Backend, view: View, values: Mapping[str, object]) -> None:
    """Put the values into the state; every input block shows up there, filled or not."""
    unknown = set(values) - set(view.elements)
    if unknown:
        raise ImpossibleError(f"This modal has no {sorted(unknown)}, only {sorted(view.elements)}")
    for block in view.blocks:
        if block["type"] == "input":
            _fill_input(backend, view, block, values)


def _fill_input(backend: Backend, view: View, block: Json, values: Mapping[str, object]) -> None:
    element = block["element"]
    action_id = element["action_id"]
    state = view.values.setdefault(block["block_id"], {})
    if action_id in values:
        state[action_id] = {"type": element["type"], **chosen_fields(backend, element, values[action_id])}
    state.setdefault(action_id, {"type": element["type"], **initial_fields(element)})
    empty = not any(value for key, value in state[action_id].items() if key != "type")
    if empty and not block.get("optional"):
        raise ImpossibleError(f"{action_id} is required; Slack does not submit the modal without it")


def _response_urls(backend: Backend, person: Person, view: View) -> list[Json]:
    """One for each conversation chosen in a select with response_url_enabled."""
    urls = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        chosen = view.values[block["block_id"]][element["action_id"]]
        channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if channel:
            url = backend.response_urls.issue(person.id, channel)
            place = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            urls.append({**place, "response_url": url})
    return urls


def _react(backend: Backend, view: View, response: Json) -> dict[str, str]:
    """Do what the ack says; an empty one closes this modal. Returns the errors to show."""
    match response.get("response_action"):
        case None:
            _close(backend, view)
        case "clear":
            backend.views.clear(view.person)
        case "update":
            backend.views.update(view, response.get("view") or {})
        case "push":
            backend.views.push(view.person, response.get("view") or {})
        case "errors":
            return _errors(view, response.get("errors") or {})
        case other:
            raise SlackError("invalid_arguments", messages=[f"unknown response_action {other}"])
    return {}


def _close(backend: Backend, view: View) -> None:
    """Unless the app has closed or replaced it meanwhile."""
    if view in backend.views.stack(view.person):
        backend.views.close(view)


def _errors(view: View, errors: Mapping[str, str]) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    unknown = set(errors) - inputs
    if unknown or not errors:
        raise SlackError(
            "invalid_arguments", messages=[f"errors must name input blocks, not {sorted(unknown)}"]
        )
    return dict(errors)
