"""What people see, as methods of the sandbox, and waiting until they see something."""

from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.slack.backend import ApiCall, Backend
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.model import Channel, Ephemeral, Message, Person, View
from bot.sandbox.slack.stored_files import File

T = TypeVar("T")


class Reading:
    """Needs `backend`; a part of `SlackSandbox`."""

    backend: Backend

    @property
    def people(self) -> list[Person]:
        return list(self.backend.workspace.people.values())

    @property
    def channels(self) -> list[Channel]:
        return list(self.backend.workspace.channels.values())

    @property
    def calls(self) -> list[ApiCall]:
        """Every call of the Web API so far."""
        return self.backend.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything sent to the app over its sockets so far."""
        return self.backend.socket.deliveries

    def calls_of(self, method: str) -> list[ApiCall]:
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: Channel | str) -> list[Message]:
        """All messages of a channel, replies included, oldest first; deleted ones are gone."""
        return self.backend.workspace.messages(_id(channel))

    def thread(self, channel: Channel | str, ts: str) -> list[Message]:
        """The parent and its replies."""
        return self.backend.workspace.thread(_id(channel), ts)

    def message(self, channel: Channel | str, ts: str) -> Message | None:
        return self.backend.workspace.message(_id(channel), ts)

    def ephemerals(self, person: Person, channel: Channel | str | None = None) -> list[Ephemeral]:
        """What only this person sees, and has not been deleted."""
        return [
            ephemeral
            for ephemeral in self.backend.workspace.ephemerals
            if ephemeral.person == person.id
            and not ephemeral.deleted
            and (channel is None or ephemeral.channel == _id(channel))
        ]

    def views(self, person: Person) -> list[View]:
        """The open modals of a person; the last one is on top."""
        return list(self.backend.views.stack(person.id))

    def home(self, person: Person) -> View | None:
        return self.backend.workspace.homes.get(person.id)

    def files(self) -> list[File]:
        return [file for file in self.backend.workspace.files.values() if not file.deleted]

    def sockets(self) -> int:
        """How many Socket Mode connections are open."""
        return self.backend.socket.connections

    async def until(
        self,
        predicate: Callable[[], T | None],
        *,
        timeout: float = 10.0,  # noqa: ASYNC109 - the wait describes the state when it ends, a caller's could not
        what: str = "the expected state",
    ) -> T:
        """Wait for a truthy value of `predicate`, asked again at every change of the sandbox."""
        workspace = self.backend.workspace
        return await workspace.changes.until(
            predicate, seconds=timeout, what=what, describe=workspace.describe
        )

    def changed(self) -> None:
        """Make `until` ask again, after something outside the sandbox has changed."""
        self.backend.workspace.changes.notify()


def _id(channel: Channel | str) -> str:
    return channel if isinstance(channel, str) else channel.id
