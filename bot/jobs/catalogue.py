"""What Amplemarket says about the account's sequences and mailboxes, read through a short cache.

It serves people; adding never depends on it. What can't be read, or not soon enough, is unknown: then the
answer to the call that adds leads is all there is, and it has the last word anyway.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Generic, TypeVar

from bot.adding.catalogue import Mailbox, MailboxStatus, Sequence, SequenceStatus, not_usable
from bot.adding.errors import AmplemarketError, RateLimitedError
from bot.adding.sequence_errors import MailboxesError, SequenceClosedError
from bot.jobs.catalogue_ports import AmplemarketLists, Page
from bot.jobs.ports import Clock, RateLimiter
from bot.jobs.shared import Shared

logger = logging.getLogger(__name__)

Item = TypeVar("Item")

KEPT_FOR = timedelta(seconds=30)
"""How old what we say may be. A no is never said from memory: it is asked for anew."""

PATIENCE = 5.0
"""Seconds that somebody waits for it; then we go on without. The reading itself goes on, for the next one."""

MOST_PAGES = 250
"""Pages of one list: some 5,000 sequences. A list that goes on for ever must not take the whole rate."""

TURNED_AWAY_FOR = 5.0
"""Seconds that a 429 without Retry-After holds all callers of the key."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """Fields.

    complete: whether all there is was read: only then does it mean anything that something is not in it.
    """

    items: tuple[Item, ...]
    complete: bool


class Catalogue:
    """One account's sequences and mailboxes. Make one for each API key.

    Args:
        lists: makes the calls.
        limiter: the one that all calls of the key go through.
        clock: for ages and for patience.
    """

    def __init__(self, lists: AmplemarketLists, limiter: RateLimiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._sequences = Shared(lambda: self._read(lists.sequences), clock, KEPT_FOR)
        self._mailboxes = Shared(lambda: self._read(lists.mailboxes), clock, KEPT_FOR)

    async def sequence(self, sequence_id: str) -> Sequence:
        """What is known of a sequence. One that is not there, or takes no leads, was looked up just now."""
        began = self._clock.now()
        found = find(sequence_id, await self.sequences())
        if found.status.takes_leads or found.status is SequenceStatus.UNKNOWN:
            return found
        return find(sequence_id, await self._sequences_since(began))

    async def sequences(self, *, anew: bool = False) -> Listing[Sequence] | None:
        """All of them with their owners' names, as far as those are known; None where they can't be read.

        Args:
            anew: what was read before will not do.
        """
        return await self._sequences_since(self._clock.now() if anew else None)

    async def _sequences_since(self, since: datetime | None) -> Listing[Sequence] | None:
        listed, boxes = self._sequences.ask(since), self._mailboxes.ask()
        await self._soon(listed, boxes)
        if (listing := _result(listed)) is None:
            return None
        people = _result(boxes)
        names = {box.user_email.lower(): box.user for box in people.items if box.user} if people else {}
        once = {one.id: one for one in listing.items}.values()  # the list may move on from page to page
        named = (replace(one, owner=names.get(one.owner.lower(), one.owner)) for one in once)
        return Listing(tuple(named), listing.complete)

    async def mailboxes(self) -> Mapping[str, Mailbox] | None:
        """All of them by lower-case address; None where they can't all be read."""
        boxes = self._mailboxes.ask(since=self._clock.now())
        await self._soon(boxes)
        listing = _result(boxes)
        if listing is None or not listing.complete:
            return None
        return MappingProxyType({box.email.lower(): box for box in listing.items})

    async def check_open(self, sequence_id: str) -> Sequence:
        """What is known of a sequence that leads are about to go to.

        Raises:
            SequenceClosedError: Amplemarket says, just now, that it takes none.
        """
        found = await self.sequence(sequence_id)
        if found.status.takes_leads is False:
            raise SequenceClosedError(found)
        return found

    async def check_mailboxes(self, wanted: tuple[str, ...], alias: str = "") -> None:
        """Raises MailboxesError where Amplemarket says that nothing can be sent from one of these.

        Args:
            wanted: their addresses.
            alias: whose default they are; "" where somebody named them.
        """
        known = await self.mailboxes() if wanted else None
        if known is None:
            return
        if refused := not_usable(wanted, known):
            active = [box.email for box in known.values() if box.status is MailboxStatus.ACTIVE]
            raise MailboxesError(refused, tuple(sorted(active)), alias)

    def close(self) -> None:
        """End what is being read."""
        self._sequences.close()
        self._mailboxes.close()

    async def _soon(self, *tasks: asyncio.Task[Listing[Sequence]] | asyncio.Task[Listing[Mailbox]]) -> None:
        """Wait for the tasks, but not for ever. None of them is cancelled: others may wait for them too."""
        if all(task.done() for task in tasks):
            return
        both = asyncio.create_task(asyncio.wait(tasks))
        timer = asyncio.create_task(self._clock.sleep(PATIENCE))
        try:
            await asyncio.wait({both, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            both.cancel()
            timer.cancel()

    async def _read(self, page: Callable[[str], Awaitable[Page[Item]]]) -> Listing[Item]:
        """A list from its first page to its last."""
        items: list[Item] = []
        complete, link, followed = True, "", {""}
        for _ in range(MOST_PAGES):
            found = await self._call(page, link)
            items += found.items
            complete &= found.complete
            link = found.next
            if not link:
                return Listing(tuple(items), complete)
            if link in followed:
                break
            followed.add(link)
        logger.warning("a list of Amplemarket's has no end", extra={"pages": len(followed)})
        return Listing(tuple(items), complete=False)

    async def _call(self, page: Callable[[str], Awaitable[Page[Item]]], link: str) -> Page[Item]:
        """One call within the rate limit; a 429 holds all callers of the key, as it does when adding."""
        await self._limiter.acquire()
        try:
            return await page(link)
        except RateLimitedError as error:
            await self._limiter.pause(max(error.retry_after or 0.0, TURNED_AWAY_FOR))
            raise


def find(sequence_id: str, listing: Listing[Sequence] | None) -> Sequence:
    """A sequence as the list has it; one that it does not have is gone only where all was read."""
    found = next((one for one in listing.items if one.id == sequence_id), None) if listing else None
    if found is not None:
        return found
    gone = listing is not None and listing.complete
    return Sequence(sequence_id, status=SequenceStatus.GONE if gone else SequenceStatus.UNKNOWN)


def _result(task: asyncio.Task[Listing[Item]]) -> Listing[Item] | None:
    """What was read; None where it can't be, or is not here yet."""
    if not task.done() or task.cancelled():
        return None
    try:
        return task.result()
    except AmplemarketError as error:
        logger.info("list not read", extra={"reason": error.code})
        return None
