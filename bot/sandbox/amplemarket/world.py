"""Who and what exists in the sandbox's Amplemarket account. Pure state: no HTTP, no rules of adding.

Owns: sequences and who is in them, users and their mailboxes, the exclusion list, the recently contacted.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.leads.lead import Lead, LeadKey, lead_keys

TAKES_LEADS = frozenset({"active", "paused"})
"""Amplemarket's guide to sequences: no other status takes leads by API."""

MAILBOX_STATUSES = frozenset({"active", "inactive", "needs_reconnection"})
"""Those of the documented filter of GET /mailboxes."""

STATUSES = TAKES_LEADS | {"draft", "archived", "archiving", "pausing", "resuming"}


@dataclass(frozen=True, slots=True)
class Mailbox:
    id: str
    email: str
    status: str = "active"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    email: str
    mailboxes: tuple[Mailbox, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a sequence, as the call spelled them.

    Fields:
        call: the number of the call that brought them, from 1; None for one who was there from the start.
        keys: what identifies them.
    """

    email: str | None
    linkedin_url: str | None
    data: Mapping[str, str | None]
    call: int | None
    keys: tuple[LeadKey, ...]


@dataclass(slots=True)
class Sequence:
    """Fields.

    required_fields: the merge fields that its stages use; a lead without one is refused.
    members: in the order in which they came.
    """

    id: str
    name: str
    status: str
    owner: User
    required_fields: tuple[str, ...]
    created_at: datetime
    members: list[Member] = field(default_factory=list)
    keys: set[LeadKey] = field(default_factory=set)

    @property
    def takes_leads(self) -> bool:
        return self.status in TAKES_LEADS

    def holds(self, keys: tuple[LeadKey, ...]) -> bool:
        return not self.keys.isdisjoint(keys)

    def add(self, member: Member) -> None:
        self.members.append(member)
        self.keys.update(member.keys)


class World:
    """One Amplemarket account. Ids are made from names and order: the same seeding gives the same ids."""

    def __init__(self) -> None:
        self.sequences: dict[str, Sequence] = {}
        self.users: list[User] = []
        self.contacted: set[LeadKey] = set()
        self._excluded_emails: set[LeadKey] = set()
        self._excluded_domains: set[str] = set()

    def add_user(self, name: str, email: str, mailboxes: tuple[str, ...]) -> User:
        """Raises ValueError for an e-mail that is taken."""
        if any(user.email == email for user in self.users):
            raise ValueError(f"there is a user {email} already")
        boxes = tuple(Mailbox(made_id("mailbox", box), box) for box in mailboxes or (email,))
        user = User(made_id("user", email), name, email, boxes)
        self.users.append(user)
        return user

    def set_mailbox_status(self, email: str, status: str) -> None:
        """Raises ValueError for a mailbox that is not there, or a status that Amplemarket does not know."""
        if status not in MAILBOX_STATUSES:
            raise ValueError(f"{status} is none of {', '.join(sorted(MAILBOX_STATUSES))}")
        for place, user in enumerate(self.users):
            boxes = {box.email: box for box in user.mailboxes}
            if email in boxes:
                boxes[email] = replace(boxes[email], status=status)
                self.users[place] = replace(user, mailboxes=tuple(boxes.values()))
                return
        raise ValueError(f"there is no mailbox {email}")

    def add_sequence(self, sequence: Sequence) -> None:
        """Raises ValueError for an id that is taken or a status that Amplemarket does not know."""
        if sequence.id in self.sequences:
            raise ValueError(f"there is a sequence {sequence.id} already")
        check_status(sequence.status)
        self.sequences[sequence.id] = sequence

    def exclude(self, who: str | Lead) -> None:
        """An e-mail address, or a whole domain: Amplemarket has these two exclusion lists and no other."""
        if isinstance(who, str) and "@" not in who:
            if "/" in who:
                raise ValueError(f"{who} is neither an e-mail address nor a domain")
            self._excluded_domains.add(who.lower())
            return
        email, *_ = identity(who)
        if email is None:
            raise ValueError("only an e-mail address or a domain can be excluded")
        self._excluded_emails.update(lead_keys(email, None))

    @property
    def excluded(self) -> list[str]:
        """Domains first."""
        return [*sorted(self._excluded_domains), *sorted(self._excluded_emails)]

    def is_excluded(self, email: str | None) -> bool:
        """Assumed: an excluded domain does not exclude its subdomains."""
        if email is None:
            return False
        domain = email.rpartition("@")[2].strip().lower()
        return domain in self._excluded_domains or not self._excluded_emails.isdisjoint(
            lead_keys(email, None)
        )

    def others_holding(self, keys: tuple[LeadKey, ...], but: Sequence) -> Iterator[Sequence]:
        """The other sequences that a person is in."""
        return (other for other in self.sequences.values() if other is not but and other.holds(keys))


def identity(who: str | Lead) -> tuple[str | None, str | None, Mapping[str, str], tuple[LeadKey, ...]]:
    """E-mail, LinkedIn URL, data and keys of a person given as a lead or as one of the two values.

    Raises:
        ValueError: the text names nobody.
    """
    if isinstance(who, Lead):
        return who.email, who.linkedin_url, who.data, who.keys
    email, url = (who, None) if "@" in who else (None, who)
    if not (keys := lead_keys(email, url)):
        raise ValueError(f"{who} is neither an e-mail address nor a LinkedIn profile")
    return email, url, {}, keys


def check_status(status: str) -> None:
    """Raises ValueError for a status that Amplemarket does not know."""
    if status not in STATUSES:
        raise ValueError(f"{status} is none of {', '.join(sorted(STATUSES))}")


def made_id(kind: str, name: str) -> str:
    """An id of 40 hex digits, the length of Amplemarket's own sequence ids."""
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()[:40]
