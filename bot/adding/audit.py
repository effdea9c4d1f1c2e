"""What is written down of everything people do here, for good: who, when, what, with which overrides.

An entry never holds lead data: it tells how many leads a deed concerned, not who they are. So it can outlive
them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from bot.adding.overrides import NO_OVERRIDES, Overrides

NOBODY = ""
"""In a person's place: the bot itself, or somebody at the command line of its machine."""


@unique
class Deed(StrEnum):
    """What somebody did. Spellings stand in the database."""

    ADD = "add"  # these leads are to be sent
    RETRY = "retry"  # sent once more; its overrides say what was lifted
    RESUME = "resume"  # a stopped job goes on
    CANCEL = "cancel"  # nothing more of it is sent
    APPROVE = "approve"  # somebody with the right let another person's request through
    PUT_ALIAS = "put_alias"  # a name now stands for this sequence
    REMOVE_ALIAS = "remove_alias"
    SET_DEFAULT = "set_default"  # lists of this channel go to this alias when nobody names one
    CLEAR_DEFAULT = "clear_default"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Fields.

    team: the Slack workspace, or `EVERY_TEAM` for an alias of all.
    user: the Slack id of who did it, or `NOBODY`.
    job_id: None for an alias.
    leads: how many leads the deed concerned when it was done; 0 for an alias.
    overrides: the checks that it lifted.
    channel: whose default it concerned; None for everything else.
    """

    at: datetime
    team: str
    user: str
    deed: Deed
    job_id: str | None = None
    alias: str = ""
    sequence_id: str | None = None
    leads: int = 0
    overrides: Overrides = NO_OVERRIDES
    channel: str | None = None
