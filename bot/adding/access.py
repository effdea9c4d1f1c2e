"""Who may do what. Slack decides who may see a button; this decides who may press it.

Full members of the workspace may use the bot, all of it but what is reserved for admins. Guests were let in
for a channel or two, people of other organisations only through a shared channel: neither may, wherever they
are, and being named among the admins does not change that.
"""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import assert_never

from bot.adding.errors import AdminsOnlyError, GuestError, StrangerError, WrongChannelError
from bot.adding.overrides import Override, Overrides


@unique
class Standing(StrEnum):
    """What somebody is in the workspace that the bot belongs to."""

    MEMBER = "member"
    GUEST = "guest"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on Slack.

    Fields:
        names: what the person is called: handle, display name, full name.
    """

    id: str
    standing: Standing
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """The rules in force.

    Fields:
        admins: Slack user ids. Empty: nobody is set apart, so nothing is reserved.
        channels: Slack channel ids where the bot may be used. Empty: anywhere.
    """

    admins: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    def check_standing(self, standing: Standing) -> None:
        """Whether somebody may use the bot at all.

        Raises:
            GuestError, StrangerError: no.
        """
        match standing:
            case Standing.MEMBER:
                return
            case Standing.GUEST:
                raise GuestError("guests may not use the bot")
            case Standing.STRANGER:
                raise StrangerError("people of other organisations may not use the bot")
            case _:
                assert_never(standing)

    def check_channel(self, channel: str) -> None:
        """Raises WrongChannelError where the bot may not be used. A direct message counts as a channel."""
        if self.channels and channel not in self.channels:
            raise WrongChannelError(self.channels)

    def may_lift(self, user: str, overrides: Overrides) -> bool:
        """Whether none of the overrides is reserved for admins, or the person is one."""
        return Override.EXCLUSION_LIST not in overrides or not self.admins or user in self.admins

    def check_overrides(self, user: str, overrides: Overrides) -> None:
        """Raises AdminsOnlyError when an override is reserved for admins and the person is none."""
        if not self.may_lift(user, overrides):
            raise AdminsOnlyError("Only admins may retry people on the exclusion list. Ask one of them.")
