"""How many leads a call may hold, as far as Amplemarket's refusals tell: the limit is not documented."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adding.errors import RequestTooLargeError, TooManyLeadsError
from bot.leads.lead import Lead


@dataclass(slots=True)
class LearnedSize:
    """Shared by all jobs of this process: later batches are cut to what was taken.

    Nothing is learned from a call that was too large in bytes: other leads may carry less. And where a size
    is refused here and taken there, its number is not what is wrong with it.

    Fields:
        least_refused: the smallest call that was refused for the number of its leads; None while none was.
        most_taken: the largest one that was taken.
    """

    least_refused: int | None = None
    most_taken: int = 0

    def refused(self, leads: int, error: RequestTooLargeError) -> None:
        if isinstance(error, TooManyLeadsError):
            self.least_refused = min(leads, self.least_refused or leads)

    def taken(self, leads: int) -> None:
        self.most_taken = max(leads, self.most_taken)

    @property
    def limit(self) -> int | None:
        """No call should hold more leads; None while any size may do."""
        if self.least_refused is None or self.most_taken >= self.least_refused:
            return None
        return self.most_taken or max(1, self.least_refused // 2)

    def cut(self, leads: Sequence[Lead]) -> tuple[tuple[Lead, ...], ...]:
        """The leads in parts that may be sent."""
        size = self.limit or len(leads) or 1
        return tuple(tuple(leads[start : start + size]) for start in range(0, len(leads), size))
