"""The JSON of the read endpoints: `GET /sequences`, `/mailboxes`, `/account-info`, and their pages.

Read with patience: what is not documented, or not as documented, costs no more than itself. Nothing of this
module leaves the folder.
"""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.adding.catalogue import Account, Mailbox, MailboxStatus, SequenceStatus
from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.errors import RequestRefusedError
from bot.jobs.catalogue_ports import Page

LONGEST_LINK = 2000
"""Characters of a link to the next page. An honest one has a cursor and our own filters in it."""


def target_of(link: str, path: str, base_url: str) -> str:
    """The path and query to call for a link out of `_links`; the endpoint itself for "".

    Amplemarket's links are relative, to be put behind the base address. Of a link only its query is used, so
    that no answer can send our key anywhere else.

    Raises:
        RequestRefusedError: it leads to another host, or is none.
    """
    to, base = urlsplit(link), urlsplit(base_url)
    elsewhere = (to.netloc and to.netloc != base.netloc) or (to.scheme and to.scheme != base.scheme)
    if elsewhere or not re.fullmatch(rf"[!-~]{{0,{LONGEST_LINK}}}", link):
        raise RequestRefusedError("Amplemarket's list goes on at an address that is not its own")
    return f"{path}?{to.query}" if to.query else path


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_text)]
"""A text; "" for anything else, null included."""


class _Received(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Link(_Received):
    href: str


class _Links(_Received):
    next: _Link | None = None


class _List(_Received):
    links: _Links | None = Field(None, alias="_links")

    @property
    def _next(self) -> str:
        return self.links.next.href if self.links and self.links.next else ""


class _SequenceEntry(_Received):
    id: Annotated[str, Field(min_length=1)]
    name: Text = ""
    status: Text = ""
    created_by_user_email: Text = ""
    dynamic_fields_used: object = None

    def sequence(self) -> ListedSequence:
        return ListedSequence(
            self.id,
            self.name,
            _status(self.status),
            self.created_by_user_email,
            _names(self.dynamic_fields_used),
        )


def _status(word: str) -> SequenceStatus:
    """A word that we do not know, and the two that are ours, are an unknown status."""
    try:
        status = SequenceStatus(word.lower())
    except ValueError:
        return SequenceStatus.UNKNOWN
    return SequenceStatus.UNKNOWN if status is SequenceStatus.GONE else status


def _names(value: object) -> tuple[str, ...] | None:
    """The field's form is not documented: a list of names is assumed, and nothing else is made use of."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return None
    return tuple(dict.fromkeys(filter(None, value)))


class SequenceList(_List):
    sequences: list[_SequenceEntry | object]

    def page(self) -> Page[ListedSequence]:
        """Not complete where an entry can't be read: what is missing then may be that one."""
        read = [entry.sequence() for entry in self.sequences if isinstance(entry, _SequenceEntry)]
        return Page(tuple(read), self._next, complete=len(read) == len(self.sequences))


class _User(_Received):
    name: Text = ""
    email: Text = ""


class _MailboxEntry(_Received):
    email: Annotated[str, Field(min_length=1)]
    status: Text = ""
    user: _User | None = None

    def mailbox(self) -> Mailbox:
        user = self.user or _User()
        return Mailbox(self.email, _mailbox_status(self.status), user.name, user.email)


def _mailbox_status(word: str) -> MailboxStatus:
    try:
        return MailboxStatus(word.lower())
    except ValueError:
        return MailboxStatus.UNKNOWN


class MailboxList(_List):
    mailboxes: list[_MailboxEntry | object]

    def page(self) -> Page[Mailbox]:
        read = [entry.mailbox() for entry in self.mailboxes if isinstance(entry, _MailboxEntry)]
        return Page(tuple(read), self._next, complete=len(read) == len(self.mailboxes))


class AccountInfo(_Received):
    id: Text = ""
    name: Text = ""

    def account(self) -> Account:
        return Account(self.id, self.name)
