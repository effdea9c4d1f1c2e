"""Time as a port: what expires in Slack (trigger ids, response urls, rate limits) asks a clock."""

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since the epoch; `time.time` is one."""

START = 1_790_000_000.0
"""Where a manual clock starts: a date in 2026, so that timestamps look like real ones."""


class ManualClock:
    """A clock that moves only when told to, so that tests cross 30 minutes without waiting."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
