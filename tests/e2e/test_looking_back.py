"""The history, one lead, how things stand: as a person asks for them, and is told alone."""

import asyncio

import pytest

from bot.adding.audit import Deed
from bot.adding.overrides import Override
from bot.adding.state import JobState
from bot.sandbox.amplemarket import faults
from bot.sandbox.slack import Ephemeral
from bot.slack.ids import Action
from tests.e2e.world import World


async def added(world: World, typed: str, line: str) -> None:
    await world.type(typed)
    await world.message(line)


async def test_the_history_tells_who_added_what_where_to(world: World) -> None:
    """Newest first, with what came of it and a link to its report; narrowed down in any combination."""
    world.amplemarket.contacted_recently("jo@acme.example")
    await added(world, "q4-outbound jo@acme.example li@acme.example", "2 rows = 1 added + 1 skipped")
    await world.type("q4-outbound mia@acme.example", person=world.bo)
    report = await world.message("1 rows = 1 added")
    ana, bo = f"<@{world.ana.id}>", f"<@{world.bo.id}>"

    await world.type("history")
    told = await world.whisper("Latest jobs, newest first")
    first, second = told.split("\n")[1:]
    assert bo in first
    assert "1 row to *q4-outbound* – 1 added" in first
    assert f"p{report.ts.replace('.', '')}" in first
    assert ana in second
    assert "1 added, 1 skipped" in second

    for words, of, lines in (
        ("@ana", ana, 1),
        ("@Bo Li 7d", bo, 1),
        ("me", ana, 1),
        (f"<@{world.bo.id}|bo> q4-outbound", bo, 1),
        ("q4-outbound 24h", "*q4-outbound* since", 2),
    ):
        known = len(world.slack.ephemerals(world.ana))
        await world.type(f"history {words}")
        await world.slack.until(lambda known=known: world.slack.ephemerals(world.ana)[known:], what=words)  # type: ignore[misc]
        told = world.slack.ephemerals(world.ana)[-1].text
        assert of in told.split("\n")[0], words
        assert len(told.split("\n")) == lines + 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("nonsense", 'I can\'t make anything of "nonsense"'),
        ("@nobody", "I know nobody called @nobody"),
        ("7d 24h", "one time at most"),
        ("0d", "no time that I can look back"),
        ("<!channel>", "&lt;!channel&gt;"),
    ],
)
async def test_a_wrong_filter_gets_a_sentence(world: World, words: str, sentence: str) -> None:
    """With how to do it."""
    await world.type(f"history {words}")
    await world.whisper(sentence, "Narrow it down by a person")


async def test_a_long_history_comes_in_pages(world: World) -> None:
    """Each job on one page, the button only where there is more; a forged value shows nothing."""
    await world.type("history")
    await world.whisper("I know of no jobs")
    for number in range(12):
        await world.type(f"q4-outbound p{number}@acme.example")
    await world.slack.until(
        lambda: sum("1 rows = 1 added" in one.text for one in world.slack.messages(world.sales)) == 12,
        what="twelve reports",
    )
    await world.type("history me")
    await world.whisper("Latest jobs of")
    page = world.slack.ephemerals(world.ana)[-1]
    await world.slack.click(world.ana, page, Action.OLDER_JOBS)
    rest = await world.whisper("Older jobs of")
    assert (len(page.text.split("\n")), len(rest.split("\n"))) == (11, 3)
    assert not set(page.text.split("\n")) & set(rest.split("\n"))
    assert Action.OLDER_JOBS not in world.slack.ephemerals(world.ana)[-1].elements
    for value, words in (("|||J0", "There are no older jobs"), ("x", "I can't go on from there")):
        forged = [
            block | {"elements": [one | {"value": value} for one in block["elements"]]}
            if block["type"] == "actions"
            else block
            for block in page.blocks
        ]
        await world.slack.click(world.ana, page, Action.OLDER_JOBS, stale_blocks=forged)
        await world.whisper(words)


async def test_why_tells_all_that_became_of_one_lead(world: World) -> None:
    """Each outcome with its reasons, however the address is pasted; and says when nothing is stored."""
    world.amplemarket.exclude("jo@acme.example")
    await added(world, "q4-outbound Jo@Acme.example", "1 rows = 0 added + 1 skipped")
    asked = ("jo@acme.example", "<mailto:JO@acme.example|jo@acme.example>", "Jo Li <jo@acme.example>")
    for number, pasted in enumerate(asked, start=1):
        await world.type(f"why {pasted}")
        await world.slack.until(
            lambda number=number: (  # type: ignore[misc]
                sum("*skipped*: on the exclusion list" in one.text for one in _told(world)) == number
            ),
            what=pasted,
        )
    told = _told(world)[-1].text
    assert "*q4-outbound*" in told
    assert "|Open>" in told
    assert "deleted after 30 days" in told
    for typed, words in (
        ("nobody@acme.example", "I know nothing about nobody@acme.example"),
        (
            "https://www.linkedin.com/in/nobody-here/",
            "I know nothing about https://www.linkedin.com/in/nobody-here",
        ),
        ("", "Name one person"),
        ("a@x.example b@x.example", "One at a time"),
        ("linkedin.com/company/acme", "company's page"),
        ("jane", "is not an e-mail address"),
    ):
        await world.type(f"why {typed}")
        await world.whisper(words)


def _told(world: World) -> list[Ephemeral]:
    return list(world.slack.ephemerals(world.ana))


async def test_status_tells_what_waits_and_why(world: World) -> None:
    """What is under way, what has stopped, what waits for a click; the calls left; the settings in force."""
    await world.type("status")
    await world.whisper("Nothing is under way", "up to 100,000 calls a minute", "More than 100 leads")
    await world.share("Email\njo@acme.example\n", text="hm")
    await world.message("To which sequence")
    world.amplemarket.inject(faults.answered(401))
    await world.type("q4-outbound jo@acme.example", person=world.bo)
    await world.message("Amplemarket refused our key")
    async with asyncio.timeout(10):  # people are told before it is written down
        while not await world.bot.store.history.in_state(world.slack.team_id, JobState.STOPPED, 1):  # noqa: ASYNC110 - the store tells nobody
            await asyncio.sleep(0.01)
    await world.type("status")
    told = await world.whisper("Waiting for somebody to decide (1)", "waits for a sequence", "|Open>")
    assert "Stopped; the thread says how it goes on (1)" in told
    assert f"<@{world.bo.id}>: 1 row to *q4-outbound* – stopped, because Amplemarket refused our key" in told


async def test_every_deed_goes_down_in_the_audit(world: World) -> None:
    """Who, when, which job, what was lifted, how many; and no address of anybody."""
    team = world.slack.team_id
    await world.type("alias add spring " + "81c0" * 10)
    await world.whisper("spring")
    world.amplemarket.exclude("jo@acme.example")
    await added(world, "q4-outbound jo@acme.example", "1 skipped")
    report = await world.message("1 skipped")
    await world.slack.click(world.bo, report, Action.RETRY_EXCLUSION_LIST)
    await world.message("retried 1")
    entries = await world.bot.store.audit.entries(team)
    assert [(one.deed, one.user) for one in entries] == [
        (Deed.PUT_ALIAS, world.ana.id),
        (Deed.ADD, world.ana.id),
        (Deed.RETRY, world.bo.id),
    ]
    assert [one.leads for one in entries] == [0, 1, 1]
    assert entries[-1].overrides == {Override.EXCLUSION_LIST}
    assert "jo@acme" not in repr(entries)


async def test_a_guest_adds_nothing_by_any_way(world: World) -> None:
    """Nor somebody of another organisation in a shared channel; a member's click on the same button works."""
    gus = world.slack.add_person("gus", guest=True)
    sam = world.slack.add_person("sam", stranger=True)
    for one in (gus, sam):
        world.slack.join(one, world.sales)
        await world.type("q4-outbound jo@acme.example", person=one)
        await world.whisper("I did nothing", person=one)
        await world.slack.upload(
            one, world.sales, "l.csv", b"Email\njo@acme.example\n", text="for q4-outbound"
        )
        await world.slack.until(lambda one=one: len(world.slack.ephemerals(one)) == 2, what="a refusal")  # type: ignore[misc]
    assert not [one for one in world.slack.messages(world.sales) if one.bot_id]
    await world.share("Email\njo@acme.example\n", text="hm")
    question = await world.message("To which sequence")
    await world.slack.click(gus, question, "choose_sequence", option="q4-outbound")
    await world.slack.until(lambda: len(world.slack.ephemerals(gus)) == 3, what="a refusal")
    assert world.adding_calls == []
    assert await world.bot.store.audit.entries(world.slack.team_id) == []
    assert "To which sequence" in world.now(question).text
