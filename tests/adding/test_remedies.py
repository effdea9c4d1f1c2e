"""What is left to do about a job's rows, what made a child, and which fields a row lacks."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.descent import Descent, Remedy
from bot.adding.outcome import Outcome, RowOutcome, SkipReason, in_enum_order
from bot.adding.refusal import lacking, lacks
from bot.adding.remedies import Ends, Remains, remedies, together
from bot.adding.retry import LIFTING, RetryKind, lifted

EXCLUDED, RECENT, ALREADY = (
    SkipReason.EXCLUSION_LIST,
    SkipReason.RECENTLY_CONTACTED,
    SkipReason.ALREADY_IN_SEQUENCE,
)
SKIPPED = Outcome.SKIPPED


def retry(*kinds: RetryKind, act: str = "") -> Descent:
    return Descent(Remedy.RETRY, "J1", kinds, act)


@given(
    st.sampled_from(Remedy),
    st.lists(st.sampled_from(RetryKind), min_size=1, unique=True),
    st.sampled_from(["", "V123"]),
)
def test_an_origin_is_read_as_it_was_written(remedy: Remedy, kinds: list[RetryKind], act: str) -> None:
    """Whatever the button was."""
    descent = Descent(remedy, "9f2c41d0", tuple(kinds) if remedy is Remedy.RETRY else (), act)
    assert Descent.of(descent.origin) == descent


def test_the_origin_of_a_plain_retry_has_not_changed() -> None:
    """Children of earlier versions are known by it."""
    assert retry(RetryKind.FAILED).origin == "retry:J1:failed"


@pytest.mark.parametrize("origin", ["event:Ev1:F1", "command:1.2"])
def test_another_origin_is_no_childs(origin: str) -> None:
    """A first job has no parent."""
    with pytest.raises(ValueError, match="not a valid Remedy"):
        Descent.of(origin)


@given(
    st.lists(st.text(min_size=1).filter(lambda name: '" that this sequence uses' not in name), unique=True)
)
def test_missing_fields_are_read_out_of_their_sentence(fields: list[str]) -> None:
    """Whatever they are called."""
    row = RowOutcome(2, Outcome.INVALID, detail="; ".join(map(lacks, fields)))
    assert lacking(row) == tuple(fields)


@pytest.mark.parametrize(
    "detail", ["", '"n/a" is not an e-mail address', 'Amplemarket refused it: lacks the field "x"']
)
def test_other_invalid_rows_lack_nothing(detail: str) -> None:
    """They are corrected, not filled in."""
    assert lacking(RowOutcome(2, Outcome.INVALID, detail=detail)) == ()
    assert lacking(RowOutcome(2, Outcome.UNCONFIRMED, detail=lacks("it"))) == ()


def test_a_chosen_few_leave_the_rest() -> None:
    """Under each button of theirs; other buttons stay as they are."""
    ends = {(SKIPPED, (RECENT,)): 5, (SKIPPED, (EXCLUDED, RECENT)): 2, (Outcome.ADDED, ()): 90}
    taken = {"c1": {(SKIPPED, (RECENT,)): 2, (SKIPPED, (EXCLUDED, RECENT)): 1}}
    untouched = {(SKIPPED, (RECENT,)): 3, (SKIPPED, (EXCLUDED, RECENT)): 1, (Outcome.ADDED, ()): 90}
    left = remedies(
        Remains(ends, untouched, taken=taken), {"c1": retry(RetryKind.RECENTLY_CONTACTED, act="V1")}
    )
    assert left.retries == {RetryKind.EXCLUSION_LIST: 2, RetryKind.RECENTLY_CONTACTED: 4}
    assert left.together is not None
    assert (left.together.rows, left.together.unreserved) == (4, 3)


def test_who_is_in_the_sequence_can_not_be_retried_together() -> None:
    """Lifting all else would not lift that."""
    ends = {(SKIPPED, (RECENT, ALREADY)): 3, (SKIPPED, (RECENT,)): 1, (SKIPPED, (EXCLUDED,)): 1}
    found = together(ends, LIFTING)
    assert found is not None
    assert (found.rows, found.kinds) == (
        2,
        {RetryKind.EXCLUSION_LIST: 1, RetryKind.RECENTLY_CONTACTED: 1},
    )
    assert together({(SKIPPED, (RECENT,)): 9}, LIFTING) is None


def test_failed_leads_are_not_retried_together_with_others() -> None:
    """They were not checked yet: no check may be off for them that nobody named."""
    assert RetryKind.FAILED not in LIFTING
    assert not lifted(LIFTING, RowOutcome(2, Outcome.FAILED))


@given(st.sets(st.sampled_from(SkipReason), min_size=1), st.sets(st.sampled_from(LIFTING)))
def test_together_takes_whom_nothing_else_stands_against(
    reasons: set[SkipReason], kinds: set[RetryKind]
) -> None:
    """All of a lead's reasons must be lifted."""
    row = RowOutcome(2, SKIPPED, in_enum_order(reasons))
    assert lifted(kinds, row) is (reasons <= {kind.reason for kind in kinds})


def test_invalid_rows_are_filled_in_or_corrected() -> None:
    """Those that lack a field, and all others."""
    ends: Ends = {(Outcome.INVALID, ()): 9}
    left = remedies(Remains(ends, {(Outcome.INVALID, ()): 7}, {("it",): 3, ("it", "x"): 1}), {})
    assert (left.lacking, left.correctable) == ({("it",): 3, ("it", "x"): 1}, 3)
