"""What is known of Amplemarket being down: so that not every batch of a long job waits it out anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

KNOWN_FOR = timedelta(minutes=5)
"""After this, an outage is old news: a call that fails is met with full patience again."""


@dataclass(slots=True)
class Outage:
    """Shared by all jobs: they all call the same Amplemarket.

    Fields:
        known_until: till when the outage that was last waited out in vain is taken to go on.
    """

    known_until: datetime | None = None

    def waited_out_in_vain(self, now: datetime) -> None:
        self.known_until = now + KNOWN_FOR

    def over(self) -> None:
        """Amplemarket has said something: yes, no, or not so fast."""
        self.known_until = None

    def is_known(self, now: datetime) -> bool:
        return self.known_until is not None and now < self.known_until
