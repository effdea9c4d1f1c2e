"""How fast the bot talks to Slack, all jobs together, so that Slack has no reason to turn it away.

Slack counts each method for itself: chat.update some 50 a minute (tier 3), chat.postMessage one a second and
channel with short bursts (docs.slack.dev, apis/web-api/rate-limits; how short is not documented). What people
wait for takes its turn here and then goes out; progress goes out only where there is room to spare. When
Slack says 429 all the same, that method rests as long as Slack says, and is slower afterwards.
"""

import logging
from collections import OrderedDict
from math import inf

from bot.jobs.clock import SystemClock
from bot.jobs.ports import Clock

logger = logging.getLogger(__name__)

EDITS_A_MINUTE = 50
EDITS_AT_ONCE = 40
"""Edits that may go out without a pause between them, after a quiet time."""

KEPT_FREE = 25
"""Of these, so many are left to edits that people wait for: progress takes none of them."""

PROGRESS_A_MINUTE, PROGRESS_AT_ONCE = 40, 4
"""Edits that only show progress, whatever jobs they are of."""

SLOWER_FOR, SLOWER_BY = 60.0, 3
"""After a 429, so many seconds progress is shown so many times less often."""

ASKS_AGAIN = 5.0
"""Seconds. A job that has not asked for so long has no progress to show any more."""

POSTS_A_SECOND, POSTS_AT_ONCE = 1.0, 100
"""In one channel. How many Slack takes at once it does not say, so it is asked: after its first 429 they go
one by one, and as many at once as seconds have passed in quiet since then."""

MOST_CHANNELS = 500


class Turns:
    """One limit: so many a second, and so many at once after a quiet time. Turns are given out in order.

    GCRA: what is remembered is the moment at which all that was let through would be used up.
    """

    def __init__(self, clock: Clock, per_second: float, at_once: int) -> None:
        self._clock = clock
        self._each = 1 / per_second
        self._at_once = at_once
        self._used_up = self._rests_until = -inf

    def now(self) -> float:
        return self._clock.now().timestamp()

    def wait(self) -> float:
        """Seconds until one more may go out; 0 when it may now."""
        ahead = self._used_up - (self._at_once - 1) * self._each
        return max(0.0, round(max(ahead, self._rests_until) - self.now(), 3))

    def free(self) -> int:
        """How many may go out now."""
        if self._rests_until > self.now():
            return 0
        taken = max(0.0, self._used_up - self.now()) / self._each
        return max(0, int(self._at_once - taken + 1e-6))

    def take(self) -> None:
        self._used_up = max(self._used_up, self.now()) + self._each

    async def turn(self) -> None:
        """Wait for one's turn."""
        while (wait := self.wait()) > 0:
            self.take()
            await self._clock.sleep(wait)
            if self._rests_until <= self.now():
                return
        self.take()

    def rest(self, seconds: float) -> None:
        """Slack has said 429: nobody goes before that has passed, and then one after the other."""
        self._rests_until = max(self._rests_until, self.now() + seconds)
        self._used_up = max(self._used_up, self._rests_until + (self._at_once - 1) * self._each)


class Pace:
    """The limits that all messages of one workspace share."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._edits = Turns(self._clock, EDITS_A_MINUTE / 60, EDITS_AT_ONCE)
        self._posts: OrderedDict[str, Turns] = OrderedDict()
        self._progress = Turns(self._clock, PROGRESS_A_MINUTE / 60, PROGRESS_AT_ONCE)
        self._shown: dict[str, tuple[float, float]] = {}
        self._slower_until = -inf

    # ---- what people wait for -----------------------------------------------------------------------

    async def post(self, channel: str) -> None:
        """Wait until one more message may be posted there."""
        await self._channel(channel).turn()

    def post_wait(self, channel: str) -> float:
        """Seconds that a post there would wait for its turn."""
        return self._channel(channel).wait()

    async def edit(self) -> None:
        """Wait until one more message may be edited."""
        await self._edits.turn()

    def edit_wait(self) -> float:
        """Seconds that an edit would wait for its turn."""
        return self._edits.wait()

    # ---- progress -----------------------------------------------------------------------------------

    def may_show(self, which: str) -> bool:
        """Whether it is this message's turn to show progress. Who is told no asks again seconds later.

        Of several that ask, those go first that were shown longest ago.
        """
        now = self._edits.now()
        last, _ = self._shown.get(which, (-inf, now))
        self._shown[which] = last, now
        self._shown = {one: seen for one, seen in self._shown.items() if now - seen[1] < ASKS_AGAIN}
        ahead = sum(shown < last for shown, _ in self._shown.values())
        if ahead >= self._progress.free() or self._edits.free() <= KEPT_FREE:
            return False
        self._shown[which] = now, now
        self._edits.take()
        for _ in range(SLOWER_BY if now < self._slower_until else 1):
            self._progress.take()
        return True

    # ---- what Slack says ----------------------------------------------------------------------------

    def turned_away(self, method: str, channel: str, seconds: float) -> None:
        """Slack has said 429 to a method.

        Args:
            method: as Slack calls it.
            channel: where a post was to go.
            seconds: how long Slack wants to be left alone.
        """
        logger.warning("Slack slows us down", extra={"method": method, "seconds": seconds})
        if method == "chat.update":
            self._edits.rest(seconds)
            self._progress.rest(seconds)
            self._slower_until = self._edits.now() + seconds + SLOWER_FOR
        elif method == "chat.postMessage":
            self._channel(channel).rest(seconds)

    def _channel(self, channel: str) -> Turns:
        turns = self._posts.setdefault(channel, Turns(self._clock, POSTS_A_SECOND, POSTS_AT_ONCE))
        self._posts.move_to_end(channel)
        if len(self._posts) > MOST_CHANNELS:
            self._posts.popitem(last=False)
        return turns
