"""Rows that are kept as text come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from bot.adding.kept_rows import PAGE, ChangedRows, KeptRows
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.leads.lead import Lead

texts = st.text(st.characters(exclude_categories=[]), max_size=9)
ends = st.sampled_from(Outcome).flatmap(
    lambda outcome: st.builds(
        RowOutcome,
        st.just(2),
        st.just(outcome),
        st.just((SkipReason.EXCLUSION_LIST,) if outcome is Outcome.SKIPPED else ()),
        texts,
    )
)
leads = st.builds(
    lambda email, url, data: Lead.of(2, email=email, linkedin_url=url, data=data),
    st.sampled_from(["jane@acme.com", "JANE@acme.com"]),
    st.sampled_from([None, "https://www.linkedin.com/in/bo-li"]),
    st.dictionaries(texts, texts, max_size=3),
)
rows = st.builds(
    JobRow,
    st.just(2),
    st.lists(texts, max_size=3).map(tuple),
    st.none() | leads,
    st.none() | st.integers(0, 9),
    ends,
)


@given(st.lists(rows, min_size=1, max_size=5))
def test_they_come_back_as_they_were(some: list[JobRow]) -> None:
    """Whatever people write into cells; on the last page, and on full ones."""
    kept = KeptRows()
    for _ in range(PAGE):
        for row in some:
            kept.append(row)
    kept.append(some[0])
    assert list(kept) == [*some * PAGE, some[0]]
    assert (len(kept), kept[-1], kept[PAGE - 1 : PAGE + 1]) == (
        PAGE * len(some) + 1,
        some[0],
        (some * PAGE + some)[PAGE - 1 : PAGE + 1],
    )


def test_some_of_them_are_changed_when_they_are_asked_for() -> None:
    """By their place among those that are left."""
    kept = KeptRows()
    for number in range(2, 8):
        kept.append(JobRow(number, (), None, None, RowOutcome(number, Outcome.INVALID)))
    changed = ChangedRows(kept, [1, 3], lambda place, row: JobRow(row.row, (), None, place + 7, row.outcome))
    assert [(row.row, row.batch) for row in changed] == [(3, 7), (5, 8)]
