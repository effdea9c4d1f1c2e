"""The account of a job. A report that does not account for every row can't be constructed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.adding.errors import ConservationError
from bot.adding.outcome import Outcome, RowOutcome, SkipReason


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows came to which end, and how many carry which skip reason.

    Fields:
        rows: all rows of the job.
        outcomes: rows per outcome; the counts add up to `rows`.
        reasons: skipped rows per reason. A row may count under several, so these need not add up.

    Raises:
        ConservationError: the outcomes do not add up to the rows.
    """

    rows: int
    outcomes: Mapping[Outcome, int]
    reasons: Mapping[SkipReason, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        accounted = sum(self.outcomes.values())
        if accounted != self.rows or min(self.outcomes.values(), default=0) < 0:
            raise ConservationError(f"{accounted} of {self.rows} rows are accounted for")
        for reason, count in self.reasons.items():
            if not 0 <= count <= self[Outcome.SKIPPED]:
                raise ConservationError(
                    f"{count} rows skipped for {reason}, of {self[Outcome.SKIPPED]} in all"
                )

    def __getitem__(self, outcome: Outcome) -> int:
        return self.outcomes.get(outcome, 0)

    @property
    def line(self) -> str:
        """The conservation line, in its fixed form (DESIGN, sections 1 and 7)."""
        terms = [f"{self[outcome]:,} {outcome}" for outcome in Outcome if outcome is not Outcome.NOT_SENT]
        if self[Outcome.NOT_SENT]:
            terms.append(f"{self[Outcome.NOT_SENT]:,} {Outcome.NOT_SENT}")
        return f"{self.rows:,} rows = {' + '.join(terms)}"

    @property
    def sent(self) -> int:
        """Rows that have their end, by being sent."""
        kept_back = (Outcome.INVALID, Outcome.DUPLICATE, Outcome.NOT_SENT)
        return self.rows - sum(self[outcome] for outcome in kept_back)

    @classmethod
    def of(cls, outcomes: Iterable[RowOutcome], rows: int) -> Self:
        """Count outcomes, one for each of `rows` rows.

        Raises:
            ConservationError: a row has no outcome, or two.
        """
        seen: set[int] = set()
        by_outcome: Counter[Outcome] = Counter()
        by_reason: Counter[SkipReason] = Counter()
        for outcome in outcomes:
            if outcome.row in seen:
                raise ConservationError(f"row {outcome.row} is accounted for twice")
            seen.add(outcome.row)
            by_outcome[outcome.outcome] += 1
            by_reason.update(outcome.reasons)
        return cls(rows, dict(by_outcome), dict(by_reason))
