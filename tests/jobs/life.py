"""The life of a simulated process: its ports, counted call by call, and its death at a chosen one."""

import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Death(BaseException):
    """The process was killed. No `except Exception` may see it, no clean-up may have an effect after it."""


class Life:
    """Counts moments: one after each call to a port, which is the one before the next.

    Args:
        moments: how many it lives through; None for all.
    """

    def __init__(self, moments: int | None = None) -> None:
        self.moments = moments
        self.lived = 0

    @property
    def dead(self) -> bool:
        return self.moments is not None and self.lived >= self.moments

    def moment(self) -> None:
        """Raises Death when the last one is over."""
        self.lived += 1
        self.check()

    def check(self) -> None:
        """Raises Death where it has come: nothing a dead process does has an effect."""
        if self.dead:
            raise Death

    def of(self, port: T) -> T:
        """The port as this process sees it."""
        return cast("T", _Mortal(port, self))

    def once(self, method: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., Coroutine[Any, Any, T]]:
        """A port's method likewise."""

        async def call(*args: object, **kwargs: object) -> T:
            self.check()
            try:
                return await method(*args, **kwargs)
            finally:
                self.moment()

        return call


class _Mortal:
    def __init__(self, port: object, life: Life) -> None:
        self._port, self._life = port, life

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if inspect.isasyncgenfunction(method):
            return self._each(method)
        return self._life.once(method) if inspect.iscoroutinefunction(method) else method

    def _each(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def items(*args: object, **kwargs: object) -> AsyncIterator[object]:
            async for item in method(*args, **kwargs):
                self._life.moment()
                yield item

        return items
