"""A place in a payload, with the few questions that all Block Kit rules are made of."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import cast

from bot.sandbox.slack.json_types import Json

_COMMON_TEXT_FIELDS = ("type", "text")


@dataclass(frozen=True, slots=True)
class Node:
    """`value` at `pointer`; what is wrong with it goes to the list shared by the whole walk."""

    value: object
    pointer: str
    problems: list[str]

    def fail(self, problem: str) -> None:
        self.problems.append(f"{problem} [json-pointer:{self.pointer or '/'}]")

    @property
    def json(self) -> Json:
        """The value as an object; empty if it is none, which `is_object` reports."""
        return cast("Json", self.value) if isinstance(self.value, dict) else {}

    @property
    def type(self) -> str:
        return str(self.json.get("type", ""))

    def is_object(self) -> bool:
        if isinstance(self.value, dict):
            return True
        self.fail("must be an object")
        return False

    def has(self, key: str) -> bool:
        return self.json.get(key) is not None

    def child(self, key: str) -> "Node":
        return Node(self.json.get(key), f"{self.pointer}/{key}", self.problems)

    def need(self, *keys: str) -> None:
        for key in keys:
            if not self.has(key):
                self.fail(f"missing required field: {key}")

    def only(self, allowed: Collection[str]) -> None:
        """Slack refuses fields it does not know."""
        for key in self.json:
            if key not in allowed:
                self.fail(f"invalid additional property: {key}")

    def string(self, key: str, limit: int, *, required: bool = False, minimum: int = 1) -> None:
        if not self.has(key):
            if required:
                self.fail(f"missing required field: {key}")
            return
        self.child(key).characters(limit, minimum=minimum)

    def characters(self, limit: int, *, minimum: int = 1) -> None:
        if not isinstance(self.value, str):
            self.fail("must be a string")
        elif len(self.value) < minimum:
            self.fail(f"must be more than {minimum - 1} characters")
        elif len(self.value) > limit:
            self.fail(f"must be less than {limit + 1} characters")

    def text(self, key: str, limit: int, *, required: bool = False, mrkdwn: bool = False) -> None:
        """A text object; plain_text unless `mrkdwn` is allowed as well.

        https://docs.slack.dev/reference/block-kit/composition-objects/text-object
        """
        if not self.has(key):
            if required:
                self.fail(f"missing required field: {key}")
            return
        self.child(key).is_text(limit, mrkdwn=mrkdwn)

    def is_text(self, limit: int, *, mrkdwn: bool) -> None:
        if not self.is_object():
            return
        extra = {"plain_text": "emoji", "mrkdwn": "verbatim"}
        kinds = ("plain_text", "mrkdwn") if mrkdwn else ("plain_text",)
        self.one_of("type", kinds, required=True)
        self.only((*_COMMON_TEXT_FIELDS, extra.get(self.type, "emoji")))
        self.string("text", limit, required=True)

    def number(self, key: str, low: int, high: int) -> None:
        if not self.has(key):
            return
        value = self.json[key]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.child(key).fail(f"must be an integer from {low} to {high}")

    def flag(self, *keys: str) -> None:
        for key in keys:
            if self.has(key) and not isinstance(self.json[key], bool):
                self.child(key).fail("must be a boolean")

    def one_of(self, key: str, allowed: Collection[str], *, required: bool = False) -> None:
        if not self.has(key):
            if required:
                self.fail(f"missing required field: {key}")
        elif self.json[key] not in list(allowed):
            self.child(key).fail(f"must be one of {', '.join(sorted(allowed))}")

    def unlike(self, key: str, seen: list[object]) -> None:
        """The value of `key`, if it has one, must differ from all seen before, and joins them."""
        if not self.has(key):
            return
        if self.json[key] in seen:
            self.child(key).fail(f"{key} {self.json[key]} already exists")
        seen.append(self.json[key])

    def items(self, key: str, low: int, high: int, *, required: bool = False) -> Iterator["Node"]:
        """Each entry of a list, after its length was checked; a list too long is not walked further."""
        if not self.has(key):
            if required:
                self.fail(f"missing required field: {key}")
            return
        yield from self.child(key).entries(low, high)

    def entries(self, low: int, high: int) -> Iterator["Node"]:
        if not isinstance(self.value, list):
            self.fail("must be an array")
            return
        if len(self.value) < low:
            self.fail(f"no less than {low} items allowed")
        if len(self.value) > high:
            self.fail(f"no more than {high} items allowed")
        for index, entry in enumerate(self.value[:high]):
            yield Node(entry, f"{self.pointer}/{index}", self.problems)
