"""How often the processes look after the queue, in seconds. Tests have a quicker pace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """A job of a process that dies is taken over within `stalled + sweep` seconds.

    Fields:
        beat: between two signs of life.
        stalled: without a sign of life for so long, a process counts as dead.
        sweep: between two looks for jobs that nobody runs.
        poll: the longest wait for a notification: one may get lost.
        again: before something is tried once more that failed because the database was away.
        rest: a job that ran here and is not at its end (nobody could be told) is left alone for so long.
    """

    beat: float = 4.0
    stalled: float = 15.0
    sweep: float = 5.0
    poll: float = 1.0
    again: float = 1.0
    rest: float = 600.0
