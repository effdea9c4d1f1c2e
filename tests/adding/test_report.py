"""Conservation: a report accounts for every row, or there is none."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.errors import ConservationError
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.report import Tally


def test_the_line_has_its_fixed_form() -> None:
    """All six terms, zeros too, with thousands separators."""
    tally = Tally(
        1_000,
        {
            Outcome.ADDED: 930,
            Outcome.SKIPPED: 41,
            Outcome.INVALID: 6,
            Outcome.DUPLICATE: 20,
            Outcome.UNCONFIRMED: 3,
        },
    )
    assert tally.line == (
        "1,000 rows = 930 added + 41 skipped + 6 invalid + 20 duplicate + 3 unconfirmed + 0 failed"
    )


def test_what_was_not_sent_is_a_seventh_term() -> None:
    """A cancelled or stopped job says how many rows it did not send."""
    line = Tally(12, {Outcome.ADDED: 10, Outcome.NOT_SENT: 2}).line
    assert line.endswith("+ 0 failed + 2 not sent")


@pytest.mark.parametrize(
    "outcomes", [{Outcome.ADDED: 9}, {Outcome.ADDED: 11}, {}, {Outcome.ADDED: 11, Outcome.FAILED: -1}]
)
def test_a_tally_that_does_not_add_up_cannot_be_made(outcomes: dict[Outcome, int]) -> None:
    """Ten rows with nine, eleven or negative outcomes are refused."""
    with pytest.raises(ConservationError):
        Tally(10, outcomes)


def test_more_skips_for_a_reason_than_skipped_rows_are_refused() -> None:
    """A reason can't concern more rows than were skipped."""
    with pytest.raises(ConservationError):
        Tally(1, {Outcome.ADDED: 1}, {SkipReason.EXCLUSION_LIST: 1})


def test_a_row_counted_twice_is_refused() -> None:
    """Two outcomes of one row would hide that another row has none."""
    with pytest.raises(ConservationError, match="row 7"):
        Tally.of([RowOutcome(7, Outcome.ADDED), RowOutcome(7, Outcome.FAILED)], rows=2)


row_outcomes = st.one_of(
    st.builds(lambda one: (one, ()), st.sampled_from([one for one in Outcome if one is not Outcome.SKIPPED])),
    st.builds(lambda why: (Outcome.SKIPPED, tuple(why)), st.sets(st.sampled_from(SkipReason), min_size=1)),
)


@given(st.lists(row_outcomes), st.integers(0, 3))
def test_a_tally_accounts_for_every_row_or_is_refused(
    ends: list[tuple[Outcome, tuple[SkipReason, ...]]], missing: int
) -> None:
    """Counting outcomes gives the number of rows, and a missing row is never overlooked."""
    outcomes = [RowOutcome(row, end, why) for row, (end, why) in enumerate(ends)]
    tally = Tally.of(outcomes, len(outcomes))
    assert sum(tally[outcome] for outcome in Outcome) == tally.rows == len(outcomes)
    terms = [int(term.split()[0].replace(",", "")) for term in tally.line.split(" = ")[1].split(" + ")]
    assert sum(terms) == len(outcomes)
    if missing:
        with pytest.raises(ConservationError):
            Tally.of(outcomes, len(outcomes) + missing)


@pytest.mark.parametrize("reasons", [(), (SkipReason.EXCLUSION_LIST,)])
def test_skipped_and_only_skipped_comes_with_reasons(reasons: tuple[SkipReason, ...]) -> None:
    """A skip without a reason, or a reason without a skip, is a contradiction."""
    wrong = Outcome.ADDED if reasons else Outcome.SKIPPED
    with pytest.raises(ValueError, match="reasons"):
        RowOutcome(1, wrong, reasons)
