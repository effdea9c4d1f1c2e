"""Keeps Python's garbage collector out of a large read."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """No cyclic garbage collection inside, and none of what was made inside right afterwards.

    A list of 100,000 rows is a million objects without one cycle; looking through them again and again for
    cycles takes half of the time. The pause holds for the whole process, which is harmless for a second.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()  # together with unfreeze: all that is new counts as old, unlooked at
            gc.unfreeze()
            gc.enable()
