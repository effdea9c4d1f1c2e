"""Both forms of Retry-After, and what is none."""

from datetime import UTC, datetime

import pytest

from bot.amplemarket.retry_after import LONGEST_WAIT, seconds_to_wait

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30.0),
        ("Monday, 02-Mar-26 12:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 13:00:30 +0100", 30.0),
        ("Mon Mar  2 12:00:30 2026", 30.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        ("99999999", LONGEST_WAIT),
        ("Mon, 02 Mar 2099 12:00:00 GMT", LONGEST_WAIT),
    ],
)
def test_seconds_and_dates(value: str, seconds: float) -> None:
    """Seconds as they are, dates (all three forms of RFC 9110) as the distance to now, within bounds."""
    assert seconds_to_wait({"retry-after": value}, NOON) == seconds


@pytest.mark.parametrize("value", ["", "soon", "-3", "inf", "nan", "1e3", "١٢", "9" * 5000, "Mon, 99 Foo"])
def test_anything_else_names_no_wait(value: str) -> None:
    """A header that can't be read is the same as none."""
    assert seconds_to_wait({"retry-after": value}, NOON) is None


def test_no_header() -> None:
    """Without the header, the wait is for the caller to choose."""
    assert seconds_to_wait({}, NOON) is None


def test_a_date_is_relative_to_the_answer() -> None:
    """Our own clock may be an hour off: the answer's Date counts."""
    headers = {"retry-after": "Mon, 02 Mar 2026 13:00:30 GMT", "date": "Mon, 02 Mar 2026 13:00:00 GMT"}
    assert seconds_to_wait(headers, NOON) == 30.0
