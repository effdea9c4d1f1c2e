"""How long adding takes: expected before it begins, seen once it is under way. Guesses, and told as such."""

from dataclasses import dataclass
from math import ceil

SECONDS_A_CALL = 1.5
"""What a call with a full batch is expected to take; Amplemarket states no figure."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What decides how fast leads go out.

    Fields:
        leads_a_call: the size of a batch.
        calls_a_minute: the limit of the API key, which all jobs share.
        at_once: calls under way at the same time, at most.
    """

    leads_a_call: int
    calls_a_minute: int
    at_once: int

    def seconds(self, leads: int) -> float:
        """For so many leads, while no other job is under way."""
        calls = ceil(leads / self.leads_a_call)
        return max(calls * 60 / self.calls_a_minute, ceil(calls / self.at_once) * SECONDS_A_CALL)


def seconds_left(done: int, left: int, seconds: float) -> float | None:
    """What is left takes as long for each as what was done in so many seconds; None while nothing is."""
    return left * seconds / done if done > 0 else None
