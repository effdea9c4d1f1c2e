"""The rate limit is a real sliding window, over all endpoints."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.amplemarket.calls import CallLog
from bot.sandbox.amplemarket.limit import SlidingWindow

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


def test_the_window_slides() -> None:
    """A call leaves the window 60 s after it was made, not when a minute of the clock ends."""
    window = SlidingWindow()

    def wait(second: float) -> int | None:
        return window.seconds_to_wait(NOON + timedelta(seconds=second), 2)

    assert [wait(0), wait(30), wait(31), wait(59.5), wait(60), wait(61), wait(90)] == [
        None,
        None,
        29,
        1,
        None,
        29,
        None,
    ]


def test_a_lower_limit_counts_at_once() -> None:
    """Lowered, the wait lasts until enough calls have left the window; 0 lets nobody in."""
    window = SlidingWindow()
    for second in (0, 10, 20):
        assert window.seconds_to_wait(NOON + timedelta(seconds=second), 3) is None
    assert window.seconds_to_wait(NOON + timedelta(seconds=30), 1) == 50
    assert window.seconds_to_wait(NOON + timedelta(seconds=30), 0) == 60


async def test_too_fast(
    http: httpx.AsyncClient,
    amplemarket: AmplemarketSandbox,
    clock: Any,
) -> None:
    """Above the limit: 429 with Retry-After; after exactly that time the next call is let through."""
    amplemarket.calls_per_minute = 2
    statuses = [(await http.get(path)).status_code for path in ("/users", "/sequences", "/mailboxes")]
    assert statuses == [200, 200, 429]
    refused = await http.get("/users")
    assert refused.headers["Retry-After"] == "60"
    clock.time += timedelta(seconds=60)
    assert (await http.get("/users")).status_code == 200


def test_most_calls_in() -> None:
    """The busiest window counts, wherever it begins; a call exactly that much later is outside."""
    log = CallLog()
    assert log.most_in(60) == 0
    for second in (0, 50, 70, 109, 110):
        log.arrived(NOON + timedelta(seconds=second), "GET", "/users", None)
    assert (log.most_in(60), log.most_in(61), log.most_in(10), log.most_in(1000)) == (3, 4, 2, 5)
