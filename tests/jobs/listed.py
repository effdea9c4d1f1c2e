"""A catalogue whose lists a test holds in its hands: no HTTP, no limit, real time for patience."""

import asyncio
from dataclasses import dataclass, field

from bot.adding.catalogue import Mailbox, Sequence
from bot.adding.errors import AmplemarketError, KeyRefusedError
from bot.jobs.catalogue import Catalogue
from bot.jobs.catalogue_ports import Page
from bot.jobs.clock import SystemClock
from bot.jobs.job_ports import BatchCall


class NoLimit:
    """In a limiter's place. Fields: permits, pauses."""

    def __init__(self) -> None:
        self.permits = 0
        self.pauses: list[float] = []

    async def acquire(self, call: BatchCall | None = None) -> bool:
        assert call is None
        self.permits += 1
        return True

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@dataclass(slots=True)
class Lists:
    """What the account holds, on one page each.

    Fields:
        error: raised by every call, while it is set.
        gate: calls wait for it; open from the start.
        calls: what was asked for, as (list, link).
    """

    listed: list[Sequence] = field(default_factory=list)
    boxes: list[Mailbox] = field(default_factory=list)
    error: AmplemarketError | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    async def sequences(self, link: str = "") -> Page[Sequence]:
        await self._called("sequences", link)
        return Page(tuple(self.listed))

    async def mailboxes(self, link: str = "") -> Page[Mailbox]:
        await self._called("mailboxes", link)
        return Page(tuple(self.boxes))

    async def _called(self, which: str, link: str) -> None:
        self.calls.append((which, link))
        await self.gate.wait()
        if self.error is not None:
            raise self.error


def unread() -> Catalogue:
    """The key may add leads and not read lists: nothing is known of any sequence."""
    return Catalogue(Lists(error=KeyRefusedError("HTTP 403")), NoLimit(), SystemClock())


def listing(*sequences: Sequence) -> Catalogue:
    """Everything is known, and this is all there is."""
    return Catalogue(Lists(list(sequences)), NoLimit(), SystemClock())
