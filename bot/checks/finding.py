"""What a check has found: one line, with the next step where something is wrong."""

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Mark(StrEnum):
    """Spellings stand in the output of `--json`."""

    OK = "ok"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # could not be looked at; nothing says that it is wrong


@dataclass(frozen=True, slots=True)
class Finding:
    """Fields.

    name: what was looked at.
    says: what was found; never holds a secret.
    next: what to do; "" where nothing is to be done.
    """

    name: str
    mark: Mark
    says: str
    next: str = ""


def ok(name: str, says: str, next_: str = "") -> Finding:
    return Finding(name, Mark.OK, says, next_)


def wrong(name: str, says: str, next_: str = "") -> Finding:
    return Finding(name, Mark.WRONG, says, next_)


def unknown(name: str, says: str, next_: str = "") -> Finding:
    return Finding(name, Mark.UNKNOWN, says, next_)
