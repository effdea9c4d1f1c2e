"""Shortcuts, on a message or global, and opening the app's Home tab."""

from dataclasses import dataclass

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery, EnvelopeType
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.model import Message, Person
from bot.sandbox.slack.objects import message_object
from bot.sandbox.slack.people.payloads import base, channel_part
from bot.sandbox.slack.people.writing import must_be_in


@dataclass(frozen=True, slots=True)
class ShortcutResult:
    delivery: Delivery
    trigger_id: str
    response_url: str

    @property
    def error(self) -> str | None:
        return self.delivery.error


async def shortcut(
    backend: Backend, person: Person, callback_id: str, message: Message | None
) -> ShortcutResult:
    """A message shortcut, or a global one, which is hidden from guests.

    https://docs.slack.dev/interactivity/implementing-shortcuts
    """
    if not backend.workspace.installation.offers_shortcut(callback_id):
        raise ImpossibleError(f"The app has no shortcut {callback_id}")
    if message is None and person.guest:
        raise ImpossibleError("Guests do not see global shortcuts")
    trigger_id = backend.triggers.issue(person.id, message.channel if message else None)
    payload = base(backend, "message_action" if message else "shortcut", person)
    payload |= {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": backend.workspace.ids.ts()}
    response_url = ""
    if message is not None:
        channel = backend.workspace.channels[message.channel]
        must_be_in(person, channel)
        response_url = backend.response_urls.issue(person.id, channel.id)
        payload |= {
            "channel": channel_part(channel),
            "message_ts": message.ts,
            "message": message_object(backend.workspace, message, backend.url),
            "response_url": response_url,
        }
    delivery = backend.socket.deliver(EnvelopeType.INTERACTION, payload)
    await delivery.first_try.wait()
    return ShortcutResult(delivery, trigger_id, response_url)


async def open_home(backend: Backend, person: Person) -> Delivery | None:
    """Open the Home tab of the app.

    https://docs.slack.dev/reference/events/app_home_opened
    """
    channel = backend.workspace.direct([person.id])
    delivery = backend.events.home_opened(person.id, channel, backend.workspace.homes.get(person.id))
    if delivery is not None:
        await delivery.first_try.wait()
    return delivery
