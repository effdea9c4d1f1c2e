"""How long adding takes."""

import pytest

from bot.adding.estimate import SECONDS_A_CALL, Speed, seconds_left
from bot.slack.text.phrases import about

SPEED = Speed(leads_a_call=250, calls_a_minute=480, at_once=4)


@pytest.mark.parametrize(
    ("leads", "seconds"),
    [
        (1, SECONDS_A_CALL),
        (1000, SECONDS_A_CALL),
        (1001, 2 * SECONDS_A_CALL),
        (100_000, 100 * SECONDS_A_CALL),
    ],
)
def test_calls_at_once_take_their_time(leads: int, seconds: float) -> None:
    """Four batches at a time, each as long as a call takes."""
    assert SPEED.seconds(leads) == seconds


def test_the_rate_limit_is_the_floor() -> None:
    """However many calls may be under way: a minute holds only so many."""
    assert Speed(250, 60, 100).seconds(100_000) == 400


def test_what_is_left_goes_as_what_was_done() -> None:
    """Nothing done yet tells nothing."""
    assert seconds_left(done=100, left=300, seconds=10) == 30
    assert seconds_left(done=0, left=300, seconds=10) is None
    assert seconds_left(done=300, left=0, seconds=10) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (9.9, "a few seconds"),
        (11, "about 10 seconds"),
        (89, "about 90 seconds"),
        (90, "about 2 minutes"),
        (3600, "about 60 minutes"),
        (7300, "about 2 hours"),
    ],
)
def test_a_guess_is_told_as_one(seconds: float, words: str) -> None:
    """No exact figure that nobody can keep."""
    assert about(seconds) == words
