"""What can go wrong between the app and Slack, made to go wrong on demand, per Web API method.

Faults of a method are used up in the order they were set. Methods have Slack's names: "chat.postMessage".
"""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum, auto


class FaultKind(Enum):
    ERROR = auto()
    RATE_LIMIT = auto()
    SERVER_ERROR = auto()
    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    DELAY = auto()
    HOLD = auto()


class Hold:
    """A call that Slack is still thinking about: `reached` when it has come in, answered after `release`."""

    def __init__(self) -> None:
        self._arrived = asyncio.Event()
        self._released = asyncio.Event()

    async def reached(self) -> None:
        await self._arrived.wait()

    def release(self) -> None:
        self._released.set()

    async def pass_through(self) -> None:
        """The side of the sandbox."""
        self._arrived.set()
        await self._released.wait()


@dataclass(frozen=True, slots=True)
class Fault:
    kind: FaultKind
    error: str = ""
    retry_after: int = 0
    status: int = 0
    seconds: float = 0.0
    hold: Hold = field(default_factory=Hold)


class Faults:
    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)

    def fail(self, method: str, error: str, *, times: int = 1) -> None:
        """Answer with this error instead of doing it."""
        self._plan(method, Fault(FaultKind.ERROR, error=error), times)

    def rate_limit(self, method: str, *, retry_after: int = 1, times: int = 1) -> None:
        """Answer HTTP 429 with Retry-After."""
        self._plan(method, Fault(FaultKind.RATE_LIMIT, retry_after=retry_after), times)

    def server_error(self, method: str, *, status: int = 500, times: int = 1) -> None:
        """Answer with an HTTP error that is not Slack's JSON."""
        self._plan(method, Fault(FaultKind.SERVER_ERROR, status=status), times)

    def drop_before(self, method: str, *, times: int = 1) -> None:
        """Close the connection without doing it."""
        self._plan(method, Fault(FaultKind.DROP_BEFORE), times)

    def drop_after(self, method: str, *, times: int = 1) -> None:
        """Do it, then close the connection: the answer is lost."""
        self._plan(method, Fault(FaultKind.DROP_AFTER), times)

    def delay(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Wait, then do it."""
        self._plan(method, Fault(FaultKind.DELAY, seconds=seconds), times)

    def hold(self, method: str) -> Hold:
        """Keep the next call waiting until the returned hold is released, then do it."""
        fault = Fault(FaultKind.HOLD)
        self._plan(method, fault, 1)
        return fault.hold

    def clear(self) -> None:
        """Forget all faults not yet used; calls that are held go on."""
        for planned in self._planned.values():
            for fault in planned:
                fault.hold.release()
        self._planned.clear()

    def take(self, method: str) -> Fault | None:
        planned = self._planned.get(method)
        return planned.popleft() if planned else None

    def _plan(self, method: str, fault: Fault, times: int) -> None:
        self._planned[method].extend([fault] * times)
