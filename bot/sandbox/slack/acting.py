"""What people do, as methods of the sandbox. Thin: the actions themselves stand in `people`."""

from collections.abc import Iterable, Mapping, Sequence

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Ephemeral, Message, Person, View
from bot.sandbox.slack.people import commands, modals, pressing, shortcuts, writing
from bot.sandbox.slack.stored_files import File, FileVariant, Upload


class Acting:
    """Needs `backend`; a part of `SlackSandbox`."""

    backend: Backend

    async def command(
        self, person: Person, channel: Channel, name: str, text: str = ""
    ) -> commands.CommandResult:
        """Type a slash command; returns when it was acked, or was not in time."""
        return await commands.command(self.backend, person, channel, name, text)

    async def say(
        self, person: Person, channel: Channel, text: str, *, thread_ts: str | None = None
    ) -> writing.Posted:
        return writing.say(self.backend, person, channel, text, thread_ts=thread_ts)

    async def upload(
        self,
        person: Person,
        channel: Channel,
        filename: str,
        content: bytes,
        *,
        text: str = "",
        thread_ts: str | None = None,
        variant: FileVariant | None = None,
    ) -> writing.Posted:
        """Share one file, with words or without."""
        upload = Upload(filename, content, variant=variant or FileVariant())
        return await self.upload_files(person, channel, [upload], text=text, thread_ts=thread_ts)

    async def upload_files(
        self,
        person: Person,
        channel: Channel,
        uploads: Iterable[Upload],
        *,
        text: str = "",
        thread_ts: str | None = None,
    ) -> writing.Posted:
        """Share several files in one message."""
        writing.must_be_in(person, channel)
        files = [writing.store_file(self.backend, person, upload) for upload in uploads]
        return writing.say(self.backend, person, channel, text, thread_ts=thread_ts, files=files)

    def place(
        self, person: Person, channel: Channel, text: str, *, uploads: Iterable[Upload] = ()
    ) -> Message:
        """A message that stood there before the app was installed: the app hears nothing of it."""
        files = [writing.store_file(self.backend, person, upload) for upload in uploads]
        return writing.place(self.backend, person, channel, text, files=files)

    def stage_file(
        self, person: Person, filename: str, content: bytes, *, variant: FileVariant | None = None
    ) -> File:
        """Pick a file in a modal's file_input; it is shared nowhere, but the app may read it."""
        upload = Upload(filename, content, variant=variant or FileVariant())
        return writing.store_file(self.backend, person, upload, for_app=True)

    async def edit(self, person: Person, message: Message, text: str) -> writing.Posted:
        return writing.edit(self.backend, person, message, text)

    async def delete(self, person: Person, message: Message) -> writing.Posted:
        return writing.delete(self.backend, person, message)

    async def click(
        self,
        person: Person,
        target: Message | Ephemeral | View | str,
        action_id: str,
        *,
        channel: Channel | None = None,
        option: object = None,
        stale_blocks: Sequence[Json] | None = None,
        values: Mapping[str, object] | None = None,
        value: str | None = None,
    ) -> pressing.ClickResult:
        """Press a button or choose an option (by its value), in a message or a view.

        `values` is what stands in the view's inputs meanwhile, as `submit_view` takes it; `value` that of the
        button, where several are of one action.
        """
        found = self._target(target, channel)
        return await pressing.click(
            self.backend,
            person,
            found,
            action_id,
            option=option,
            stale_blocks=stale_blocks,
            values=values,
            value=value,
        )

    async def suggestions(
        self, person: Person, target: Message | Ephemeral | View | str, action_id: str, query: str
    ) -> list[Json]:
        """Type into an external select and see what it offers."""
        groups = await self.suggestion_groups(person, target, action_id, query)
        return [option for group in groups for option in group.options]

    async def suggestion_groups(
        self, person: Person, target: Message | Ephemeral | View | str, action_id: str, query: str
    ) -> list[pressing.Group]:
        """The same with the headings that stand above the options."""
        return await pressing.suggestions(self.backend, person, self._target(target, None), action_id, query)

    async def submit_view(
        self, person: Person, view: View | str, values: Mapping[str, object] | None = None
    ) -> modals.SubmitResult:
        """Fill in fields by action_id (options by value, files as `stage_file` gave them) and submit."""
        return await modals.submit_view(self.backend, person, self._view(view), values or {})

    async def close_view(self, person: Person, view: View | str, *, clear: bool = False) -> Delivery | None:
        return await modals.close_view(self.backend, person, self._view(view), clear=clear)

    async def shortcut(
        self, person: Person, callback_id: str, message: Message | None = None
    ) -> shortcuts.ShortcutResult:
        """Use a message shortcut on `message`, or a global one."""
        return await shortcuts.shortcut(self.backend, person, callback_id, message)

    async def open_home(self, person: Person) -> Delivery | None:
        return await shortcuts.open_home(self.backend, person)

    async def redeliver(self, delivery: Delivery) -> Delivery:
        """Send the very same payload once more, as Slack does when it missed the ack."""
        again = self.backend.socket.deliver(delivery.type, delivery.payload)
        await again.first_try.wait()
        return again

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send a `disconnect` frame: warning, refresh_requested or link_disabled."""
        await self.backend.socket.disconnect(reason)

    async def cut_sockets(self) -> None:
        """Close all sockets of the app without a word, as a broken network does."""
        await self.backend.socket.cut()

    def _target(
        self, target: Message | Ephemeral | View | str, channel: Channel | None
    ) -> Message | Ephemeral | View:
        """A view by its id, a message or ephemeral by its ts."""
        if not isinstance(target, str):
            return target
        if target.startswith("V"):
            return self._view(target)
        workspace = self.backend.workspace
        for channel_id in [channel.id] if channel else workspace.channels:
            found = workspace.message(channel_id, target) or workspace.ephemeral(channel_id, target)
            if found is not None:
                return found
        raise ImpossibleError(f"There is no message {target}")

    def _view(self, view: View | str) -> View:
        return self.backend.views.find(view_id=view) if isinstance(view, str) else view
