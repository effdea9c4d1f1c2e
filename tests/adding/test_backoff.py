"""How long to wait, and when to give up."""

import hypothesis.strategies as st
from hypothesis import given

from bot.adding.backoff import Backoff


def test_waits_double_up_to_the_longest() -> None:
    """1, 2, 4 … seconds, then no longer than the cap; then no more tries."""
    backoff = Backoff(tries=5, first=1.0, longest=5.0)
    assert [backoff.wait(tries, 1.0) for tries in range(1, 6)] == [1.0, 2.0, 4.0, 5.0, None]


@given(st.integers(1, 20), st.floats(0, 1))
def test_chance_spreads_a_wait_over_its_upper_half(tries: int, chance: float) -> None:
    """Callers that failed together do not come back together, and none comes back at once."""
    backoff = Backoff(tries=99)
    full = backoff.wait(tries, 1.0)
    wait = backoff.wait(tries, chance)
    assert full is not None
    assert wait is not None
    assert full / 2 <= wait <= full


@given(st.floats(0, 1))
def test_the_default_waits_an_outage_out_for_a_good_while(chance: float) -> None:
    """Ten minutes at least, twenty at most; then the leads are failed and people can retry them."""
    backoff = Backoff()
    waits = [backoff.wait(tries, chance) or 0.0 for tries in range(1, backoff.tries)]
    assert 9 * 60 < sum(waits) < 20 * 60
    assert backoff.wait(backoff.tries, chance) is None


def test_a_pause_never_gives_up() -> None:
    """Nor does it overflow, however often it was asked for."""
    assert Backoff(tries=2).pause(10_000, 1.0) == 60.0
