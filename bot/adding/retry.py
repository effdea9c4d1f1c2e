"""What can be done about rows that were not added: which button lifts what, and for whom."""

from collections.abc import Iterator
from enum import StrEnum, unique

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.overrides import Override, Overrides, lifting
from bot.adding.report import Tally


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
    if kind.reason is None:
        return row.outcome in {Outcome.FAILED, Outcome.UNCONFIRMED}
    return kind.reason in row.reasons


def overrides_for(kind: RetryKind, so_far: Overrides) -> Overrides:
    """The union of what people lifted before in this chain and what this button lifts."""
    return so_far if kind.override is None else so_far | {kind.override}


def offers(tally: Tally) -> Iterator[tuple[RetryKind, int]]:
    """The retries that a report offers, with how many leads each concerns."""
    for kind in RetryKind:
        if kind.reason is None:
            count = tally[Outcome.FAILED] + tally[Outcome.UNCONFIRMED]
        else:
            count = tally.reasons.get(kind.reason, 0)
        if count:
            yield kind, count
