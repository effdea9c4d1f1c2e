"""The main job, as people meet it: a command or a file, a report in a thread, a button per reason.

Over real sockets: Bolt in Socket Mode, httpx, an SQLite file.
"""

from collections.abc import Callable

import pytest

from bot.adding.outcome import SkipReason
from bot.adding.retry import RetryKind
from bot.sandbox.amplemarket import AmplemarketSandbox, faults
from tests.e2e.world import World

TERMS = ("added", "skipped", "invalid", "duplicate", "unconfirmed", "failed")


def line(rows: int, **terms: int) -> str:
    return f"{rows} rows = {' + '.join(f'{terms.get(term, 0)} {term}' for term in TERMS)}"


async def test_typed_leads_are_added_and_reported_in_a_thread(world: World) -> None:
    """One parent line in the channel, one reply with the conservation line, and Slack was acked at once."""
    world.amplemarket.contacted_recently("linkedin.com/in/bo-li")
    typed = await world.type("q4-outbound jane@acme.example linkedin.com/in/bo-li first_name=Bo")
    report = await world.message(line(2, added=1, skipped=1))
    assert typed.error is None
    parent, _ = world.slack.thread(world.sales, report.thread_ts or "")
    assert parent.text.startswith("Added 1 of 2 leads to *Q4 Outbound – DACH* (q4-outbound)")
    assert world.members() == {"jane@acme.example"}
    assert len(world.slack.messages(world.sales)) == 2


async def test_merge_fields_travel_along(world: World) -> None:
    """key=value reaches Amplemarket as the lead's data."""
    await world.type('q4-outbound jane@acme.example first_name=Jane company="Acme GmbH"')
    await world.message(line(1, added=1))
    (member,) = world.amplemarket.added(world.sequence)
    assert member.data == {"first_name": "Jane", "company_name": "Acme GmbH"}


async def test_a_shared_file_is_added_and_given_back_with_outcomes(world: World) -> None:
    """The report stands in the file's thread; the result file has the person's columns, then ours."""
    world.amplemarket.exclude("bank.example")
    shared = await world.share(
        "Email,First Name,Fav Colour\njo@acme.example,Jo,red\nk@bank.example,K,blue\n"
        "n/a,X,\nJO@acme.example,Jo,red\n"
    )
    report = await world.message(line(4, added=1, skipped=1, invalid=1, duplicate=1))
    assert report.thread_ts == shared.ts
    rows = await world.result_file()
    assert list(rows[0]) == ["Email", "First Name", "Fav Colour", "row", "outcome", "reason"]
    assert [(row["row"], row["outcome"]) for row in rows] == [
        ("2", "added"),
        ("3", "skipped"),
        ("4", "invalid"),
        ("5", "duplicate"),
    ]
    assert rows[1]["reason"] == "exclusion_list"
    assert "row 2" in rows[3]["reason"]
    assert world.amplemarket.added(world.sequence)[0].data == {"first_name": "Jo", "fav_colour": "red"}


async def test_a_file_with_other_words_around_the_alias(world: World) -> None:
    """The sequence is named in ordinary words."""
    await world.share("Email\njo@acme.example\n", text="Please add these to q4-outbound, thanks!")
    await world.message(line(1, added=1))


async def test_a_file_without_a_sequence_gets_a_menu(world: World) -> None:
    """Nothing is sent before somebody has chosen, and then confirmed what they see."""
    shared = await world.share("Email\njo@acme.example\n", text="my leads")
    question = await world.message("To which sequence")
    assert question.thread_ts == shared.ts
    await world.slack.click(world.bo, question, "choose_sequence", option="q4-outbound")
    preview = await world.message("1 lead ready for *Q4 Outbound – DACH* (q4-outbound)")
    assert not world.adding_calls
    await world.slack.click(world.bo, preview, "add_job")
    await world.message(line(1, added=1))


async def test_a_large_list_is_shown_before_anything_is_sent(world: World) -> None:
    """Above ADDLEADS_CONFIRM_ABOVE there is a preview; its buttons give way to who pressed them."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(120)) + "oops\n")
    preview = await world.message("I read 121 rows", "120 leads ready")
    assert not world.adding_calls
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(line(121, added=120, invalid=1))
    status = await world.message("Added 120 of 120 leads")
    assert status.ts == preview.ts
    assert not status.elements
    assert any(f"<@{world.ana.id}> started this" in edit.text for edit in status.edits)


async def test_a_cancelled_preview_sends_nothing(world: World) -> None:
    """And says so."""
    await world.share("Email\njo@acme.example\n", text="hm")
    question = await world.message("To which sequence")
    await world.slack.click(world.ana, question, "cancel_job")
    await world.message("cancelled", "Nothing was sent")
    assert not world.adding_calls


async def test_an_override_on_the_command_line_is_shown_first(world: World) -> None:
    """Nobody lifts a safety check in passing."""
    world.amplemarket.contacted_recently("jo@acme.example")
    await world.type("q4-outbound --override=recently_contacted jo@acme.example")
    preview = await world.message("1 lead ready")
    assert not world.adding_calls
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(line(1, added=1))


Hinder = Callable[[AmplemarketSandbox, str], object]


def in_another(status: str) -> Hinder:
    return lambda amplemarket, who: amplemarket.put_in(amplemarket.add_sequence("Other", status=status), who)


HINDRANCES: dict[RetryKind, Hinder] = {
    RetryKind.EXCLUSION_LIST: lambda amplemarket, who: amplemarket.exclude(who),
    RetryKind.RECENTLY_CONTACTED: lambda amplemarket, who: amplemarket.contacted_recently(who),
    RetryKind.IN_OTHER_DRAFT_SEQUENCES: in_another("draft"),
    RetryKind.IN_OTHER_ACTIVE_SEQUENCES: in_another("active"),
}


@pytest.mark.parametrize("kind", HINDRANCES)
async def test_each_retry_button_lifts_its_reason_for_its_leads_only(world: World, kind: RetryKind) -> None:
    """The child job sends just those leads with just that override, in the same thread."""
    HINDRANCES[kind](world.amplemarket, "kim@bank.example")
    await world.type("q4-outbound jane@acme.example kim@bank.example")
    report = await world.message(line(2, added=1, skipped=1))
    pressed = await world.slack.click(world.bo, report, f"retry_{kind}")
    assert pressed.confirm is not None
    assert "1 person" in pressed.confirm["title"]["text"]
    child = await world.message("retried 1 person", line(1, added=1))
    assert child.thread_ts == report.thread_ts
    assert world.members() == {"jane@acme.example", "kim@bank.example"}
    (lead,) = world.adding_calls[-1].leads
    assert lead["email"] == "kim@bank.example"
    assert lead["overrides"] == {kind.override: True}
    await world.slack.until(
        lambda: f"<@{world.bo.id}> retried 1, 1 added" in str(world.now(report).blocks),
        what="a note in the button's place",
    )
    assert not world.now(report).elements


async def test_what_failed_can_be_sent_again(world: World) -> None:
    """retry_failed takes failed and unconfirmed leads, with no override."""
    world.amplemarket.inject(faults.answered(503, {}), times=3)
    await world.type("q4-outbound jane@acme.example")
    report = await world.message(line(1, failed=1))
    await world.slack.click(world.ana, report, "retry_failed")
    await world.message("retried 1 lead that failed", line(1, added=1))
    assert world.members() == {"jane@acme.example"}


async def test_a_retry_unites_the_overrides_of_its_chain(world: World) -> None:
    """A lead held back for two reasons needs two clicks, and the second still lifts the first."""
    world.amplemarket.exclude("kim@bank.example")
    world.amplemarket.contacted_recently("kim@bank.example")
    await world.type("q4-outbound kim@bank.example")
    report = await world.message(line(1, skipped=1))
    assert set(report.elements) == {"retry_exclusion_list", "retry_recently_contacted", "retry_together"}
    await world.slack.click(world.ana, report, "retry_exclusion_list")
    child = await world.message("retried", line(1, skipped=1))
    await world.slack.click(world.ana, child, "retry_recently_contacted")
    await world.message("retried", line(1, added=1))
    assert world.adding_calls[-1].leads[0]["overrides"] == {
        "ignore_exclusion_list": True,
        "ignore_recently_contacted": True,
    }


async def test_already_in_this_sequence_has_no_button(world: World) -> None:
    """No override lifts it, so there is nothing to press."""
    world.amplemarket.put_in(world.sequence, "jo@acme.example")
    await world.type("q4-outbound jo@acme.example")
    report = await world.message(line(1, skipped=1))
    assert not report.elements
    assert "nothing to do" in str(report.blocks)


async def test_a_missing_merge_field_takes_out_those_who_lack_it(world: World) -> None:
    """The others are in; those who lack the field are told with its name."""
    sequence = world.amplemarket.add_sequence("Needs it", required_fields=("it",))
    await world.type(f"alias add needy {sequence}")
    await world.type("needy a@x.example it=1\nb@x.example\nc@x.example it=2")
    report = await world.message(line(3, added=2, invalid=1))
    assert '"it"' in str(report.blocks)
    assert [one.email for one in world.amplemarket.added(sequence)] == ["a@x.example", "c@x.example"]


async def test_a_lost_answer_is_asked_for_again_and_told_honestly(world: World) -> None:
    """Processed, then the line went dead: the second call finds them in, and nobody is added twice."""
    world.amplemarket.inject(faults.dropped(processed=True))
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(6)))
    await world.message(line(6, added=6))
    assert {row["reason"] for row in await world.result_file()} == {"added by the first try"}
    assert len(world.amplemarket.added(world.sequence)) == 6


async def test_two_lost_answers_leave_leads_unconfirmed(world: World) -> None:
    """Nobody knows whether they are in, and that is what is told; a button asks again."""
    world.amplemarket.inject(faults.dropped(processed=False))
    world.amplemarket.inject(faults.dropped(processed=True))
    await world.type("q4-outbound jo@acme.example")
    report = await world.message(line(1, unconfirmed=1))
    await world.slack.click(world.ana, report, "retry_failed")
    await world.message("retried", line(1, added=1))
    assert len(world.amplemarket.added(world.sequence)) == 1


async def test_every_skip_reason_is_told_with_its_names(world: World) -> None:
    """One part per reason with its count and who it is."""
    amplemarket = world.amplemarket
    for kind, hinder in HINDRANCES.items():
        hinder(amplemarket, f"{kind}@x.example")
    amplemarket.put_in(world.sequence, "already_in_sequence@x.example")
    await world.type("q4-outbound ok@x.example " + " ".join(f"{reason}@x.example" for reason in SkipReason))
    report = await world.message(line(6, added=1, skipped=5))
    shown = str(report.blocks)
    assert all(f"{reason}@x.example" in shown for reason in SkipReason)
    assert len(report.elements) == 5
