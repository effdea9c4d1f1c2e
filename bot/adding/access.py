"""Who may do what. Slack decides who may see a button; this decides who may press it."""

from dataclasses import dataclass

from bot.adding.errors import AdminsOnlyError, WrongChannelError
from bot.adding.overrides import Override, Overrides


@dataclass(frozen=True, slots=True)
class Access:
    """The rules in force.

    Fields:
        admins: Slack user ids. Empty: nobody is set apart, so nothing is reserved.
        channels: Slack channel ids where the bot may be used. Empty: anywhere.
    """

    admins: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    def check_channel(self, channel: str) -> None:
        """Raises WrongChannelError where the bot may not be used. A direct message counts as a channel."""
        if self.channels and channel not in self.channels:
            raise WrongChannelError(self.channels)

    def check_overrides(self, user: str, overrides: Overrides) -> None:
        """Raises AdminsOnlyError when an override is reserved for admins and the person is none."""
        if Override.EXCLUSION_LIST in overrides and self.admins and user not in self.admins:
            raise AdminsOnlyError("Only admins may retry people on the exclusion list. Ask one of them.")
