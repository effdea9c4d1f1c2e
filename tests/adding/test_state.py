"""The job state table."""

from itertools import product

import pytest

from bot.adding.errors import IllegalTransitionError
from bot.adding.state import TRANSITIONS, UNFINISHED, JobEvent, JobState, next_state


def test_a_job_runs_from_draft_to_done() -> None:
    """Preview, confirm, start, finish."""
    state = JobState.DRAFT
    for event in (JobEvent.CONFIRM, JobEvent.START, JobEvent.START, JobEvent.FINISH):
        state = next_state(state, event)
    assert state is JobState.DONE


def test_a_stopped_job_can_go_on_or_be_cancelled() -> None:
    """Nothing is lost by a refused key; that it goes on is written down before it does."""
    assert next_state(JobState.STOPPED, JobEvent.CONFIRM) is JobState.CONFIRMED
    assert next_state(JobState.STOPPED, JobEvent.START) is JobState.RUNNING
    assert next_state(JobState.STOPPED, JobEvent.CANCEL) is JobState.CANCELLED


@pytest.mark.parametrize(
    ("state", "event"), [pair for pair in product(JobState, JobEvent) if pair not in TRANSITIONS]
)
def test_every_other_pair_is_refused(state: JobState, event: JobEvent) -> None:
    """What the table does not list can't happen."""
    with pytest.raises(IllegalTransitionError):
        next_state(state, event)


@pytest.mark.parametrize("state", [JobState.DONE, JobState.CANCELLED])
def test_an_ended_job_stays_ended(state: JobState) -> None:
    """No event leads out of an end."""
    assert not [pair for pair in TRANSITIONS if pair[0] is state]


def test_nothing_is_sent_without_confirmation() -> None:
    """The only way to running starts at confirmed, so a draft is never taken up by a restart."""
    assert JobState.DRAFT not in UNFINISHED
    assert (JobState.DRAFT, JobEvent.START) not in TRANSITIONS
