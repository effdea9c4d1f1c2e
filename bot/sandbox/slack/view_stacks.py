"""Modals and Home tabs: opening, pushing, updating, publishing, and the stack of at most three.

Used by the Web API (`views.*`) and by what an app answers to a submission (`response_action`).
https://docs.slack.dev/surfaces/modals
"""

import json

from bot.sandbox.slack.block_kit import check_view
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import View
from bot.sandbox.slack.workspace import Workspace

MAX_STACK = 3
MAX_BYTES = 250_000
"""`view_too_large`: "The provided view is greater than 250kb" (views.open, errors)."""


class ViewStacks:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def stack(self, person: str) -> list[View]:
        return self._workspace.modals.setdefault(person, [])

    def open(self, person: str, definition: Json, channel: str | None) -> View:
        """Open a modal; whatever modal was open before is replaced, as only one stack fits the screen."""
        self._check(definition, "modal")
        view = self._make(person, definition)
        view.channel = channel
        self._workspace.modals[person] = [view]
        self._workspace.changes.notify()
        return view

    def push(self, person: str, definition: Json) -> View:
        self._check(definition, "modal")
        stack = self.stack(person)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MAX_STACK:
            raise SlackError("push_limit_reached")
        view = self._make(person, definition)
        view.root_id, view.previous_id, view.channel = stack[0].id, stack[-1].id, stack[0].channel
        stack.append(view)
        self._workspace.changes.notify()
        return view

    def update(self, view: View, definition: Json, expected_hash: str | None = None) -> View:
        self._check(definition, view.type)
        if expected_hash and expected_hash != view.hash:
            raise SlackError("hash_conflict")
        view.definition = self._complete(definition)
        view.hash = self._hash()
        kept = {str(block["block_id"]) for block in view.blocks}
        view.values = {block: values for block, values in view.values.items() if block in kept}
        self._workspace.changes.notify()
        return view

    def publish(self, person: str, definition: Json, expected_hash: str | None) -> View:
        home = self._workspace.homes.get(person)
        if home is not None:
            return self.update(home, definition, expected_hash)
        self._check(definition, "home")
        home = self._make(person, definition)
        self._workspace.homes[person] = home
        self._workspace.changes.notify()
        return home

    def find(self, *, view_id: str = "", external_id: str = "") -> View:
        """An open modal or a Home tab; a closed modal is not found."""
        shown = [view for stack in self._workspace.modals.values() for view in stack]
        for view in [*shown, *self._workspace.homes.values()]:
            if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def close(self, view: View) -> None:
        """The person leaves this view; the one below it is seen again."""
        self.stack(view.person).remove(view)
        self._workspace.changes.notify()

    def clear(self, person: str) -> None:
        self._workspace.modals[person] = []
        self._workspace.changes.notify()

    def _make(self, person: str, definition: Json) -> View:
        view_id = self._workspace.ids.make("V")
        self._refuse_known_external_id(definition)
        return View(
            id=view_id,
            type=str(definition["type"]),
            person=person,
            definition=self._complete(definition),
            hash=self._hash(),
            root_id=view_id,
        )

    def _refuse_known_external_id(self, definition: Json) -> None:
        external_id = definition.get("external_id")
        known = [
            view.definition.get("external_id") for stack in self._workspace.modals.values() for view in stack
        ]
        if external_id and external_id in known:
            raise SlackError("duplicate_external_id")

    def _complete(self, definition: Json) -> Json:
        return {**definition, "blocks": self._workspace.with_block_ids(definition["blocks"])}

    def _hash(self) -> str:
        return f"{int(self._workspace.clock())}.{self._workspace.ids.secret()}"

    def _check(self, definition: Json, view_type: str) -> None:
        if len(json.dumps(definition)) > MAX_BYTES:
            raise SlackError("view_too_large")
        problems = check_view(definition)
        if not problems and definition["type"] != view_type:
            problems = [f"must be a view of type {view_type} [json-pointer:/view/type]"]
        if problems:
            raise SlackError("invalid_arguments", messages=problems)
