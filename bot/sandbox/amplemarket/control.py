"""`/control/...`: the same switches for programs in another process. Needs no key; 127.0.0.1 only, JSON only.

    GET    /control/sequences                              ids, names, statuses, and who is in by which call
    POST   /control/sequences          {name, status?, required_fields?, sequence_id?} -> {sequence_id}
    POST   /control/status             {sequence_id, status}
    POST   /control/exclude            {who: [address or domain, …]}
    POST   /control/contacted-recently {who: [address or LinkedIn URL, …]}
    POST   /control/put-in             {sequence_id, who: […]}
    POST   /control/key                {works: true or false}
    GET    /control/calls?after=N                          the calls with a number above N
    GET    /control/most-calls?seconds=60                  {most_calls}
    POST   /control/faults             {fault, arguments?: {…}, times?: 1 or null, names?: address or URL}
    DELETE /control/faults                                 all of them, or ?fault=NAME
    GET    /control/settings                               {key_works, faults, excluded, contacted}
    POST   /control/required-fields    {sequence_id, required_fields: […]}

`fault` is the name of a function in `faults.py`, except `rewritten`; `names` restricts it to the calls that
send that person. What can't be done is a 400 with `{error}`.
"""

from collections.abc import Callable
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict

from bot.sandbox.amplemarket import faults
from bot.sandbox.amplemarket.backstage import Backstage
from bot.sandbox.amplemarket.calls import Call, adds_leads
from bot.sandbox.amplemarket.replies import Reply, json_reply
from bot.sandbox.amplemarket.service import Request
from bot.sandbox.amplemarket.world import Member, identity

FAULTS: dict[str, Callable[..., faults.Fault]] = {
    make.__name__: make
    for make in (
        faults.answered,
        faults.html,
        faults.empty,
        faults.rate_limited,
        faults.server_failed,
        faults.too_large,
        faults.dropped,
        faults.cut_off,
        faults.truncated,
        faults.delayed,
        faults.miscounted,
        faults.strangers,
        faults.respelled,
    )
}


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _NewSequence(_Order):
    name: str
    status: str = "active"
    required_fields: list[str] = []
    sequence_id: str | None = None


class _Status(_Order):
    sequence_id: str
    status: str


class _People(_Order):
    who: list[str]


class _PutIn(_People):
    sequence_id: str


class _RequiredFields(_Order):
    sequence_id: str
    required_fields: list[str]


class _Key(_Order):
    works: bool


class _PlantedFault(_Order):
    fault: str
    arguments: dict[str, object] = {}
    times: int | None = 1
    names: str | None = None


class Control:
    """Carries out orders that come by HTTP."""

    def __init__(self, backstage: Backstage) -> None:
        self._backstage = backstage

    def answer(self, request: Request) -> Reply:
        try:
            return json_reply(200, self._done(request))
        except (ValueError, KeyError, TypeError) as error:  # an order for something that does not exist
            return json_reply(400, {"error": str(error)})

    def _done(self, request: Request) -> object:
        match request.method:
            case "GET":
                return self._asked(request.path, request)
            case "DELETE" if request.path == "/control/faults":
                self._backstage.clear_faults(request.query.get("fault"))
                return {}
            case "POST":
                return self._ordered(request.path, request.body)
            case _:
                raise ValueError(f"{request.method} {request.path} is no order")

    def _asked(self, path: str, request: Request) -> object:
        match path:
            case "/control/sequences":
                return {"sequences": [self._sequence(one.id) for one in self._backstage.sequences]}
            case "/control/calls":
                after = int(request.query.get("after", "0"))
                return {"calls": [_call(call) for call in self._backstage.calls[after:]]}
            case "/control/settings":
                return settings(self._backstage)
            case "/control/most-calls":
                return {
                    "most_calls": self._backstage.most_calls_in(float(request.query.get("seconds", "60")))
                }
            case _:
                raise ValueError(f"nothing to see at {path}")

    def _ordered(self, path: str, body: bytes) -> object:
        stage = self._backstage
        match path:
            case "/control/sequences":
                new = _NewSequence.model_validate_json(body)
                return {
                    "sequence_id": stage.add_sequence(
                        new.name,
                        status=new.status,
                        required_fields=tuple(new.required_fields),
                        sequence_id=new.sequence_id,
                    )
                }
            case "/control/status":
                status = _Status.model_validate_json(body)
                stage.set_status(status.sequence_id, status.status)
            case "/control/required-fields":
                needs = _RequiredFields.model_validate_json(body)
                stage.require(needs.sequence_id, *needs.required_fields)
            case "/control/exclude":
                stage.exclude(*_People.model_validate_json(body).who)
            case "/control/contacted-recently":
                stage.contacted_recently(*_People.model_validate_json(body).who)
            case "/control/put-in":
                put_in = _PutIn.model_validate_json(body)
                stage.put_in(put_in.sequence_id, *put_in.who)
            case "/control/key":
                switch = stage.restore_key if _Key.model_validate_json(body).works else stage.revoke_key
                switch()
            case "/control/faults":
                self._plant(_PlantedFault.model_validate_json(body))
            case _:
                raise ValueError(f"{path} is no order")
        return {}

    def _plant(self, order: _PlantedFault) -> None:
        fault = FAULTS[order.fault](**order.arguments)
        name = order.names
        if name is None:
            self._backstage.inject(fault, times=order.times)
            return
        identity(name)  # a name that names nobody is told now, not when the calls come
        self._backstage.inject(
            fault, times=order.times, when=lambda call: adds_leads(call) and call.names(name)
        )

    def _sequence(self, sequence_id: str) -> dict[str, object]:
        found = self._backstage.sequence(sequence_id)
        return {
            "id": found.id,
            "name": found.name,
            "status": found.status,
            "required_fields": list(found.required_fields),
            "members": [_member(member) for member in found.members],
        }


def settings(backstage: Backstage) -> dict[str, object]:
    """How it behaves now, and whom it keeps out."""
    return {
        "key_works": backstage.key_works,
        "faults": [{"name": name, "left": left} for name, left in backstage.pending_faults],
        "excluded": backstage.excluded,
        "contacted": backstage.contacted,
    }


def _member(member: Member) -> dict[str, object]:
    return {
        "email": member.email,
        "linkedin_url": member.linkedin_url,
        "data": dict(member.data),
        "call": member.call,
    }


def _call(call: Call) -> dict[str, object]:
    return {**asdict(call), "at": call.at.isoformat()}
