"""What stands in an Amplemarket account: its sequences, and the mailboxes it sends from. Who takes leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import assert_never


@unique
class SequenceStatus(StrEnum):
    """The first seven as the API spells them; the last two are ours, and Amplemarket never says them."""

    ACTIVE = "active"
    PAUSED = "paused"
    DRAFT = "draft"
    ARCHIVED = "archived"
    ARCHIVING = "archiving"
    PAUSING = "pausing"
    RESUMING = "resuming"
    UNKNOWN = "unknown"  # the list can't be read, or says a word that we do not know
    GONE = "gone"  # the list was read to its end, and the sequence is not in it

    @property
    def takes_leads(self) -> bool | None:
        """As Amplemarket's guide to sequences has it; None where only trying tells."""
        match self:
            case SequenceStatus.ACTIVE | SequenceStatus.PAUSED:
                return True
            case SequenceStatus.DRAFT | SequenceStatus.ARCHIVED | SequenceStatus.ARCHIVING:
                return False
            case SequenceStatus.PAUSING | SequenceStatus.RESUMING:
                return False
            case SequenceStatus.UNKNOWN | SequenceStatus.GONE:
                return None
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence as Amplemarket lists it.

    Fields:
        name: "" where it is not known. Not unique: only the id is.
        owner: who made it: a name where one is known, else an e-mail address; "" where neither is.
        dynamic_fields_used: the merge fields that its active stages use; None where the API does not tell
            (the field is not in the stored page of the endpoint).
    """

    id: str
    name: str = ""
    status: SequenceStatus = SequenceStatus.UNKNOWN
    owner: str = ""
    dynamic_fields_used: tuple[str, ...] | None = None


@unique
class MailboxStatus(StrEnum):
    """As the API spells them; the last one is ours."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    NEEDS_RECONNECTION = "needs_reconnection"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox that the account can send from.

    Fields:
        user: the name of whom it belongs to, "" where it is not known.
        user_email: their address in Amplemarket, which need not be the mailbox's.
    """

    email: str
    status: MailboxStatus = MailboxStatus.UNKNOWN
    user: str = ""
    user_email: str = ""

    @property
    def is_usable(self) -> bool:
        """A status that we do not know is given the benefit of the doubt: Amplemarket has the last word."""
        return self.status in {MailboxStatus.ACTIVE, MailboxStatus.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the API key belongs to. The fields are inferred from public clients."""

    id: str = ""
    name: str = ""


def not_usable(wanted: tuple[str, ...], known: Mapping[str, Mailbox]) -> tuple[str, ...]:
    """Those of the wanted addresses that nothing can be sent from.

    Args:
        wanted: e-mail addresses, as somebody wrote them.
        known: all mailboxes of the account, by lower-case address.
    """
    return tuple(email for email in wanted if (box := known.get(email.lower())) is None or not box.is_usable)
