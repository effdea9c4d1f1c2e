"""What is known of Amplemarket being down: so that not every batch of a long job waits it out anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KNOWN_FOR = timedelta(minutes=5)
"""After this, an outage is old news: a call that fails is met with full patience again."""

WORTH_TELLING = timedelta(minutes=1)
"""A shorter one only makes a bar stand still for a moment."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Fields.

    since: when the first of the calls in vain ended.
    until: about when the last one will be given up.
    """

    since: datetime
    until: datetime


@dataclass(slots=True)
class Outage:
    """Shared by all jobs: they all call the same Amplemarket.

    Fields:
        known_until: till when the outage that was last waited out in vain is taken to go on.
        silence: how long no call has been answered, and will be tried; None where the last one was.
    """

    known_until: datetime | None = None
    silence: Silence | None = None

    def waits(self, now: datetime, longest: float) -> None:
        """A call has failed, and will be made again: for as many seconds at the longest."""
        since = self.silence.since if self.silence else now
        latest = self.silence.until if self.silence else now
        self.silence = Silence(since, max(latest, now + timedelta(seconds=longest)))

    def waited_out_in_vain(self, now: datetime) -> None:
        self.known_until = now + KNOWN_FOR

    def over(self) -> None:
        """Amplemarket has said something: yes, no, or not so fast."""
        self.known_until = self.silence = None

    def is_known(self, now: datetime) -> bool:
        return self.known_until is not None and now < self.known_until

    def worth_telling(self, now: datetime) -> Silence | None:
        """What people who wait should know."""
        silence = self.silence
        return silence if silence and now - silence.since >= WORTH_TELLING and now < silence.until else None
