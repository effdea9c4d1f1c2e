"""The same list again: recognised whatever its order, asked about when it matters, narrowed to who is new."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow
from bot.adding.same_list import A_HANDFUL, Earlier, Fingerprint, key_number, only_new
from bot.leads.lead import Lead, LeadKey

EARLIER = Earlier(
    by="U1",
    at=datetime(2026, 3, 3, tzinfo=UTC),
    same=False,
    under_way=False,
    shared=288,
    leads=300,
    seen=288,
    known=288,
)


def fingerprint(leads: list[Lead]) -> str:
    made = Fingerprint()
    for lead in leads:
        made.add(lead.keys)
    return str(made)


def lead(number: int) -> Lead:
    profile = f"https://www.linkedin.com/in/person-{number}" if number % 2 else None
    return Lead.of(number, email=f"p{number}@acme.example", linkedin_url=profile)


@given(st.lists(st.integers(1, 50), unique=True).flatmap(lambda n: st.tuples(st.just(n), st.permutations(n))))
def test_a_fingerprint_knows_no_order(numbers: tuple[list[int], list[int]]) -> None:
    """Nor row numbers, nor merge fields: the people are the list."""
    shared, again = numbers
    moved = [lead(number)._replace(row=row, data={"a": "b"}) for row, number in enumerate(again)]
    assert fingerprint([lead(number) for number in shared]) == fingerprint(moved)


@given(st.sets(st.integers(1, 50)), st.sets(st.integers(1, 50)))
def test_other_people_are_another_list(some: set[int], others: set[int]) -> None:
    """One more, one less, one replaced."""
    one, other = fingerprint([lead(n) for n in some]), fingerprint([lead(n) for n in others])
    assert (one == other) == (some == others)


def test_a_key_fits_a_column_of_64_bits() -> None:
    """Also one made of half a surrogate pair, which no codec takes."""
    for key in ("email:jane@acme.com", "in:jane", "in:\ud83d"):
        assert -(2**63) <= key_number(LeadKey(key)) < 2**63


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({}, True),
        ({"known": 150}, True),
        ({"known": 149}, False),
        ({"known": 149, "same": True}, True),
        ({"known": 0, "same": True}, False),  # it failed as a whole: there is nothing to warn of
        ({"known": 0, "seen": 0, "same": True}, True),  # nobody can tell any more
        ({"known": 0, "seen": 0}, False),
        ({"leads": A_HANDFUL - 1, "known": 4, "seen": 4, "same": True}, False),
    ],
)
def test_when_somebody_is_asked(changes: dict[str, Any], *, asks: bool) -> None:
    """About the same list, and about one of which half or more is in; never about a handful."""
    assert replace(EARLIER, **changes).asks is asks


def test_who_is_left() -> None:
    """Those nobody has sent before are new; others were sent and are not in."""
    assert (EARLIER.left, EARLIER.all_fresh) == (12, True)
    tried = replace(EARLIER, seen=300)
    assert (tried.left, tried.all_fresh) == (12, False)


def test_only_new_leads_go_in_batches_of_their_own() -> None:
    """No row without a lead, none that is known; calls are filled anew."""
    rows = [
        JobRow(number, (), lead(number), number // 2, RowOutcome(number, Outcome.NOT_SENT))
        for number in range(2, 12)
    ]
    rows.append(JobRow(12, ("n/a",), None, None, RowOutcome(12, Outcome.INVALID)))
    plan = only_new(rows, frozenset({2, 3, 5, 7, 11}), 2)
    assert [(row.row, row.batch) for row in plan.rows] == [(4, 0), (6, 0), (8, 1), (9, 1), (10, 2)]
    assert len(plan.earlier_tries) == 3
    assert not only_new(rows, frozenset(range(2, 12)), 2).rows
