"""Slack's rate limits, when a test or the demo wants them: a bucket per method, one per channel for posting.

https://docs.slack.dev/apis/web-api/rate-limits ; tiers as in java-slack-sdk's MethodsRateLimits.
"""

import math
from dataclasses import dataclass

from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.errors import RateLimitedError

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls per minute by tier; a minute's worth may come at once."""
POSTS_PER_SECOND = 1
POST_BURST = 5
"""chat.postMessage: one per second and channel, "short bursts" tolerated; how short is not documented."""
_MINUTE = 60.0


@dataclass(slots=True)
class Bucket:
    tokens: float
    at: float


class RateLimits:
    def __init__(self, clock: Clock, *, enabled: bool) -> None:
        self.enabled = enabled
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def count(self, method: str, tier: int) -> None:
        """Take one call of this method, or refuse."""
        if self.enabled:
            self._take(method, burst=PER_MINUTE[tier], per_second=PER_MINUTE[tier] / _MINUTE)

    def count_post(self, channel: str) -> None:
        if self.enabled:
            self._take(f"post {channel}", burst=POST_BURST, per_second=POSTS_PER_SECOND)

    def _take(self, key: str, *, burst: int, per_second: float) -> None:
        now = self._clock()
        bucket = self._buckets.setdefault(key, Bucket(burst, now))
        bucket.tokens = min(burst, bucket.tokens + (now - bucket.at) * per_second)
        bucket.at = now
        if bucket.tokens < 1:
            raise RateLimitedError(max(1, math.ceil((1 - bucket.tokens) / per_second)))
        bucket.tokens -= 1
