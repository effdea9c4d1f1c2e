"""How long to wait before another try, and when to give up. Pure: randomness comes in as an argument."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with full jitter on its upper half.

    Fields:
        tries: calls in all before giving up.
        first: seconds before the second try.
        longest: no wait is longer, in seconds.
    """

    tries: int = 6
    first: float = 1.0
    longest: float = 60.0

    def wait(self, tries_so_far: int, chance: float) -> float | None:
        """Seconds before the next try; None to give up.

        Args:
            tries_so_far: calls made, at least 1.
            chance: a random number from 0 to 1; spreads callers that failed together.
        """
        if tries_so_far >= self.tries:
            return None
        full = min(self.longest, self.first * 2.0 ** (tries_so_far - 1))
        return full * (0.5 + chance / 2)
