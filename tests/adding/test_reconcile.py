"""What an answer means for each lead sent."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.answer import AddLeadsAnswer, NamedLead
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.reconcile import BY_THE_FIRST_TRY, IN_BY_WHOM, EarlierTry, reconcile
from bot.leads.lead import Lead

JANE = Lead.of(2, email="jane@acme.example", linkedin_url="https://www.linkedin.com/in/jane-doe")
BO = Lead.of(3, linkedin_url="https://www.linkedin.com/in/bo-li")
KIM = Lead.of(4, email="kim@bank.example")
SENT = [JANE, BO, KIM]


def answered(
    added: int | None, duplicates: tuple[NamedLead, ...] = (), **skipped: list[NamedLead]
) -> AddLeadsAnswer:
    lists = {SkipReason(reason): tuple(named) for reason, named in skipped.items()}
    return AddLeadsAnswer(total=len(SENT), added=added, skipped=lists, duplicates=duplicates)


def outcomes(answer: AddLeadsAnswer, earlier_try: EarlierTry = EarlierTry.NONE) -> list[Outcome]:
    return [one.outcome for one in reconcile(SENT, answer, earlier_try)]


def test_named_nowhere_and_confirmed_by_the_count_is_added() -> None:
    """Leads that no list names are added when Amplemarket's own count agrees."""
    assert outcomes(answered(3)) == [Outcome.ADDED] * 3


@pytest.mark.parametrize(
    "named",
    [
        NamedLead(email="JANE@ACME.example"),
        NamedLead(linkedin_url="http://linkedin.com/in/Jane-Doe/"),
        NamedLead(email="somebody@else.example", linkedin_url="https://uk.linkedin.com/in/jane-doe?x=1"),
    ],
)
def test_a_lead_is_recognised_however_the_answer_spells_it(named: NamedLead) -> None:
    """Another case, a trailing slash, only one of the two values: it is still the same lead."""
    jane, *others = reconcile(SENT, answered(2, recently_contacted=[named]))
    assert jane.reasons == (SkipReason.RECENTLY_CONTACTED,)
    assert [one.outcome for one in others] == [Outcome.ADDED] * 2


def test_a_lead_carries_every_reason_it_is_named_for() -> None:
    """Several lists may name one lead; it is one skipped row with all reasons, in a stable order."""
    answer = answered(
        2, recently_contacted=[NamedLead(email=KIM.email)], exclusion_list=[NamedLead(email=KIM.email)]
    )
    assert reconcile(SENT, answer)[2].reasons == (SkipReason.EXCLUSION_LIST, SkipReason.RECENTLY_CONTACTED)


@pytest.mark.parametrize("added", [0, 2, None])
def test_what_the_count_does_not_confirm_is_never_told_as_added(added: int | None) -> None:
    """With a smaller count, or none, nobody can say which leads are in: all of them are unconfirmed."""
    assert outcomes(answered(added)) == [Outcome.UNCONFIRMED] * 3


def test_an_entry_that_matches_nobody_leaves_the_count_to_decide() -> None:
    """A stranger in a list may be one of ours under another name; the count says whether it is."""
    stranger = [NamedLead(email="who@is.example")]
    assert outcomes(answered(3, exclusion_list=stranger)) == [Outcome.ADDED] * 3
    assert outcomes(answered(2, exclusion_list=stranger)) == [Outcome.UNCONFIRMED] * 3


def test_an_entry_without_any_value_is_passed_over() -> None:
    """Both values of a skip entry are optional in the contract."""
    assert outcomes(answered(3, exclusion_list=[NamedLead()])) == [Outcome.ADDED] * 3


def test_a_duplicate_by_amplemarkets_rules_is_told_as_one() -> None:
    """We send each person once; Amplemarket may know two of ours for one."""
    assert outcomes(answered(2, duplicates=(NamedLead(email=KIM.email),)))[2] is Outcome.DUPLICATE


def test_a_duplicate_that_the_count_has_added_is_unconfirmed() -> None:
    """An answer that contradicts itself confirms nothing."""
    assert outcomes(answered(3, duplicates=(NamedLead(email=KIM.email),)))[2] is Outcome.UNCONFIRMED


ALL_IN = [NamedLead(email=JANE.email), NamedLead(linkedin_url=BO.linkedin_url), NamedLead(email=KIM.email)]


def test_after_a_lost_answer_already_in_means_added_by_the_first_try() -> None:
    """When the second call adds nobody, the first one had its effect."""
    results = reconcile(SENT, answered(0, already_in_sequence=ALL_IN), EarlierTry.PERHAPS)
    assert {(one.outcome, one.detail) for one in results} == {(Outcome.ADDED, BY_THE_FIRST_TRY)}


def test_when_the_second_call_adds_somebody_the_first_had_no_effect() -> None:
    """A call is processed as a whole; so who is already in has been in before, and that is what is told."""
    jane, bo, kim = reconcile(SENT, answered(2, already_in_sequence=ALL_IN[:1]), EarlierTry.PERHAPS)
    assert jane.outcome is Outcome.SKIPPED
    assert "perhaps" in jane.detail
    assert bo.outcome is kim.outcome is Outcome.ADDED


def test_after_a_lost_call_with_some_of_the_leads_who_is_in_is_unconfirmed() -> None:
    """It may have brought those who are in; that this call adds others says nothing about it."""
    answer = answered(2, already_in_sequence=ALL_IN[:1])
    jane, bo, kim = reconcile(SENT, answer, EarlierTry.PERHAPS, same_leads=False)
    assert jane.outcome is Outcome.UNCONFIRMED
    assert "in the sequence" in jane.detail
    assert bo.outcome is kim.outcome is Outcome.ADDED


def test_a_processed_call_that_left_open_who_was_added_is_settled_by_the_next() -> None:
    """After a miscount a second call tells: who is already in was added by the first one."""
    jane, bo, kim = reconcile(SENT, answered(1, already_in_sequence=ALL_IN[:2]), EarlierTry.PROCESSED)
    assert jane.detail == bo.detail == BY_THE_FIRST_TRY
    assert kim.outcome is Outcome.ADDED


def test_another_reason_beside_already_in_is_not_told_as_added() -> None:
    """Who is on the exclusion list was not added by the first try either."""
    answer = answered(0, already_in_sequence=ALL_IN, exclusion_list=ALL_IN[:1])
    assert reconcile(SENT, answer, EarlierTry.PERHAPS)[0].outcome is Outcome.SKIPPED


def test_who_was_contacted_between_the_two_calls_is_in_for_sure_by_whom_is_not() -> None:
    """The first try may have added them, and the sequence written to them since."""
    answer = answered(0, already_in_sequence=ALL_IN, recently_contacted=ALL_IN[:1])
    jane, bo, _ = reconcile(SENT, answer, EarlierTry.PERHAPS)
    assert (jane.outcome, jane.detail) == (Outcome.UNCONFIRMED, IN_BY_WHOM)
    assert bo.outcome is Outcome.ADDED


reasons = st.dictionaries(
    st.sampled_from(SkipReason), st.lists(st.integers(0, 30), max_size=20), max_size=len(SkipReason)
)


@given(
    size=st.integers(0, 25),
    skipped=reasons,
    added=st.none() | st.integers(-3, 40),
    earlier=st.sampled_from(EarlierTry),
)
def test_every_lead_sent_gets_exactly_one_outcome(
    size: int, skipped: dict[SkipReason, list[int]], added: int | None, earlier: EarlierTry
) -> None:
    """One outcome per lead, in order, and never more added than Amplemarket counted."""
    sent = [Lead.of(row, email=f"p{row}@x.example") for row in range(size)]
    named = {why: tuple(NamedLead(email=f"P{one}@X.example") for one in who) for why, who in skipped.items()}
    results = reconcile(sent, AddLeadsAnswer(size, added, named), earlier)
    assert [one.row for one in results] == [lead.row for lead in sent]
    told = [one for one in results if one.outcome is Outcome.ADDED and one.detail != BY_THE_FIRST_TRY]
    assert len(told) <= max(added or 0, 0)
    for one in results:
        if one.outcome is Outcome.SKIPPED:
            assert all(one.row in skipped[why] for why in one.reasons)
