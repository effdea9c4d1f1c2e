"""The log of every call to the sandbox, and waiting for something to happen in it."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.leads.lead import Lead, LeadKey, lead_keys
from bot.sandbox.amplemarket.world import identity


@dataclass(slots=True)
class Call:
    """One request, and what became of it. The second half fills in when the answer leaves.

    Fields:
        number: from 1, in the order of arrival.
        path: without the query.
        body: the JSON as data; None where there was no body, the text where it was no JSON.
        status: None while the call runs, and for ever where the connection was dropped.
        answer: the JSON of the answer as data, or its text; None as with `status`.
        processed: whether the call had its effect. True for a 200 that added nobody, and for leads
            that went in although the answer was lost.
        fault: the name of the fault that it met, if any.
        took: seconds until it was answered or dropped, by the sandbox's clock.
    """

    number: int
    at: datetime
    method: str
    path: str
    body: object = None
    status: int | None = None
    answer: object = None
    processed: bool = False
    fault: str | None = None
    finished: bool = False
    took: float | None = None

    @property
    def leads(self) -> list[dict[str, object]]:
        """The leads in the body, as far as there are any."""
        match self.body:
            case {"leads": list(leads)}:
                return [lead for lead in leads if isinstance(lead, dict)]
            case _:
                return []

    def names(self, who: str | Lead) -> bool:
        """Whether this call sends a person, whatever the spelling."""
        wanted = set(identity(who)[3])
        return any(not wanted.isdisjoint(_keys(lead)) for lead in self.leads)


def adds_leads(call: Call) -> bool:
    return call.method == "POST" and call.path.endswith("/leads")


def reads(call: Call) -> bool:
    """Whether it only asks what there is."""
    return call.method == "GET"


def any_call(call: Call) -> bool:
    del call
    return True


def _keys(lead: dict[str, object]) -> tuple[LeadKey, ...]:
    email, url = lead.get("email"), lead.get("linkedin_url")
    return lead_keys(email if isinstance(email, str) else None, url if isinstance(url, str) else None)


class CallLog:
    """All calls, and the watchers that wait for a change."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._watchers: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def arrived(self, at: datetime, method: str, path: str, body: object) -> Call:
        call = Call(len(self.calls) + 1, at, method, path, body)
        self.calls.append(call)
        self.changed()
        return call

    def changed(self) -> None:
        """Wake those whose predicate holds now; the error of one that fails goes to the one who waits."""
        waiting = []
        for predicate, future in self._watchers:
            if not future.done() and not _settled(predicate, future):
                waiting.append((predicate, future))
        self._watchers = waiting

    async def until(self, predicate: Callable[[], bool], within: float) -> None:
        """Wait until a predicate holds. It is asked at once and after every change.

        Raises:
            TimeoutError: after `within` seconds of real time.
        """
        if predicate():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._watchers.append((predicate, future))
        async with asyncio.timeout(within):
            await future

    def most_in(self, seconds: float) -> int:
        """The most calls in any half-open window of so many seconds."""
        window: deque[datetime] = deque()
        most = 0
        for at in sorted(call.at for call in self.calls):
            window.append(at)
            while at - window[0] >= timedelta(seconds=seconds):
                window.popleft()
            most = max(most, len(window))
        return most


def _settled(predicate: Callable[[], bool], future: asyncio.Future[None]) -> bool:
    try:
        holds = predicate()
    except Exception as error:  # noqa: BLE001 - a test's own predicate; it belongs into that test
        future.set_exception(error)
        return True
    if holds:
        future.set_result(None)
    return holds
