"""The rate limit: so many calls in any window of 60 seconds, over all endpoints.

Amplemarket's introduction documents 500.
"""

import math
from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(seconds=60)


class SlidingWindow:
    """Assumed: a call that is refused does not count, and Retry-After is in whole seconds."""

    def __init__(self) -> None:
        self._taken: deque[datetime] = deque()

    def seconds_to_wait(self, now: datetime, calls_per_minute: int) -> int | None:
        """None, and the call counts; or the seconds until one more call fits."""
        while self._taken and now - self._taken[0] >= WINDOW:
            self._taken.popleft()
        if len(self._taken) < calls_per_minute:
            self._taken.append(now)
            return None
        if calls_per_minute == 0:
            return int(WINDOW.total_seconds())
        # Where the limit was lowered meanwhile, more than one call must leave the window first.
        leaves = self._taken[len(self._taken) - calls_per_minute] + WINDOW
        return math.ceil((leaves - now).total_seconds())
