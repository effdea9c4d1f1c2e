"""What a report still offers: the rows of a job that were not added, less those that somebody took up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.adding.descent import Descent
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.retry import LIFTING, RetryKind, concerns_end

Ends = Mapping[tuple[Outcome, tuple[SkipReason, ...]], int]
"""Rows counted by what became of them: outcome and reasons together."""

Lacking = Mapping[tuple[str, ...], int]
"""Invalid rows counted by the merge fields they lack."""


@dataclass(frozen=True, slots=True)
class Remains:
    """How a job's rows stand.

    Fields:
        ends: all of them.
        untouched: those that no child job has taken up.
        lacking: of these, the invalid ones that lack merge fields.
        taken: for each child job, what had become of its rows in this job.
    """

    ends: Ends
    untouched: Ends
    lacking: Lacking = field(default_factory=dict)
    taken: Mapping[str, Ends] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Together:
    """Several reasons lifted at once.

    Fields:
        rows: how many rows that concerns.
        kinds: what is lifted, and how many of the rows each reason stands against.
        unreserved: the rows that remain when what only admins may lift is left out.
    """

    rows: int
    kinds: Mapping[RetryKind, int]
    unreserved: int


@dataclass(frozen=True, slots=True)
class Remedies:
    """What people can still do about a job's rows, and for how many.

    Fields:
        together: None where fewer than two reasons can be lifted.
        correctable: invalid rows that are not invalid for lacking a field.
    """

    retries: Mapping[RetryKind, int] = field(default_factory=dict)
    together: Together | None = None
    lacking: Lacking = field(default_factory=dict)
    correctable: int = 0


def remedies(remains: Remains, children: Mapping[str, Descent]) -> Remedies:
    """What is left to do.

    Args:
        remains: how the rows stand.
        children: what made each child job, by its id.
    """
    retries = {kind: _left(kind, remains, children) for kind in RetryKind}
    invalid = sum(count for (outcome, _), count in remains.untouched.items() if outcome is Outcome.INVALID)
    return Remedies(
        {kind: count for kind, count in retries.items() if count > 0},
        together(remains.untouched, LIFTING),
        remains.lacking,
        max(0, invalid - sum(remains.lacking.values())),
    )


def _left(kind: RetryKind, remains: Remains, children: Mapping[str, Descent]) -> int:
    taken = (ends for child, ends in remains.taken.items() if kind in children[child].kinds)
    return _concerned(kind, remains.ends) - sum(_concerned(kind, ends) for ends in taken)


def _concerned(kind: RetryKind, ends: Ends) -> int:
    return sum(count for (outcome, reasons), count in ends.items() if concerns_end(kind, outcome, reasons))


def together(untouched: Ends, kinds: Sequence[RetryKind]) -> Together | None:
    """What lifting these reasons at once would take along; None where that lifts fewer than two."""
    liftable = {kind.reason for kind in kinds}
    rows = {
        reasons: count
        for (_, reasons), count in untouched.items()
        if reasons and liftable.issuperset(reasons)
    }
    by_kind = {
        kind: count
        for kind in kinds
        if (count := sum(number for reasons, number in rows.items() if kind.reason in reasons))
    }
    if len(by_kind) < 2:  # noqa: PLR2004 - one reason has a button of its own
        return None
    free = sum(count for reasons, count in rows.items() if SkipReason.EXCLUSION_LIST not in reasons)
    return Together(sum(rows.values()), by_kind, free)
