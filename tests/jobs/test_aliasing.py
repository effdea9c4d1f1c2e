"""Naming a sequence by what Amplemarket calls it, by its id, or by its address."""

import pytest

from bot.adding.alias_request import AliasRequest, read_alias_request
from bot.adding.catalogue import Mailbox, MailboxStatus, Sequence, SequenceStatus
from bot.adding.errors import BadAliasError
from bot.adding.job import Alias, Options
from bot.adding.sequence_errors import MailboxesError, UnknownSequenceError
from bot.jobs.aliasing import Aliasing, Choice, Named
from bot.jobs.catalogue import Catalogue
from bot.jobs.clock import SystemClock
from tests.jobs.listed import Lists, NoLimit, listing, unread
from tests.jobs.scene import Scene

DACH = Sequence("a" * 40, "Q4 Outbound – DACH", SequenceStatus.ACTIVE, "Bo Li")
NORDICS = Sequence("b" * 40, "Q4 Outbound – Nordics", SequenceStatus.PAUSED, "Ana Ruiz")
SPRING, OTHER_SPRING = (Sequence(letter * 40, "Spring", SequenceStatus.DRAFT) for letter in "cd")
ALL = (DACH, NORDICS, SPRING, OTHER_SPRING)


def request(typed: str) -> AliasRequest:
    made = read_alias_request(typed)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("Q4 Outbound – DACH", DACH),
        ("q4  outbound – dach", DACH),
        ("nordics", NORDICS),
        ("a" * 40, DACH),
        (f"https://app.amplemarket.com/dashboard/sequences/{'b' * 40}", NORDICS),
    ],
)
async def test_what_is_meant_is_found(scene: Scene, target: str, found: Sequence) -> None:
    """By its name in any case, by words of it that no other has, by its id, by its address."""
    aliasing = Aliasing(scene.store.aliases, listing(*ALL))
    kept = await aliasing.add("T1", request(f"q4 {target}"), "U1")
    assert kept == Named(Alias("T1", "q4", found.id), found)
    assert await scene.store.aliases.find("T1", "q4") == Alias("T1", "q4", found.id)


@pytest.mark.parametrize(("target", "matches"), [("spring", (SPRING, OTHER_SPRING)), ("Q4", (DACH, NORDICS))])
async def test_several_are_offered(scene: Scene, target: str, matches: tuple[Sequence, ...]) -> None:
    """Names are not unique; nothing is kept before somebody has chosen."""
    aliasing = Aliasing(scene.store.aliases, listing(*ALL))
    several = await aliasing.add("T1", request(f"x {target}"), "U1")
    assert several == Choice(request(f"x {target}"), matches)
    assert await scene.store.aliases.find("T1", "x") is None


async def test_the_closest_names_are_offered(scene: Scene) -> None:
    """Also for one word that could be an id: no such id is listed."""
    aliasing = Aliasing(scene.store.aliases, listing(*ALL))
    for target, closest in (("Q4 Outbond - DACH", DACH), ("Sprint", SPRING)):
        with pytest.raises(UnknownSequenceError) as raised:
            await aliasing.add("T1", request(f"q4 {target}"), "U1")
        assert raised.value.closest[0] == closest.name


async def test_an_id_that_is_not_listed_is_kept_and_said_to_be_gone(scene: Scene) -> None:
    """The list is not trusted more than the person; but they are told."""
    kept = await Aliasing(scene.store.aliases, listing(*ALL)).add("T1", request("q4 " + "e" * 40), "U1")
    assert isinstance(kept, Named)
    assert kept.sequence.status is SequenceStatus.GONE


async def test_without_a_list_an_id_will_do_and_a_name_will_not(scene: Scene) -> None:
    """The key may lack the right to read lists."""
    aliasing = Aliasing(scene.store.aliases, unread())
    for target in ("e" * 40, "some_id-1"):
        kept = await aliasing.add("T1", request(f"q4 {target}"), "U1")
        assert kept == Named(Alias("T1", "q4", target), Sequence(target))
    with pytest.raises(BadAliasError, match="can't read"):
        await aliasing.add("T1", request("q4 Q4 Outbound"), "U1")


async def test_defaults_are_kept_and_their_mailboxes_checked(scene: Scene) -> None:
    """One that is not active is refused, and nothing is kept."""
    lists = Lists(list(ALL), [Mailbox("a@x.example", MailboxStatus.ACTIVE)])
    aliasing = Aliasing(scene.store.aliases, Catalogue(lists, NoLimit(), SystemClock()))
    with pytest.raises(MailboxesError):
        await aliasing.add("T1", request("q4 DACH --mailboxes=b@x.example"), "U1")
    assert await scene.store.aliases.find("T1", "q4") is None
    typed = request("q4 DACH --mailboxes=a@x.example region=DACH")
    await aliasing.add("T1", typed, "U1")
    assert await scene.store.aliases.find("T1", "q4") == Alias("T1", "q4", DACH.id, typed.defaults)
    await aliasing.add("T1", request("q4 Nordics"), "U1")
    assert await scene.store.aliases.find("T1", "q4") == Alias("T1", "q4", NORDICS.id, Options())


async def test_what_became_of_the_sequences_behind_aliases(scene: Scene) -> None:
    """Renamed, archived, gone, or not to be known: as it is now."""
    for name, found in (("dach", DACH), ("old", SPRING)):
        await scene.store.aliases.put(Alias("T1", name, found.id))
    await scene.store.aliases.put(Alias("T1", "lost", "f" * 40))
    renamed = Sequence(DACH.id, "Q1 Outbound", SequenceStatus.ARCHIVED)
    named = {
        one.alias.name: one.sequence
        for one in await Aliasing(scene.store.aliases, listing(renamed, SPRING)).listed("T1")
    }
    assert named == {"dach": renamed, "old": SPRING, "lost": Sequence("f" * 40, status=SequenceStatus.GONE)}
    unknown = await Aliasing(scene.store.aliases, unread()).listed("T1")
    assert {one.sequence.status for one in unknown} == {SequenceStatus.UNKNOWN}
