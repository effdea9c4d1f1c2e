"""Transactions that end whole, also when whoever waits for them is cancelled.

A task that is cancelled inside a transaction can leave its cursor open, and with it SQLite's write lock and
the connection. So the transaction runs in a task of its own, and the cancellation takes effect after it.
"""

import asyncio
import functools
import inspect
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=type)


def uncut(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The coroutine function, run to its end before a cancellation goes on."""

    @functools.wraps(method)
    async def whole(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.ensure_future(method(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            while not task.done():
                try:
                    await asyncio.wait([task])
                except asyncio.CancelledError:
                    continue  # bounded: a statement waits for a lock no longer than the busy timeout
            raise

    return whole


def all_uncut(cls: C) -> C:
    """The class with all its coroutine methods `uncut`: each is one transaction."""
    for name, member in list(vars(cls).items()):
        if inspect.iscoroutinefunction(member):
            setattr(cls, name, uncut(member))
    return cls
