"""Ids and timestamps in Slack's shapes, each unique in its sandbox and stable from run to run."""

import itertools
import string

from bot.sandbox.slack.clock import Clock

_ALPHABET = string.digits + string.ascii_uppercase
_SPREAD = 2_654_435_761
"""Knuth's multiplicative hash: neighbours look as unalike as Slack's ids, and none collide below 2**32."""
_LENGTH = 9
_MICROSECONDS = 1_000_000


class Ids:
    """Makes ids such as U…, C…, F… and message timestamps that always grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(1)
        self._last_ts = 0

    def make(self, prefix: str) -> str:
        """An id of ten characters or more: the prefix, a zero, then letters and digits."""
        return f"{prefix}0{self._digits()}"

    def ts(self) -> str:
        """A message timestamp; two messages of one sandbox never share one."""
        self._last_ts = max(self._last_ts + 1, round(self._clock() * _MICROSECONDS))
        seconds, fraction = divmod(self._last_ts, _MICROSECONDS)
        return f"{seconds}.{fraction:06d}"

    def uuid(self) -> str:
        """An id in the shape of a UUID, for envelopes and client_msg_id."""
        number = next(self._count) * _SPREAD % 2**32
        return f"{number:08x}-5a1d-4b0c-9e2f-{next(self._count):012x}"

    def secret(self) -> str:
        """An unguessable-looking part for hashes, triggers and urls."""
        return self._digits().lower()

    def _digits(self) -> str:
        number = next(self._count) * _SPREAD % 2**32
        digits = ""
        for _ in range(_LENGTH - 1):
            number, index = divmod(number, len(_ALPHABET))
            digits = _ALPHABET[index] + digits
        return digits
