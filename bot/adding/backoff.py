"""How long to wait before another try, and when to give up. Pure: randomness comes in as an argument."""

from dataclasses import dataclass

MOST_DOUBLINGS = 64
"""A float holds no more than some thousand; any wait has met its cap long before."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with full jitter on its upper half.

    The defaults wait an outage out for 10 to 19 minutes.

    Fields:
        tries: calls in all before giving up.
        first: seconds before the second try.
        longest: no wait is longer, in seconds.
    """

    tries: int = 25
    first: float = 1.0
    longest: float = 60.0

    def wait(self, tries_so_far: int, chance: float) -> float | None:
        """Seconds before the next try; None to give up.

        Args:
            tries_so_far: calls made, at least 1.
            chance: a random number from 0 to 1; spreads callers that failed together.
        """
        return None if tries_so_far >= self.tries else self.pause(tries_so_far, chance)

    def pause(self, tries_so_far: int, chance: float) -> float:
        """The same without ever giving up."""
        doublings = min(tries_so_far - 1, MOST_DOUBLINGS)
        full = min(self.longest, self.first * 2.0**doublings)
        return full * (0.5 + chance / 2)

    def longest_rest(self, tries_so_far: int) -> float:
        """Seconds that all waits still to come may take together."""
        return sum(self.pause(tries, 1.0) for tries in range(tries_so_far, self.tries))
