"""Typing a slash command.

https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from dataclasses import dataclass

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery, EnvelopeType
from bot.sandbox.slack.errors import ImpossibleError, SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Message, Person
from bot.sandbox.slack.people.payloads import channel_name
from bot.sandbox.slack.people.writing import must_be_in
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.typed_text import as_stored


@dataclass(frozen=True, slots=True)
class CommandResult:
    """`error` is what the person reads instead of an answer: operation_timeout, invalid_command_response."""

    delivery: Delivery
    trigger_id: str
    response_url: str
    error: str | None

    @property
    def ack(self) -> Json:
        return self.delivery.response

    @property
    def acked_after(self) -> float | None:
        return self.delivery.acked_after


async def command(backend: Backend, person: Person, channel: Channel, name: str, text: str) -> CommandResult:
    must_be_in(person, channel)
    if not name.startswith("/") or not backend.workspace.installation.offers_command(name):
        raise ImpossibleError(f"{name} is not a valid command")
    trigger_id = backend.triggers.issue(person.id, channel.id)
    response_url = backend.response_urls.issue(person.id, channel.id)
    payload = _payload(backend, person, channel, name, text)
    delivery = backend.socket.deliver(
        EnvelopeType.COMMAND, payload | {"trigger_id": trigger_id, "response_url": response_url}
    )
    await delivery.first_try.wait()
    error = delivery.error
    if delivery.acked and delivery.response:
        error = _show(backend, person, channel, f"{name} {text}".rstrip(), delivery.response)
    return CommandResult(delivery, trigger_id, response_url, error)


def _payload(backend: Backend, person: Person, channel: Channel, name: str, text: str) -> Json:
    """Exactly the documented fields; `text` as typed unless the manifest says should_escape."""
    workspace = backend.workspace
    escaped = name in workspace.installation.escaped_commands
    return {
        "token": "deprecated",
        "team_id": workspace.team_id,
        "team_domain": workspace.installation.team_domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": as_stored(text.strip(" ")) if escaped else text.strip(" "),
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
    }


def _show(backend: Backend, person: Person, channel: Channel, typed: str, response: Json) -> str | None:
    """Show the answer that came with the ack; an `in_channel` one shows what was typed as well."""
    try:
        if response.get("response_type") == "in_channel":
            _repeat(backend, person, channel, typed)
        target = ResponseUrl(person.id, channel.id, None, backend.workspace.clock())
        backend.response_urls.respond(target, response)
    except SlackError:
        return "invalid_command_response"
    return None


def _repeat(backend: Backend, person: Person, channel: Channel, typed: str) -> None:
    workspace = backend.workspace
    workspace.post(Message(channel.id, workspace.ids.ts(), person.id, as_stored(typed)))
