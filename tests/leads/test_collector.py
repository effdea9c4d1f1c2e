"""The collector of garbage rests while a list is read, and forgets nothing over it."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.leads.collector import collector_paused
from bot.leads.reading import read_leads

LIST = b"Email\n" + b"".join(b"p%d@acme.example\n" % number for number in range(50))


class Circle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def impatient() -> Iterator[None]:
    """A collector that soon comes to the oldest garbage."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(200, 2, 2)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("impatient")
def test_old_garbage_goes_although_lists_are_read_all_the_time() -> None:
    """Each circle lives for a while, through some reads, as a job's objects do; none stays for good."""
    alive: weakref.WeakSet[Circle] = weakref.WeakSet()
    in_use: list[Circle] = []
    for _ in range(2_000):
        circle = Circle()
        alive.add(circle)
        in_use = [*in_use[-50:], circle]
        read_leads(LIST, "l.csv")
    assert len(alive) < 1_000


def test_what_was_frozen_at_the_start_stays_frozen() -> None:
    """Modules are no garbage: nobody has to look through them."""
    gc.freeze()
    frozen = gc.get_freeze_count()
    read_leads(LIST, "l.csv")
    try:
        assert gc.get_freeze_count() > frozen / 2  # some of it may end meanwhile, without the collector
    finally:
        gc.unfreeze()


def test_the_collector_rests_inside_and_is_back_after_an_error() -> None:
    """Whatever happens to the list."""

    def broken() -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        broken()
    assert gc.isenabled()
