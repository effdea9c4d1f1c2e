"""The states of a job and the events that move it. The whole state machine stands in this file.

    draft ──CONFIRM──▶ confirmed ──START──▶ running ──FINISH──▶ done
                           ▲                   │
                           └─CONFIRM─ stopped ◀┘ STOP

    confirmed ──STOP──▶ stopped
    draft, confirmed, running, stopped ──CANCEL──▶ cancelled

`stopped` is resumable: the key was refused, the alias is stale, or a bug of ours has ended the run (that may
come before the start); nothing more is sent until someone says go again, or the key works again (see
`jobs/going_on.py`). START on a running job is what a
restart of the program does.
"""

from enum import StrEnum, unique

from bot.adding.errors import IllegalTransitionError


@unique
class JobState(StrEnum):
    DRAFT = "draft"  # a preview: nothing was sent, nothing will be before somebody confirms
    CONFIRMED = "confirmed"  # somebody said go
    RUNNING = "running"  # batches are being sent
    STOPPED = "stopped"  # something outside must be mended first
    DONE = "done"  # every row has its end
    CANCELLED = "cancelled"  # somebody said stop; what was not sent stays so


@unique
class JobEvent(StrEnum):
    CONFIRM = "confirm"
    START = "start"
    STOP = "stop"
    FINISH = "finish"
    CANCEL = "cancel"


TRANSITIONS: dict[tuple[JobState, JobEvent], JobState] = {
    (JobState.DRAFT, JobEvent.CONFIRM): JobState.CONFIRMED,
    (JobState.DRAFT, JobEvent.CANCEL): JobState.CANCELLED,
    (JobState.CONFIRMED, JobEvent.START): JobState.RUNNING,
    (JobState.CONFIRMED, JobEvent.STOP): JobState.STOPPED,
    (JobState.CONFIRMED, JobEvent.CANCEL): JobState.CANCELLED,
    (JobState.RUNNING, JobEvent.START): JobState.RUNNING,
    (JobState.RUNNING, JobEvent.STOP): JobState.STOPPED,
    (JobState.RUNNING, JobEvent.FINISH): JobState.DONE,
    (JobState.RUNNING, JobEvent.CANCEL): JobState.CANCELLED,
    (JobState.STOPPED, JobEvent.CONFIRM): JobState.CONFIRMED,
    (JobState.STOPPED, JobEvent.START): JobState.RUNNING,
    (JobState.STOPPED, JobEvent.CANCEL): JobState.CANCELLED,
}

UNFINISHED = frozenset({JobState.CONFIRMED, JobState.RUNNING})
"""What a starting program takes up again."""

ENDED = frozenset({JobState.DONE, JobState.CANCELLED})
"""No event leads out of these."""


def next_state(state: JobState, event: JobEvent) -> JobState:
    """Where an event leads from a state.

    Raises:
        IllegalTransitionError: the state does not allow the event.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalTransitionError(f"a {state} job does not allow {event}") from None
