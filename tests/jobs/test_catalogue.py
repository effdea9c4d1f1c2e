"""What Amplemarket lists, through a short cache: shared, fresh where it matters, and never needed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.adding.catalogue import Mailbox, MailboxStatus, Sequence, SequenceStatus
from bot.adding.errors import AmplemarketError, KeyRefusedError, RateLimitedError, UnreachableError
from bot.adding.sequence_errors import MailboxesError, SequenceClosedError
from bot.amplemarket import AmplemarketClient
from bot.jobs.catalogue import KEPT_FOR, MOST_PAGES, PATIENCE, TURNED_AWAY_FOR, Catalogue
from bot.jobs.catalogue_ports import Page
from bot.sandbox.amplemarket import faults, reads
from tests.jobs.listed import Lists, NoLimit
from tests.jobs.scene import Scene
from tests.jobs.virtual_clock import VirtualClock

ACTIVE = Sequence("id-q4", "Q4", SequenceStatus.ACTIVE, "bo@acme.example")
DRAFT = Sequence("id-spring", "Spring", SequenceStatus.DRAFT)


@dataclass(slots=True)
class Desk:
    """A catalogue and all around it."""

    lists: Lists
    limit: NoLimit
    clock: VirtualClock
    catalogue: Catalogue

    def asked(self, which: str = "sequences") -> int:
        return [name for name, _ in self.lists.calls].count(which)


@pytest.fixture
async def desk(clock: VirtualClock) -> AsyncIterator[Desk]:
    lists, limit = Lists([ACTIVE, DRAFT]), NoLimit()
    catalogue = Catalogue(lists, limit, clock)
    yield Desk(lists, limit, clock, catalogue)
    catalogue.close()


async def test_two_who_ask_at_once_share_one_reading(desk: Desk) -> None:
    """A hundred as well."""
    found = await asyncio.gather(*(desk.catalogue.sequence("id-q4") for _ in range(100)))
    assert set(found) == {ACTIVE}
    assert desk.lists.calls == [("sequences", ""), ("mailboxes", "")]


async def test_it_is_kept_for_a_short_while(desk: Desk) -> None:
    """Then it is read anew."""
    await desk.catalogue.sequence("id-q4")
    await desk.clock.sleep(KEPT_FOR.total_seconds() - 1)
    await desk.catalogue.sequence("id-q4")
    assert desk.asked() == 1
    await desk.clock.sleep(1)
    await desk.catalogue.sequence("id-q4")
    assert desk.asked() == 2


async def test_no_is_never_said_from_memory(desk: Desk) -> None:
    """Somebody has launched it since: the second look, at once, sees that."""
    with pytest.raises(SequenceClosedError):
        await desk.catalogue.check_open("id-spring")
    desk.lists.listed[1] = Sequence("id-spring", "Spring", SequenceStatus.ACTIVE)
    await desk.clock.sleep(0.5)
    assert (await desk.catalogue.check_open("id-spring")).status is SequenceStatus.ACTIVE
    assert (await desk.catalogue.sequence("id-new")).status is SequenceStatus.GONE
    desk.lists.listed.append(Sequence("id-new", "New", SequenceStatus.PAUSED))
    await desk.clock.sleep(0.5)
    assert (await desk.catalogue.sequence("id-new")).status is SequenceStatus.PAUSED


@pytest.mark.parametrize("error", [KeyRefusedError("403"), UnreachableError("down")])
async def test_what_can_not_be_read_is_unknown(desk: Desk, error: AmplemarketError) -> None:
    """No status is made up, nothing is refused; and the failure is not kept."""
    desk.lists.error = error
    assert await desk.catalogue.check_open("id-spring") == Sequence("id-spring")
    assert await desk.catalogue.mailboxes() is None
    await desk.catalogue.check_mailboxes(("nobody@acme.example",))
    desk.lists.error = None
    assert await desk.catalogue.sequence("id-q4") == ACTIVE


async def test_a_failure_is_shared_as_well(desk: Desk) -> None:
    """It is not tried once for everybody who waits."""
    desk.lists.error = UnreachableError("down")
    await asyncio.gather(*(desk.catalogue.sequence("id-q4") for _ in range(10)))
    assert desk.asked() == 1


async def test_nobody_waits_for_ever(desk: Desk) -> None:
    """After some seconds it is unknown; the reading goes on and serves who asks next."""
    desk.lists.gate.clear()
    assert (await desk.catalogue.sequence("id-q4")).status is SequenceStatus.UNKNOWN
    assert desk.clock.elapsed == PATIENCE
    desk.lists.gate.set()
    assert await desk.catalogue.sequence("id-q4") == ACTIVE
    assert desk.asked() == 1


async def test_who_leaves_does_not_take_the_reading_along(desk: Desk) -> None:
    """A cancelled caller; the other one gets the answer."""
    desk.lists.gate.clear()
    leaving = asyncio.ensure_future(desk.catalogue.sequence("id-q4"))
    staying = asyncio.ensure_future(desk.catalogue.sequence("id-q4"))
    await asyncio.sleep(0)
    leaving.cancel()
    desk.lists.gate.set()
    assert await staying == ACTIVE
    assert desk.asked() == 1


async def test_owners_go_by_their_names(desk: Desk) -> None:
    """Mailboxes tell them; where they can't be read, the address does."""
    assert (await desk.catalogue.sequence("id-q4")).owner == "bo@acme.example"
    desk.lists.boxes = [Mailbox("b@one.example", MailboxStatus.ACTIVE, "Bo Li", "BO@acme.example")]
    await desk.clock.sleep(KEPT_FOR.total_seconds())
    assert (await desk.catalogue.sequence("id-q4")).owner == "Bo Li"


async def test_mailboxes_that_nothing_can_be_sent_from(desk: Desk) -> None:
    """Unknown and inactive ones are named, and so are those that are active."""
    desk.lists.boxes = [
        Mailbox("ok@acme.example", MailboxStatus.ACTIVE),
        Mailbox("odd@acme.example", MailboxStatus.UNKNOWN),
        Mailbox("off@acme.example", MailboxStatus.INACTIVE),
    ]
    await desk.catalogue.check_mailboxes(("OK@acme.example", "odd@acme.example"))
    with pytest.raises(MailboxesError) as raised:
        await desk.catalogue.check_mailboxes(("ok@acme.example", "off@acme.example", "who@acme.example"))
    assert raised.value.refused == ("off@acme.example", "who@acme.example")
    assert raised.value.active == ("ok@acme.example",)


async def test_each_page_is_a_call_within_the_limit(desk: Desk) -> None:
    """And a 429 holds all callers of the key."""
    await desk.catalogue.sequence("id-q4")
    assert desk.limit.permits == 2
    for asked_for, pause in ((40.0, 40.0), (None, TURNED_AWAY_FOR)):
        desk.lists.error = RateLimitedError("slow", asked_for)
        await desk.clock.sleep(1)
        await desk.catalogue.sequences(anew=True)
        assert desk.limit.pauses[0] == pause
        desk.limit.pauses.clear()


class Endless(Lists):
    """Pages without an end: each links to another one, or all to the same."""

    def __init__(self, *, same: bool) -> None:
        super().__init__()
        self.same = same

    async def sequences(self, link: str = "") -> Page[Sequence]:
        self.calls.append(("sequences", link))
        return Page((ACTIVE,), "/sequences?again" if self.same else f"/sequences?{len(self.calls)}")


@pytest.mark.parametrize(("same", "calls"), [(True, 2), (False, MOST_PAGES)])
async def test_a_list_without_an_end(clock: VirtualClock, *, same: bool, calls: int) -> None:
    """It stops; what was read counts, and what was not read is not gone."""
    lists = Endless(same=same)
    catalogue = Catalogue(lists, NoLimit(), clock)
    assert await catalogue.sequence("id-q4") == ACTIVE
    assert [name for name, _ in lists.calls].count("sequences") == calls
    assert (await catalogue.sequence("id-other")).status is SequenceStatus.UNKNOWN


async def test_over_http_and_within_the_keys_limit(scene: Scene) -> None:
    """Three pages of sequences and one of mailboxes wait their turn like any other call."""
    amplemarket, clock = scene.amplemarket, scene.clock
    for number in range(44):
        amplemarket.add_sequence(f"S{number}")
    client = AmplemarketClient(scene.http, amplemarket.url, amplemarket.api_key, now=clock.now)
    limiter = scene.store.limiter(amplemarket.api_key, 60)
    catalogue = Catalogue(_AtWork(client, clock), limiter, clock)
    listing = await catalogue.sequences()
    assert listing is not None
    assert len(listing.items) == 45
    gaps = [later.at - one.at for one, later in zip(amplemarket.calls, amplemarket.calls[1:], strict=False)]
    assert len(gaps) == 3
    assert min(gaps).total_seconds() >= 1.0


async def test_a_429_holds_the_calls_that_add(scene: Scene) -> None:
    """The pause is the key's, not the catalogue's."""
    amplemarket, clock = scene.amplemarket, scene.clock
    amplemarket.inject(faults.rate_limited("30"), when=reads)
    client = AmplemarketClient(scene.http, amplemarket.url, amplemarket.api_key, now=clock.now)
    limiter = scene.store.limiter(amplemarket.api_key, 100_000)
    catalogue = Catalogue(_AtWork(client, clock), limiter, clock)
    await catalogue.sequences()
    await limiter.acquire()
    assert clock.elapsed >= 29.0
    catalogue.close()


@dataclass(frozen=True, slots=True)
class _AtWork:
    """The client; time stands still while it is at work."""

    client: AmplemarketClient
    clock: VirtualClock

    async def sequences(self, link: str = "") -> Page[Sequence]:
        with self.clock.at_work():
            return await self.client.sequences(link)

    async def mailboxes(self, link: str = "") -> Page[Mailbox]:
        with self.clock.at_work():
            return await self.client.mailboxes(link)
