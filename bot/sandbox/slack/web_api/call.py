"""One call of a Web API method: its arguments, whichever way they came, and what the token may do."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json

_TRUE = frozenset({"1", "true", "True"})


class TokenType(StrEnum):
    NONE = "none"
    BOT = "bot"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments are strings when they came as a form, and anything when they came as JSON."""

    args: Json
    scopes: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """An optional string."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def need(self, name: str, error: str = "") -> str:
        """A required string; `error` where the method has a word of its own for its absence."""
        value = self.text(name)
        if value:
            return value
        if error:
            raise SlackError(error)
        raise SlackError("invalid_arguments", messages=[f"missing required field: {name}"])

    def flag(self, name: str) -> bool:
        value = self.args.get(name)
        return value is True or str(value) in _TRUE

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", messages=[f"must be an integer: {name}"]) from None

    def json(self, name: str) -> object:
        """A nested argument: an object or list, or the same as JSON text."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise SlackError("invalid_arguments", messages=[f"must be valid JSON: {name}"]) from None

    def need_scope(self, scope: str) -> None:
        if scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))


Handler = Callable[[Backend, Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """`scope` is what every call needs; those that depend on the channel are asked for in the handler."""

    name: str
    handler: Handler
    tier: int
    scope: str = ""
    token: TokenType = TokenType.BOT
