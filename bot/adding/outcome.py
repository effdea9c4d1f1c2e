"""What can become of one row of a job. The closed sets every other room matches on.

Spellings are fixed: they stand in the result file and in the store.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Outcome(StrEnum):
    """The seven ends of a row, in the order in which the conservation line names them."""

    ADDED = "added"
    SKIPPED = "skipped"
    INVALID = "invalid"
    DUPLICATE = "duplicate"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    NOT_SENT = "not sent"


@unique
class SkipReason(StrEnum):
    """Why Amplemarket kept a good lead out."""

    EXCLUSION_LIST = "exclusion_list"
    RECENTLY_CONTACTED = "recently_contacted"
    ALREADY_IN_SEQUENCE = "already_in_sequence"
    IN_OTHER_DRAFT_SEQUENCES = "in_other_draft_sequences"
    IN_OTHER_ACTIVE_SEQUENCES = "in_other_active_sequences"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row.

    Fields:
        row: the row's number as the person sees it.
        outcome: its end.
        reasons: why it was skipped; a lead may be kept out for several reasons at once.
        detail: a sentence where the outcome alone does not say enough ("same person as row 14").
    """

    row: int
    outcome: Outcome
    reasons: tuple[SkipReason, ...] = ()
    detail: str = ""

    def __post_init__(self) -> None:
        if (self.outcome is Outcome.SKIPPED) != bool(self.reasons):
            raise ValueError(f"row {self.row}: skipped, and only skipped, comes with reasons")


def in_enum_order(reasons: Iterable[SkipReason]) -> tuple[SkipReason, ...]:
    """Each reason once, in the order in which `SkipReason` lists them."""
    found = set(reasons)
    return tuple(reason for reason in SkipReason if reason in found)
