"""What to send after a request was refused."""

import math

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.errors import LeadsRefusedError, Refusal
from bot.adding.outcome import Outcome
from bot.adding.refusal import Split, after_refusal, after_too_large, after_unclear_refusal
from bot.leads.lead import Lead


def lead(row: int, **data: str) -> Lead:
    return Lead.of(row, email=f"p{row}@x.example", data=data)


def missing(field: str | None, *indexes: int, code: str = "missing_lead_field") -> LeadsRefusedError:
    return LeadsRefusedError((Refusal(code, "Missing lead dynamic field", field, indexes),))


def rows(split: Split) -> list[list[int]]:
    return [[one.row for one in group] for group in split.groups]


@pytest.mark.parametrize("indexes", [(1,), (2,), (0, 3), ()])
def test_who_lacks_the_field_is_computed_not_read_off_the_indexes(indexes: tuple[int, ...]) -> None:
    """The base of the indexes is not documented, so they decide nothing."""
    split = after_refusal(
        [lead(2, it="x"), lead(3), lead(4, it="y"), lead(5, it="")], missing("it", *indexes)
    )
    assert [one.row for one in split.ended] == [3, 5]
    assert {one.outcome for one in split.ended} == {Outcome.INVALID}
    assert '"it"' in split.ended[0].detail
    assert rows(split) == [[2, 4]]


def test_a_lead_that_lacks_two_fields_says_both() -> None:
    """One row, one sentence, both fields."""
    error = LeadsRefusedError(
        (Refusal("missing_lead_field", "", "it"), Refusal("missing_lead_field", "", "at"))
    )
    assert '"it"' in (detail := after_refusal([lead(2)], error).ended[0].detail)
    assert '"at"' in detail


def test_without_a_culprit_the_leads_are_halved() -> None:
    """Nobody lacks the field that the message names, or the code is unknown: both halves go alone."""
    leads = [lead(row, it="x") for row in range(5)]
    for error in (missing("it", 1), missing(None, code="bad_mailbox")):
        assert rows(after_refusal(leads, error)) == [[0, 1, 2], [3, 4]]


def test_a_lead_refused_alone_is_invalid_with_amplemarkets_words() -> None:
    """The person reads why, in Amplemarket's own sentence."""
    split = after_refusal([lead(9)], missing(None, code="odd"))
    assert split.groups == ()
    assert "Missing lead dynamic field" in split.ended[0].detail


def test_a_lead_that_is_too_large_alone_ends_as_invalid() -> None:
    """Halving ends with one lead."""
    assert rows(after_too_large([lead(1), lead(2)])) == [[1], [2]]
    assert after_too_large([lead(1)]).ended[0].outcome is Outcome.INVALID


@given(st.integers(1, 250), st.data())
def test_halving_finds_each_bad_lead_in_few_calls(size: int, data: st.DataObject) -> None:
    """At most 2·log2(n) calls more for each lead at fault, and nobody else is taken out."""
    bad = data.draw(st.sets(st.integers(0, size - 1), max_size=4))
    groups, calls, found, taken = [tuple(lead(row) for row in range(size))], 0, set(), set()
    while groups:
        group = groups.pop()
        calls += 1
        if not bad & {one.row for one in group}:
            taken |= {one.row for one in group}
            continue
        split = after_unclear_refusal(group, missing(None, code="odd"))
        found |= {one.row for one in split.ended}
        groups.extend(split.groups)
    assert found == bad
    assert taken == set(range(size)) - bad
    assert calls - 1 <= len(bad) * 2 * math.ceil(math.log2(max(size, 2)))
