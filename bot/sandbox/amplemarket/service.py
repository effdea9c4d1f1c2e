"""The walk of one call through the sandbox: logged, authorised, counted, spoilt if so planned, answered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from bot.jobs.ports import Clock
from bot.sandbox.amplemarket import adding, contract
from bot.sandbox.amplemarket.calls import Call, CallLog
from bot.sandbox.amplemarket.faults import FaultPlan
from bot.sandbox.amplemarket.limit import SlidingWindow
from bot.sandbox.amplemarket.listings import listing
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.replies import Problem, Reply, errors_reply
from bot.sandbox.amplemarket.world import World

JSON_TYPES = frozenset({"application/json", "application/vnd.amp+json"})
"""Both are named by Amplemarket's own pages."""


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived. `headers` are looked up in any case; `query` has one value per name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Limits:
    """Fields.

    calls_per_minute: over all endpoints.
    leads_per_request: more are refused.
    latency: seconds that every call takes, by the sandbox's clock.
    """

    calls_per_minute: int = 500
    leads_per_request: int = 250
    latency: float = 0.0


class Service:
    """Amplemarket without the sockets."""

    def __init__(self, clock: Clock, api_key: str, quirks: Quirks, limits: Limits) -> None:
        self.world = World()
        self.log = CallLog()
        self.faults = FaultPlan()
        self.quirks = quirks
        self.limits = limits
        self.key_works = True
        self.clock = clock
        self._api_key = api_key
        self._window = SlidingWindow()

    async def answer(self, request: Request) -> Reply | None:
        """The answer to one call; None is a connection that closes without one."""
        call = self.log.arrived(self.clock.now(), request.method, request.path, _content(request.body))
        try:
            reply = await self._answer(request, call)
            if reply is not None:
                call.status, call.answer = reply.status, reply.json
            return reply
        finally:
            call.finished = True
            call.took = (self.clock.now() - call.at).total_seconds()
            self.log.changed()

    async def _answer(self, request: Request, call: Call) -> Reply | None:
        if refused := self._unauthorised(request) or self._too_fast():
            return refused
        fault = self.faults.take(call)
        call.fault = fault.name if fault else None
        if wait := self.limits.latency + (fault.delay if fault else 0.0):
            await self.clock.sleep(wait)
        reply = self._served(request, call) if fault is None or fault.processed else Reply(HTTPStatus.OK)
        return fault.turn(reply) if fault else reply

    def _unauthorised(self, request: Request) -> Reply | None:
        given = request.headers.get("Authorization", "")
        if self.key_works and given == f"Bearer {self._api_key}":
            return None
        return errors_reply(401, Problem("unauthorized", "The credentials are invalid"))

    def _too_fast(self) -> Reply | None:
        wait = self._window.seconds_to_wait(self.clock.now(), self.limits.calls_per_minute)
        if wait is None:
            return None
        problem = Problem("too_many_requests", "Too many requests")
        return errors_reply(429, problem, headers={"Retry-After": str(wait)})

    def _served(self, request: Request, call: Call) -> Reply:
        match request.method, request.path.strip("/").split("/"):
            case "POST", ["sequences", sequence_id, "leads"]:
                return self._add_leads(request, sequence_id, call)
            case "GET", _:
                found = listing(request.path, self.world, request.query, self.quirks)
                call.processed = found is not None
                return found or _not_found(request.path)
            case _:
                return _not_found(request.path)

    def _add_leads(self, request: Request, sequence_id: str, call: Call) -> Reply:
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() not in JSON_TYPES:
            return errors_reply(415, Problem("unsupported_media_type", "Send application/json"))
        sequence = self.world.sequences.get(sequence_id)
        if sequence is None:
            return _not_found(request.path)
        found = list(contract.problems(call.body, self.limits.leads_per_request))
        if found:
            return errors_reply(400, *found)
        leads = contract.sent_leads(call.body)
        refusal = adding.refusal(sequence, leads, self.quirks)
        if refusal is not None:
            return refusal
        call.processed = True
        return adding.add(self.world, sequence, leads, self.quirks, call.number)


def _not_found(path: str) -> Reply:
    return errors_reply(404, Problem("not_found", f"Nothing found at {path}"))


def _content(body: bytes) -> object:
    if not body:
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode(errors="replace")
