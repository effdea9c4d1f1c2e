"""What the sandbox answers, before it is on the wire; and the two documented forms of an error."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Reply:
    """Fields.

    body: what Content-Length promises.
    sent: how many bytes of the body leave before the connection is closed; None for all.
    """

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None

    @property
    def json(self) -> object:
        """The body as data, or as text where it is no JSON: for the log of calls."""
        try:
            return json.loads(self.body)
        except ValueError:
            return self.body.decode(errors="replace")


def json_reply(status: int, content: object, headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(content).encode(), {**JSON_TYPE, **(headers or {})})


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of `_errors`.

    Fields:
        code: `missing_field` and `unsupported_value` are documented, `unauthorized` is listed; the others
            are assumed.
        pointer: where in the body, such as `/leads/3/data/title`; None where no one place is at fault.
    """

    code: str
    detail: str
    pointer: str | None = None

    def entry(self) -> dict[str, object]:
        title = self.code.replace("_", " ").title()
        entry: dict[str, object] = {"code": self.code, "title": title, "detail": self.detail}
        return entry if self.pointer is None else {**entry, "source": {"pointer": self.pointer}}


def errors_reply(status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> Reply:
    """The general form, documented for 400."""
    content = {"object": "error", "_errors": [problem.entry() for problem in problems]}
    return json_reply(status, content, headers)


def validation_reply(errors: Iterable[tuple[str, str]]) -> Reply:
    """The form of a 422; each error is its code and its message."""
    content = {"validation_errors": [{"error_code": code, "message": message} for code, message in errors]}
    return json_reply(422, content)
