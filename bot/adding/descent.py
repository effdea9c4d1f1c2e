"""What made a child job: which button, of which report. A child says it in its origin.

    retry:JOB:recently_contacted                  all that were left of one reason
    retry:JOB:recently_contacted:ACT              some of them, chosen one by one
    retry:JOB:exclusion_list+recently_contacted   several reasons at once
    fill:JOB:ACT                                  merge fields filled in
    correct:JOB:ACT                               invalid rows corrected

An origin is unique, so a button pressed twice makes one child; `ACT` tells the presses of a button apart that
may be pressed again for the rest.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from bot.adding.retry import RetryKind


@unique
class Remedy(StrEnum):
    """What a child does about its parent's rows."""

    RETRY = "retry"
    FILL = "fill"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Descent:
    """Fields.

    parent: the job whose report held the button.
    kinds: of a retry, the reasons it lifts.
    act: what tells this press from others of the same button; "" where there is one only.
    """

    remedy: Remedy
    parent: str
    kinds: tuple[RetryKind, ...] = ()
    act: str = ""

    @property
    def origin(self) -> str:
        parts = [self.remedy, self.parent, "+".join(self.kinds), self.act]
        return ":".join(filter(None, parts))

    @classmethod
    def of(cls, origin: str) -> "Descent":
        """Read an origin.

        Raises:
            ValueError: it is no child's.
        """
        remedy, parent, *rest = origin.split(":")
        match Remedy(remedy):
            case Remedy.RETRY:
                kinds, *act = rest
                return cls(Remedy.RETRY, parent, tuple(map(RetryKind, kinds.split("+"))), "".join(act))
            case other:
                return cls(other, parent, act="".join(rest))
