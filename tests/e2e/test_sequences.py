"""Sequences as people meet them: by name, with status and owner, and never a reason not to add leads."""

from bot.sandbox.amplemarket import faults, reads
from tests.e2e.world import World

LIST = "Email,it\na@acme.example,1\nb@acme.example,\nc@acme.example,2\n"
ADDED_ONE = "1 rows = 1 added + 0 skipped"


async def test_a_sequence_is_named_by_its_name(world: World) -> None:
    """Several match: a menu of their ids; the chosen one is what the alias stands for."""
    ana = world.amplemarket.add_user("Ana Ruiz", "ana@acme.example")
    first = world.amplemarket.add_sequence("Spring", owner=ana)
    second = world.amplemarket.add_sequence("Spring – Nordics", status="paused")
    await world.type("alias add exact spring")
    await world.whisper("*exact* now stands for *Spring* (active, owned by Ana Ruiz)")
    await world.type(f"alias add spr Sprin region={'x' * 255}")
    await world.whisper("2 sequences match", first, second, "To choose, write its id")
    await world.type('alias add spr Sprin region="North Sea" --distribution=sequence_senders')
    await world.whisper("Sent by the sequence's own senders; every lead gets region = North Sea")
    several = await world.slack.until(
        lambda: [one for one in world.slack.ephemerals(world.ana) if "choose_alias_target" in one.elements],
        what="a menu",
    )
    await world.slack.click(world.ana, several[-1], "choose_alias_target", option=second)
    await world.whisper(
        "*spr* now stands for *Spring – Nordics* (paused, owned by Sam Owner)",
        "Sent by the sequence's own senders; every lead gets region = North Sea",
    )
    await world.type("list")
    await world.whisper("• *spr* – Spring – Nordics (paused", "• *q4-outbound* – Q4 Outbound – DACH (active")
    await world.type("alias add x Sprong")
    await world.whisper("lists no sequence “Sprong”", "Did you mean “Spring”")


async def test_a_list_for_a_draft_waits_until_it_is_launched(world: World) -> None:
    """Nothing can be added before; then “Try again” shows the preview, and the rest goes as always."""
    world.amplemarket.set_status(world.sequence, "draft")
    await world.type("q4-outbound jo@acme.example")
    await world.whisper(
        "*Q4 Outbound – DACH* has not been launched", "Launch it and try again. Nothing was sent."
    )
    await world.share("Email\njo@acme.example\n")
    waiting = await world.message("which has not been launched", "Launch it and press “Try again”")
    assert set(waiting.elements) == {"try_again", "change_columns", "cancel_job"}
    world.amplemarket.set_status(world.sequence, "paused")
    await world.slack.click(world.bo, waiting, "try_again")
    preview = await world.message("(q4-outbound): paused, owned by Sam Owner. Nobody is contacted until")
    assert not world.adding_calls
    await world.slack.click(world.bo, preview, "add_job")
    await world.message(ADDED_ONE)


async def test_a_key_that_may_not_read_lists_adds_all_the_same(world: World) -> None:
    """Status unknown: nothing is refused, and nothing is promised."""
    world.amplemarket.inject(faults.answered(403, {}), times=None, when=reads)
    await world.type("q4-outbound jo@acme.example")
    await world.message(ADDED_ONE)
    await world.share("Email\njane@acme.example\n", text="my leads")
    question = await world.message("To which sequence")
    await world.slack.click(world.ana, question, "choose_sequence", option="q4-outbound")
    await world.message("1 lead ready for *q4-outbound*. If the sequence is active, people may be contacted")


async def test_leads_that_lack_a_field_are_named_before_anything_is_sent(world: World) -> None:
    """As far as Amplemarket tells what its sequence uses; the others go without a refusal."""
    world.amplemarket.require(world.sequence, "it")
    await world.share(LIST, text="my leads")
    question = await world.message("To which sequence")
    await world.slack.click(world.ana, question, "choose_sequence", option="q4-outbound")
    preview = await world.message(
        "2 leads ready", "1 invalid: row 3: lacks the field", "active, owned by Sam Owner"
    )
    await world.slack.click(world.ana, preview, "add_job")
    await world.message("3 rows = 2 added + 0 skipped + 1 invalid")
    assert [call.status for call in world.adding_calls] == [200]


async def test_an_alias_brings_its_defaults(world: World) -> None:
    """Its mailboxes must be active; they and its values go along with every lead."""
    world.amplemarket.add_user("Bo Li", "bo@acme.example", "bo@one.example", "bo@two.example")
    world.amplemarket.set_mailbox_status("bo@two.example", "inactive")
    await world.type("alias add q5 Q4 Outbound – DACH --mailboxes=bo@two.example")
    await world.whisper("can't send from `bo@two.example`", "`bo@one.example`")
    await world.type("alias add q5 Q4 Outbound – DACH --mailboxes=bo@one.example region=DACH")
    await world.whisper("*q5* now stands for", "Sent from bo@one.example; every lead gets region = DACH")
    await world.type("q5 jo@acme.example")
    await world.message(ADDED_ONE)
    (call,) = world.adding_calls
    assert isinstance(call.body, dict)
    assert call.body["settings"] == {
        "leads_distribution": "custom_mailboxes",
        "mailboxes": ["bo@one.example"],
    }
    assert call.leads[0]["data"] == {"region": "DACH"}
