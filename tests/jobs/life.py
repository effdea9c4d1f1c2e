"""The life of a simulated process: its ports, counted call by call, and its death at a chosen one."""

import inspect
from collections.abc import AsyncIterator, Callable
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
        self.calls = 0  # written down as on their way, with nothing written of what came of them

    @property
    def cut_off_a_call(self) -> bool:
        """Whether it died knowing that a call was on its way, and not what came of it."""
        return self.dead and self.calls > 0

    def has_done(self, method: str) -> None:
        """A call to a port has had its effect, also where death came meanwhile: a transaction ends whole."""
        self.calls += (method == "sending") - (method in {"tried", "record", "release"})

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


class _Mortal:
    def __init__(self, port: object, life: Life) -> None:
        self._port, self._life = port, life

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if inspect.isasyncgenfunction(method):
            return self._each(method)
        return self._once(method) if inspect.iscoroutinefunction(method) else method

    def _once(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*args: object, **kwargs: object) -> object:
            self._life.check()
            try:
                result = await method(*args, **kwargs)
                self._life.has_done(method.__name__)
                return result
            finally:
                self._life.moment()

        return call

    def _each(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def items(*args: object, **kwargs: object) -> AsyncIterator[object]:
            async for item in method(*args, **kwargs):
                self._life.moment()
                yield item

        return items
