"""Pressing buttons and choosing from menus, in messages and views: block_actions and block_suggestion.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery, EnvelopeType
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Ephemeral, Message, Person, View, interactive
from bot.sandbox.slack.objects import message_object, view_object
from bot.sandbox.slack.people.choosing import chosen_fields, unsent_fields
from bot.sandbox.slack.people.payloads import base, channel_part
from bot.sandbox.slack.people.writing import must_be_in

Target = Message | Ephemeral | View
MIN_QUERY = 3
"""external_select asks the app only from three characters on, unless min_query_length says otherwise."""


@dataclass(frozen=True, slots=True)
class Group:
    """Options under a heading, "" where the app gave none."""

    label: str
    options: list[Json]


@dataclass(frozen=True, slots=True)
class ClickResult:
    """`confirm` is the dialog that Slack showed first, and the person agreed to."""

    delivery: Delivery
    trigger_id: str
    response_url: str
    confirm: Json | None

    @property
    def error(self) -> str | None:
        return self.delivery.error


async def click(
    backend: Backend,
    person: Person,
    target: Target,
    action_id: str,
    *,
    option: object = None,
    stale_blocks: Sequence[Json] | None = None,
    values: Mapping[str, object] | None = None,
    value: str | None = None,
) -> ClickResult:
    """Press what is there now, or with `stale_blocks` what an old screen still shows.

    `values` is what stands in the inputs of a view meanwhile, by action_id: the app is told of it, too.
    `value` is that of the button, where several are of one action.
    """
    block, element = _find(target, action_id, stale_blocks, value)
    _must_see(backend, person, target)
    if block.get("type") == "input" and not block.get("dispatch_action"):
        raise ImpossibleError(f"{action_id} is an input without dispatch_action: it waits for the submission")
    chosen = chosen_fields(backend, element, option)
    if isinstance(target, View):
        _remember(backend, target, values or {})
        target.values.setdefault(block["block_id"], {})[action_id] = {"type": element["type"], **chosen}
    channel_id = target.channel
    trigger_id = backend.triggers.issue(person.id, channel_id)
    payload = base(backend, "block_actions", person) | _place(backend, target)
    payload |= {"trigger_id": trigger_id, "actions": [_action(backend, block, element, chosen)]}
    response_url = ""
    if isinstance(target, Message | Ephemeral):
        response_url = backend.response_urls.issue(person.id, target.channel, target)
        payload |= {"response_url": response_url, "state": {"values": _state(block, element, chosen)}}
    delivery = backend.socket.deliver(EnvelopeType.INTERACTION, payload)
    await delivery.first_try.wait()
    return ClickResult(delivery, trigger_id, response_url, element.get("confirm"))


def _remember(backend: Backend, view: View, values: Mapping[str, object]) -> None:
    """The state of every input as it stands, submitted or not."""
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        action_id, state = element["action_id"], view.values.setdefault(block["block_id"], {})
        if action_id in values:
            state[action_id] = unsent_fields(backend, element, values[action_id])
        state.setdefault(action_id, unsent_fields(backend, element))


async def suggestions(
    backend: Backend, person: Person, target: Target, action_id: str, query: str
) -> list[Group]:
    """What an external select offers for what the person typed into it, under its headings."""
    block, element = _find(target, action_id, None)
    _must_see(backend, person, target)
    if "external_select" not in element["type"]:
        raise ImpossibleError(f"{action_id} is no external select")
    if len(query) < element.get("min_query_length", MIN_QUERY):
        raise ImpossibleError(
            f"Slack asks for options only from {element.get('min_query_length', MIN_QUERY)} characters on"
        )
    payload = base(backend, "block_suggestion", person) | _place(backend, target)
    payload |= {"action_id": action_id, "block_id": block.get("block_id"), "value": query}
    delivery = backend.socket.deliver(EnvelopeType.INTERACTION, payload)
    await delivery.first_try.wait()
    return _offered(delivery)


def _find(
    target: Target, action_id: str, stale_blocks: Sequence[Json] | None, value: str | None = None
) -> tuple[Json, Json]:
    if stale_blocks is None and isinstance(target, Message | Ephemeral) and target.deleted:
        raise ImpossibleError("The message is gone")
    shown = target.blocks if isinstance(target, View) else target.all_blocks
    for block, element in interactive(list(stale_blocks) if stale_blocks is not None else shown):
        if element["action_id"] == action_id and value in {None, element.get("value")}:
            return block, element
    raise ImpossibleError(f"There is no {action_id} to press now, only {sorted(target.elements)}")


def _must_see(backend: Backend, person: Person, target: Target) -> None:
    match target:
        case Message():
            must_be_in(person, backend.workspace.channels[target.channel])
        case Ephemeral() if target.person != person.id:
            raise ImpossibleError(f"{person.handle} does not see this message")
        case View() if target not in [
            *backend.views.stack(person.id),
            backend.workspace.homes.get(person.id),
        ]:
            raise ImpossibleError(f"{person.handle} does not have this view open")
        case _:
            pass


def _place(backend: Backend, target: Target) -> Json:
    """The `container`, and the message or view itself; an ephemeral message is not sent back."""
    if isinstance(target, View):
        container = {"type": "view", "view_id": target.id}
        return {"container": container, "view": view_object(backend.workspace, target)}
    channel: Channel = backend.workspace.channels[target.channel]
    container_: Json = {"type": "message", "message_ts": target.ts, "channel_id": channel.id}
    container_["is_ephemeral"] = isinstance(target, Ephemeral)
    if target.thread_ts:
        container_["thread_ts"] = target.thread_ts
    place: Json = {"container": container_, "channel": channel_part(channel)}
    if isinstance(target, Message):
        place["message"] = message_object(backend.workspace, target, backend.url)
    return place


def _action(backend: Backend, block: Json, element: Json, chosen: Json) -> Json:
    copied = {
        key: element[key]
        for key in ("action_id", "type", "text", "value", "style", "placeholder")
        if key in element
    }
    facts: Json = {"block_id": block.get("block_id"), "action_ts": backend.workspace.ids.ts()}
    return facts | copied | chosen


def _state(block: Json, element: Json, chosen: Json) -> dict[str, Json]:
    """Buttons hold no state, everything that can be chosen does."""
    return {block["block_id"]: {element["action_id"]: {"type": element["type"], **chosen}}} if chosen else {}


def _offered(delivery: Delivery) -> list[Group]:
    response = delivery.response
    groups = response.get("option_groups")
    if groups is not None:
        return [Group(group["label"]["text"], group["options"]) for group in groups]
    return [Group("", response.get("options", []))]
