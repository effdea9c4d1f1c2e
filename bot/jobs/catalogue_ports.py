"""What the catalogue needs from Amplemarket: its lists, a page at a time."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.adding.catalogue import Mailbox, Sequence

Item_co = TypeVar("Item_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item_co]):
    """One page of a list.

    Fields:
        next: what to ask for the next page with; "" on the last one.
        complete: whether every entry of the page could be read.
    """

    items: tuple[Item_co, ...]
    next: str = ""
    complete: bool = True


class AmplemarketLists(Protocol):
    """What an account holds. One call per method, no retry; reading changes nothing.

    Each raises AmplemarketError: KeyRefusedError also where the key may add leads but not read lists.
    """

    async def sequences(self, link: str = "") -> Page[Sequence]:
        """A page: the first one, or the one that an earlier page's `next` stands for."""

    async def mailboxes(self, link: str = "") -> Page[Mailbox]:
        """Likewise."""
