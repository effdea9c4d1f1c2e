"""Everything a test, the demo or the control API may do with a running sandbox, however it was started."""

from collections.abc import Iterable

from bot.sandbox.slack.acting import Acting
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.model import Channel, ChannelKind, Person
from bot.sandbox.slack.people import writing
from bot.sandbox.slack.reading import Reading
from bot.sandbox.slack.workspace import Workspace


class Stage(Acting, Reading):
    """Adds what the app must be told to connect, and filling the workspace with people and channels."""

    workspace: Workspace

    @property
    def url(self) -> str:
        return self.backend.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return self.workspace.installation.bot_token

    @property
    def app_token(self) -> str:
        return self.workspace.installation.app_token

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def app_id(self) -> str:
        return self.workspace.app_id

    @property
    def bot_id(self) -> str:
        return self.workspace.bot_id

    @property
    def bot_user_id(self) -> str:
        return self.workspace.bot_user_id

    @property
    def faults(self) -> Faults:
        return self.backend.faults

    def add_person(
        self,
        handle: str,
        *,
        name: str = "",
        admin: bool = False,
        guest: bool = False,
        tz: str = "Europe/Berlin",
        email: str = "",
        stranger: bool = False,
        single_channel: bool = False,
    ) -> Person:
        """`stranger`: someone from another organisation, seen through Slack Connect.

        `single_channel`: of a guest, that it is one for a single channel.
        """
        return self.workspace.add_person(
            handle,
            name=name,
            admin=admin,
            guest=guest,
            single_channel=single_channel,
            tz=tz,
            email=email,
            stranger=stranger,
        )

    def add_channel(
        self,
        name: str,
        *,
        people: Iterable[Person] = (),
        with_bot: bool = True,
        private: bool = False,
        ext_shared: bool = False,
    ) -> Channel:
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        members = [person.id for person in people] + ([self.bot_user_id] if with_bot else [])
        return self.workspace.add_channel(name, kind, members, ext_shared=ext_shared)

    def dm(self, person: Person) -> Channel:
        return self.workspace.direct([person.id])

    def join(self, person: Person, channel: Channel) -> None:
        writing.join(self.backend, person.id, channel)

    def leave(self, person: Person, channel: Channel) -> None:
        writing.leave(self.backend, person.id, channel)

    def invite_bot(self, channel: Channel) -> None:
        writing.join(self.backend, self.bot_user_id, channel)

    def kick_bot(self, channel: Channel) -> None:
        writing.leave(self.backend, self.bot_user_id, channel)

    def archive(self, channel: Channel) -> None:
        channel.archived = True
        self.changed()
