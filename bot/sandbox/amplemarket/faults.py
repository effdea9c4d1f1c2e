"""What can go wrong on the way, as values. `AmplemarketSandbox.inject` plants them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime

from bot.sandbox.amplemarket.calls import Call, adds_leads
from bot.sandbox.amplemarket.replies import JSON_TYPE, Problem, Reply, errors_reply, json_reply

Content = dict[str, object]


def _unchanged(reply: Reply) -> Reply | None:
    return reply


@dataclass(frozen=True, slots=True)
class Fault:
    """Fields.

    name: as the log of calls shows it.
    processed: whether the call has its effect before things go wrong.
    delay: seconds that pass, by the sandbox's clock, before anything else.
    turn: from the regular answer (for an unprocessed call: from an empty 200) to what is sent; None is a
        connection that closes without an answer.
    """

    name: str
    processed: bool
    delay: float = 0.0
    turn: Callable[[Reply], Reply | None] = field(default=_unchanged, repr=False)


# ---- no answer, or somebody else's -------------------------------------------------------------------


def answered(
    status: int, body: object = b"", *, headers: Mapping[str, str] | None = None, processed: bool = False
) -> Fault:
    """Any status with any body: bytes and text go as they are, all else as JSON."""
    match body:
        case bytes():
            reply = Reply(status, body, headers or {})
        case str():
            reply = Reply(
                status, body.encode(), {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}
            )
        case _:
            reply = json_reply(status, body, headers)
    return Fault(f"answered {status}", processed, turn=lambda _: reply)


def html(status: int, *, processed: bool = False) -> Fault:
    """A gateway's own page."""
    page = f"<html><head><title>{status}</title></head><body><h1>Bad gateway</h1></body></html>"
    return answered(status, page, headers={"Content-Type": "text/html"}, processed=processed)


def empty(status: int, *, processed: bool = False) -> Fault:
    return answered(status, headers=JSON_TYPE, processed=processed)


def rate_limited(retry_after: str | datetime | None = "1") -> Fault:
    """A 429; `retry_after` as the header's text (seconds), as a date, or None for no such header."""
    if isinstance(retry_after, datetime):
        retry_after = format_datetime(retry_after, usegmt=True)
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    reply = errors_reply(429, Problem("too_many_requests", "Too many requests"), headers=headers)
    return Fault("rate_limited", processed=False, turn=lambda _: reply)


def server_failed(*, processed: bool = False) -> Fault:
    reply = errors_reply(500, Problem("internal_server_error", "Unexpected error"))
    return Fault("server_failed", processed, turn=lambda _: reply)


def too_large() -> Fault:
    reply = errors_reply(413, Problem("request_too_large", "The request is too large"))
    return Fault("too_large", processed=False, turn=lambda _: reply)


def dropped(*, processed: bool = False) -> Fault:
    """The connection closes without an answer, before or after the call had its effect."""
    return Fault("dropped", processed, turn=lambda _: None)


def cut_off(*, processed: bool = True) -> Fault:
    """The connection closes in the middle of the answer."""
    return Fault("cut_off", processed, turn=lambda reply: replace(reply, sent=len(reply.body) // 2))


def delayed(seconds: float) -> Fault:
    """The regular answer, late by the sandbox's clock."""
    return Fault("delayed", processed=True, delay=seconds)


# ---- the regular answer, spoilt ----------------------------------------------------------------------


def truncated() -> Fault:
    """A complete HTTP message around half a JSON document."""
    return Fault(
        "truncated",
        processed=True,
        turn=lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]),
    )


def rewritten(change: Callable[[Content], Content], name: str = "rewritten") -> Fault:
    """The regular answer with its content changed; an error answer stays as it is."""

    def turn(reply: Reply) -> Reply:
        content = reply.json
        if reply.status != 200 or not isinstance(content, dict):  # noqa: PLR2004
            return reply
        return json_reply(reply.status, change(content), reply.headers)

    return Fault(name, processed=True, turn=turn)


def miscounted(by: int = -1) -> Fault:
    """`total_added_to_sequence` is off by so many, never below 0."""

    def change(content: Content) -> Content:
        match content:
            case {"total_added_to_sequence": int(count)}:
                return {**content, "total_added_to_sequence": max(0, count + by)}
            case _:
                return content

    return rewritten(change, "miscounted")


def strangers() -> Fault:
    """Every list names somebody who was never sent."""

    def change(content: Content) -> Content:
        return {
            key: [*value, _stranger(key)] if isinstance(value, list) else value
            for key, value in content.items()
        }

    return rewritten(change, "strangers")


def _stranger(key: str) -> object:
    email, url = "stranger@nowhere.example", "https://www.linkedin.com/in/a-stranger"
    match key:
        case "duplicate_emails":
            return email
        case "duplicate_linkedin_urls":
            return url
        case _:
            return {"email": email, "linkedin_url": url}


def respelled() -> Fault:
    """Echoed values come back in capitals, LinkedIn URLs with a slash and a query behind."""
    return rewritten(lambda content: {key: _respelled(value) for key, value in content.items()}, "respelled")


def _respelled(value: object) -> object:
    match value:
        case str() if "@" in value:
            return value.upper()
        case str():
            return f"{value.rstrip('/')}/?trk=echo"
        case list():
            return [_respelled(entry) for entry in value]
        case dict():
            return {key: _respelled(entry) for key, entry in value.items()}
        case _:
            return value


# ---- which call meets which fault --------------------------------------------------------------------


@dataclass(slots=True)
class _Planted:
    fault: Fault
    left: int | None
    when: Callable[[Call], bool]


class FaultPlan:
    """Faults in the order in which they were planted. A call meets the first one that is meant for it."""

    def __init__(self) -> None:
        self._planted: list[_Planted] = []

    def plant(self, fault: Fault, times: int | None, when: Callable[[Call], bool] = adds_leads) -> None:
        self._planted.append(_Planted(fault, times, when))

    def clear(self, name: str | None = None) -> None:
        """Forget all of them, or those of one name."""
        self._planted = [one for one in self._planted if name is not None and one.fault.name != name]

    @property
    def pending(self) -> list[tuple[str, int | None]]:
        """What is still to come: names, and for how many calls; None is "until cleared"."""
        return [(one.fault.name, one.left) for one in self._planted if one.left != 0]

    def take(self, call: Call) -> Fault | None:
        """The fault for this call, used up by it."""
        for planted in self._planted:
            if planted.left != 0 and planted.when(call):
                if planted.left is not None:
                    planted.left -= 1
                return planted.fault
        return None
