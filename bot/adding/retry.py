"""What can be done about rows that were not added: which button lifts what, and for whom."""

from collections.abc import Collection
from enum import StrEnum, unique

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.overrides import Override, Overrides, lifting


@unique
class RetryKind(StrEnum):
    """One kind per button. The first four are spelled like the skip reason they lift."""

    EXCLUSION_LIST = "exclusion_list"
    RECENTLY_CONTACTED = "recently_contacted"
    IN_OTHER_DRAFT_SEQUENCES = "in_other_draft_sequences"
    IN_OTHER_ACTIVE_SEQUENCES = "in_other_active_sequences"
    FAILED = "failed"

    @property
    def reason(self) -> SkipReason | None:
        """The skip reason it lifts; None for a plain second try of what failed or is unconfirmed."""
        return None if self is RetryKind.FAILED else SkipReason(self.value)

    @property
    def override(self) -> Override | None:
        """The one override it adds."""
        return None if self.reason is None else lifting(self.reason)


def concerns(kind: RetryKind, row: RowOutcome) -> bool:
    """Whether a retry of this kind takes the row along."""
    return concerns_end(kind, row.outcome, row.reasons)


def concerns_end(kind: RetryKind, outcome: Outcome, reasons: Collection[SkipReason]) -> bool:
    """The same for any row that came to this end."""
    if kind.reason is None:
        return outcome in {Outcome.FAILED, Outcome.UNCONFIRMED}
    return kind.reason in reasons


def outcomes_of(kind: RetryKind) -> frozenset[Outcome]:
    """The outcomes among which a retry of this kind finds its rows."""
    return frozenset({Outcome.FAILED, Outcome.UNCONFIRMED} if kind.reason is None else {Outcome.SKIPPED})


LIFTING = tuple(kind for kind in RetryKind if kind.reason)
"""The kinds that lift a check. Only these can be retried together: who failed was not checked for anything
yet, so no check may be off for them that nobody named.
"""


def lifted(kinds: Collection[RetryKind], row: RowOutcome) -> bool:
    """Whether a retry of these kinds together takes the row along: it lifts all that stands against it."""
    return bool(row.reasons) and {kind.reason for kind in kinds}.issuperset(row.reasons)


def overrides_for(kinds: Collection[RetryKind], so_far: Overrides) -> Overrides:
    """The union of what people lifted before in this chain and what this button lifts."""
    return so_far | {kind.override for kind in kinds if kind.override}
