"""The four API flags, each lifting one skip reason. Off unless a person turns one on."""

from collections.abc import Iterable
from enum import StrEnum, unique
from typing import assert_never

from bot.adding.outcome import SkipReason


@unique
class Override(StrEnum):
    """Spelled as the API spells them (POST /sequences/{id}/leads, `leads[].overrides`)."""

    RECENTLY_CONTACTED = "ignore_recently_contacted"
    EXCLUSION_LIST = "ignore_exclusion_list"
    OTHER_DRAFT_SEQUENCES = "ignore_duplicate_leads_in_other_draft_sequences"
    OTHER_ACTIVE_SEQUENCES = "ignore_duplicate_leads_in_other_active_sequences"


Overrides = frozenset[Override]
NO_OVERRIDES: Overrides = frozenset()


def lifting(reason: SkipReason) -> Override | None:
    """The override that lifts a skip reason; None where the API has none."""
    match reason:
        case SkipReason.EXCLUSION_LIST:
            return Override.EXCLUSION_LIST
        case SkipReason.RECENTLY_CONTACTED:
            return Override.RECENTLY_CONTACTED
        case SkipReason.IN_OTHER_DRAFT_SEQUENCES:
            return Override.OTHER_DRAFT_SEQUENCES
        case SkipReason.IN_OTHER_ACTIVE_SEQUENCES:
            return Override.OTHER_ACTIVE_SEQUENCES
        case SkipReason.ALREADY_IN_SEQUENCE:
            return None
        case _:
            assert_never(reason)


def in_api_order(overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Each override once, in the order of the API's documentation: stable in the store and in logs."""
    chosen = set(overrides)
    return tuple(override for override in Override if override in chosen)
