"""Overrides, retries and who may use them."""

import pytest

from bot.adding.access import Access
from bot.adding.errors import AdminsOnlyError, UsageError, WrongChannelError
from bot.adding.job import Distribution, Options
from bot.adding.options import read_options
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.overrides import NO_OVERRIDES, Override, lifting
from bot.adding.remedies import Ends, Remains, Remedies, remedies
from bot.adding.retry import RetryKind, concerns, overrides_for


def test_each_override_lifts_one_reason() -> None:
    """Four reasons have one override each; already in this sequence has none."""
    lifted = {reason: lifting(reason) for reason in SkipReason}
    assert lifted.pop(SkipReason.ALREADY_IN_SEQUENCE) is None
    assert sorted(one for one in lifted.values() if one) == sorted(Override)


@pytest.mark.parametrize("kind", RetryKind)
def test_a_retry_adds_just_the_override_of_its_button(kind: RetryKind) -> None:
    """What people lifted before stays lifted; nothing else is lifted on the way."""
    before = frozenset({Override.OTHER_DRAFT_SEQUENCES})
    assert overrides_for((kind,), before) - before <= ({kind.override} if kind.override else set())
    assert overrides_for((RetryKind.FAILED,), NO_OVERRIDES) == NO_OVERRIDES


def test_a_retry_takes_the_leads_of_its_reason_along_and_no_others() -> None:
    """A lead with two reasons stands under both buttons."""
    both = RowOutcome(1, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST, SkipReason.RECENTLY_CONTACTED))
    assert concerns(RetryKind.EXCLUSION_LIST, both)
    assert concerns(RetryKind.RECENTLY_CONTACTED, both)
    assert not concerns(RetryKind.IN_OTHER_DRAFT_SEQUENCES, both)
    assert not concerns(RetryKind.FAILED, both)


@pytest.mark.parametrize(
    ("outcome", "taken"),
    [(Outcome.FAILED, True), (Outcome.UNCONFIRMED, True), (Outcome.ADDED, False), (Outcome.INVALID, False)],
)
def test_send_again_takes_failed_and_unconfirmed_leads(outcome: Outcome, taken: bool) -> None:  # noqa: FBT001
    """And never one that is in, or can't be sent."""
    assert concerns(RetryKind.FAILED, RowOutcome(1, outcome)) is taken


def test_already_in_this_sequence_gets_no_button() -> None:
    """There is nothing to lift."""
    ends: Ends = {(Outcome.SKIPPED, (SkipReason.ALREADY_IN_SEQUENCE,)): 2}
    assert remedies(Remains(ends, ends), {}) == Remedies()


def test_only_admins_lift_the_exclusion_list() -> None:
    """Where admins are named; where none are, nothing is reserved."""
    lifted = frozenset({Override.EXCLUSION_LIST})
    with pytest.raises(AdminsOnlyError):
        Access(admins=frozenset({"U1"})).check_overrides("U2", lifted)
    Access(admins=frozenset({"U1"})).check_overrides("U1", lifted)
    Access(admins=frozenset({"U1"})).check_overrides("U2", frozenset({Override.RECENTLY_CONTACTED}))
    Access().check_overrides("U2", lifted)


def test_the_bot_is_used_in_its_channels_only() -> None:
    """Where channels are named; where none are, anywhere."""
    with pytest.raises(WrongChannelError):
        Access(channels=frozenset({"C1"})).check_channel("C2")
    Access(channels=frozenset({"C1"})).check_channel("C1")
    Access().check_channel("C2")


def test_options_stand_before_the_leads() -> None:
    """They are taken off the text; what follows are leads."""
    options, rest = read_options("--override=recently_contacted —mailboxes=a@x.co,b@x.co jane@acme.com --x")
    assert options.overrides == {Override.RECENTLY_CONTACTED}
    assert (options.distribution, options.mailboxes) == (Distribution.CUSTOM_MAILBOXES, ("a@x.co", "b@x.co"))
    assert rest == "jane@acme.com --x"
    assert read_options("jane@acme.com") == (Options(), "jane@acme.com")


@pytest.mark.parametrize(
    "text", ["--force=1 a@x.co", "--override=already_in_sequence a@x.co", "--distribution=x a@x.co"]
)
def test_an_unknown_option_is_refused(text: str) -> None:
    """Nothing is sent on a guess at what was meant."""
    with pytest.raises(UsageError):
        read_options(text)
