"""The Home tab, as people open it and act on it."""

from dataclasses import replace

import pytest

from bot.adding.audit import Deed
from bot.adding.job import EVERY_TEAM, Alias
from bot.sandbox.slack import Person, View
from bot.slack import home as home_tabs
from bot.slack.blocks.home import ALIASES_A_PAGE
from tests.e2e.world import World


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits five seconds for a look here."""
    monkeypatch.setattr(home_tabs, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(home_tabs, "SECONDS_A_TAB", 0.0)


async def opened(world: World, person: Person | None = None) -> View:
    """The tab of Ana, or of the person, once it stands."""
    person = person or world.ana
    before = world.slack.home(person)
    known = before.hash if before else ""
    assert await world.slack.open_home(person) is not None
    return await world.slack.until(
        lambda: home if (home := world.slack.home(person)) and home.hash != known else None, what="a tab"
    )


async def shows(world: World, *words: str, person: Person | None = None) -> View:
    """The tab, once it holds all these words."""

    def find() -> View | None:
        home = world.slack.home(person or world.ana)
        return home if home and all(word in str(home.blocks) for word in words) else None

    return await world.slack.until(find, timeout=10, what=f"a tab with {words}")


def now(world: World) -> View:
    """Ana's tab as it stands."""
    home = world.slack.home(world.ana)
    assert home is not None
    return home


async def form(world: World) -> View:
    """The form on Ana's screen."""
    return (await world.slack.until(lambda: world.slack.views(world.ana), what="the form"))[-1]


async def test_a_tab_tells_how_things_stand(world: World) -> None:
    """One's own jobs and those of others with links, the aliases with their sequences, settings, help."""
    await world.type("q4-outbound jo@acme.example")
    await world.message("1 rows = 1 added")
    await world.type("q4-outbound kim@bank.example,lee@bank.example", person=world.bo)
    await world.message("2 rows = 2 added")
    home = await opened(world)
    told = str(home.blocks)
    mine, others = told.split("Your latest jobs")[1].split("Latest jobs of your team")
    assert f"<@{world.ana.id}>: 1 row to *q4-outbound* – 1 added – <http" in mine
    assert f"<@{world.bo.id}>: 2 rows to *q4-outbound* – 2 added – <http" in others.split("Sequences")[0]
    assert f"<@{world.bo.id}>" not in mine
    assert "*q4-outbound* – Q4 Outbound – DACH (active" in told
    assert "More than 100 leads are shown before they are sent" in told
    assert "*More commands*" in told


async def test_an_alias_is_added_edited_and_removed(world: World) -> None:
    """In forms, each with its answer: the tab as it stands then."""
    spring = world.amplemarket.add_sequence("Spring")
    home = await opened(world)
    await world.slack.click(world.ana, home, "add_alias")
    view = await form(world)
    wrong = await world.slack.submit_view(world.ana, view, {"name": "history", "target": spring})
    assert "word of the command itself" in wrong.errors["name"]
    taken = await world.slack.submit_view(world.ana, view, {"name": "Q4-Outbound", "target": spring})
    assert "There is an alias q4-outbound already" in taken.errors["name"]
    nobody = await world.slack.submit_view(world.ana, view, {"name": "spring", "target": ""})
    assert "Choose a sequence" in nobody.errors["sequence"]
    (choice,) = await world.slack.suggestions(world.ana, view, "sequence", "Spring")
    values = {"name": "Spring", "sequence": choice, "data": "region=DACH\n\ntier = A"}
    assert not (await world.slack.submit_view(world.ana, view, values)).errors
    home = await shows(world, "*spring* – Spring (active", "region = DACH, tier = A")

    await world.slack.click(world.ana, home, "edit_alias", value="spring")
    view = await form(world)
    assert "name" not in view.elements
    assert view.elements["data"]["initial_value"] == "region=DACH\ntier=A"
    summer = world.amplemarket.add_sequence("Summer")
    odd = await world.slack.submit_view(world.ana, view, {"target": "Sum", "data": "region"})
    assert "KEY=VALUE" in odd.errors["data"]
    assert not (await world.slack.submit_view(world.ana, view, {"target": summer, "data": ""})).errors
    home = await shows(world, "*spring* – Summer (active")
    assert "region" not in str(home.blocks)

    removed = await world.slack.click(world.ana, home, "remove_alias", value="spring")
    assert removed.confirm is not None
    assert removed.confirm["title"]["text"] == "Remove spring?"
    await world.slack.until(lambda: "spring" not in str(now(world).blocks), what="a tab without it")
    deeds = [entry.deed for entry in await world.bot.store.audit.entries(world.slack.team_id)]
    assert deeds == [Deed.PUT_ALIAS, Deed.PUT_ALIAS, Deed.REMOVE_ALIAS]


async def test_what_the_operator_set_up_is_not_removed_here(world: World) -> None:
    """The alias of the command line is for every workspace; an edit makes one of this workspace's own."""
    home = await opened(world)
    assert "set up for every workspace" in str(home.blocks)
    assert "remove_alias" not in home.elements
    other = world.amplemarket.add_sequence("Other")
    await world.slack.click(world.ana, home, "edit_alias", value="q4-outbound")
    await world.slack.submit_view(world.ana, await form(world), {"target": other})
    home = await shows(world, "*q4-outbound* – Other")
    await world.slack.click(world.ana, home, "remove_alias", value="q4-outbound")
    await shows(world, "*q4-outbound* – Q4 Outbound")


async def test_many_aliases_stand_on_pages(world: World) -> None:
    """A tab holds a hundred blocks; who has turned the page stays there when something changes."""
    for number in range(2 * ALIASES_A_PAGE):
        await world.bot.store.aliases.put(Alias(EVERY_TEAM, f"list-{number:02}", world.sequence))
    home = await opened(world)
    assert f"1 to {ALIASES_A_PAGE} of {2 * ALIASES_A_PAGE + 1} aliases" in str(home.blocks)
    assert "previous_aliases" not in home.elements
    await world.slack.click(world.ana, home, "next_aliases")
    home = await shows(world, "16 to 30 of 31 aliases")
    await world.slack.click(world.ana, home, "next_aliases")
    home = await shows(world, "31 to 31 of 31 aliases")
    assert "next_aliases" not in home.elements
    await world.type(f"alias add zoo {world.sequence}")
    await shows(world, "31 to 32 of 32 aliases", "zoo")


async def test_a_tab_follows_a_job_while_somebody_looks(world: World) -> None:
    """How far it is, and its end; two people have theirs open."""
    await opened(world)
    await opened(world, world.bo)
    world.amplemarket.latency = 0.1
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(2500)))
    preview = await world.message("2,500 leads ready")
    await world.slack.click(world.ana, preview, "add_job")
    await world.amplemarket.until(lambda: len(world.adding_calls) >= 4)
    for person in (world.ana, world.bo):
        await shows(world, "Under way", "% done", "░", person=person)
    await world.message("2,500 rows = 2,500 added")
    for person in (world.ana, world.bo):
        ended = "2,500 rows of *l.csv* to *q4-outbound* – 2,500 added"
        await shows(world, "Nothing is under way", ended, person=person)


async def test_nothing_new_is_not_published(world: World) -> None:
    """A tab that shows what there is costs no call, also when it is opened again."""
    await opened(world)
    before = len(world.slack.calls_of("views.publish"))
    for _ in range(3):
        await world.slack.open_home(world.ana)
    await world.type("list")
    await world.whisper("q4-outbound")
    assert len(world.slack.calls_of("views.publish")) == before


async def test_what_another_process_published_is_replaced(world: World) -> None:
    """By what was looked up later; the hash tells the two apart."""
    known = (await opened(world)).hash
    world.slack.faults.fail("views.publish", "hash_conflict")
    await world.type(f"alias add spring {world.sequence}")
    await shows(world, "*spring*")
    hashes = [call.args.get("hash") for call in world.slack.calls_of("views.publish")]
    assert hashes[-2:] == [known, None]


async def test_a_guest_sees_why_there_is_nothing(world: World) -> None:
    """No job, no alias, no button; also somebody of another organisation."""
    for person in (world.slack.add_person("gus", guest=True), world.slack.add_person("sam", stranger=True)):
        home = await opened(world, person)
        assert len(home.blocks) == 1
        assert "I did nothing" not in str(home.blocks)
        assert not home.elements


async def test_who_became_a_guest_can_do_nothing_any_more(world: World) -> None:
    """The tab still has its buttons; a click is refused, and said where it can be: in a direct message."""
    gus = world.slack.add_person("gus", guest=True)
    home = await opened(world)
    world.slack.workspace.homes[gus.id] = replace(home, person=gus.id)
    await world.slack.click(gus, world.slack.workspace.homes[gus.id], "add_alias")
    await world.slack.until(lambda: world.slack.messages(world.slack.dm(gus)), what="a direct message")
    assert not world.slack.views(gus)


async def test_the_other_tabs_publish_nothing(world: World) -> None:
    """Slack tells of them by the same event."""
    told = await world.slack.open_home(world.ana)
    assert told is not None
    await shows(world, "Sequences")
    event = {**told.payload["event"], "tab": "messages", "user": world.bo.id}
    other = world.slack.backend.socket.deliver(told.type, {**told.payload, "event": event, "event_id": "Ev1"})
    await other.first_try.wait()
    await world.type("list")
    await world.whisper("q4-outbound")
    assert {call.args["user_id"] for call in world.slack.calls_of("views.publish")} == {world.ana.id}
