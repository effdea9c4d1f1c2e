"""Leads that lack a field which their sequence uses: seen before anything is sent, told as a 422 tells it."""

from dataclasses import replace

from bot.adding.catalogue import Sequence
from bot.adding.errors import LeadsRefusedError, Refusal
from bot.adding.job import Options
from bot.adding.needs import Needs
from bot.adding.outcome import Outcome
from bot.adding.plan import Plan, plan
from bot.adding.refusal import after_refusal, lacking
from bot.adding.replanning import planned_anew
from bot.leads.command_text import read_text

NEEDS = Needs(("it", "first_name"))
TYPED = """a@x.example it=1 first_name=A
b@x.example first_name=B
not-an-address
c@x.example
d@x.example it=1 first_name=D
A@x.example"""


def outcomes(needs: Needs, size: int = 250) -> list[Outcome]:
    return [row.outcome.outcome for row in plan(read_text(TYPED), size, needs).rows]


def test_who_lacks_a_field_is_invalid() -> None:
    """The others stay as they are, and every row is there."""
    assert outcomes(NEEDS) == [
        Outcome.NOT_SENT,
        Outcome.INVALID,
        Outcome.INVALID,
        Outcome.INVALID,
        Outcome.NOT_SENT,
        Outcome.DUPLICATE,
    ]


def test_it_is_told_in_the_words_of_a_422() -> None:
    """So what mends one mends the other."""
    row = plan(read_text(TYPED), 250, NEEDS).rows[1]
    assert row.lead is not None
    refusal = Refusal("missing_lead_field", "…", "it", (0,))
    (ended,) = after_refusal([row.lead], LeadsRefusedError((refusal,))).ended
    assert row.outcome == ended
    assert lacking(row.outcome) == ("it",)
    assert lacking(plan(read_text(TYPED), 250, NEEDS).rows[3].outcome) == ("it", "first_name")


def test_they_keep_their_leads_in_calls_of_their_own() -> None:
    """So they can be mended later, and the calls that are made now are full."""
    rows = plan(read_text(TYPED), 2, NEEDS).rows
    assert [row.batch for row in rows] == [0, 1, None, 1, 0, None]
    assert rows[1].lead is not None
    assert len(plan(read_text(TYPED), 2, NEEDS).earlier_tries) == 2


def test_where_all_lack_it_all_are_sent() -> None:
    """Amplemarket's answer is worth more than its list; and a list must not make adding impossible."""
    assert Outcome.NOT_SENT in outcomes(Needs(("never_heard_of",)))
    assert outcomes(Needs(("never_heard_of",))) == outcomes(Needs())


def test_what_the_job_gives_and_what_a_lead_is_lacks_nobody() -> None:
    """A constant value; the lead's own address."""
    given = Needs(("it", "first_name", "email", "linkedin_url"), {"it": "x", "first_name": "there"})
    assert outcomes(given) == outcomes(Needs())


def test_a_sequence_that_tells_no_fields_needs_none() -> None:
    """Absent, empty, or no sequence at all."""
    options = Options(data={"it": "x"})
    for sequence in (None, Sequence("a"), Sequence("a", dynamic_fields_used=())):
        assert Needs.of(sequence, options).fields == ()
    assert Needs.of(Sequence("a", dynamic_fields_used=("it",)), options) == Needs(("it",), {"it": "x"})


def written(planned: Plan) -> Plan:
    """With its rows as they lie in the store."""
    return replace(planned, rows=tuple(planned.rows))


def test_a_draft_for_another_sequence_is_as_if_read_for_it() -> None:
    """There and back again, every row but those that lack something stays as it was."""
    first, other = written(plan(read_text(TYPED), 2, NEEDS)), written(plan(read_text(TYPED), 2))
    assert written(planned_anew(first.rows, 2, Needs())) == other
    assert written(planned_anew(other.rows, 2, NEEDS)) == first
    other_end = replace(first.rows[2].outcome, detail="something else")
    odd = (*first.rows[:2], replace(first.rows[2], outcome=other_end), *first.rows[3:])
    assert planned_anew(odd, 2, Needs()).rows[2].outcome == other_end
