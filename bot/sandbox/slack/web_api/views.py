"""views.*: modals and the Home tab..

https://docs.slack.dev/surfaces/modals
"""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import View
from bot.sandbox.slack.objects import view_object
from bot.sandbox.slack.web_api.call import Call, Method


def open_(backend: Backend, call: Call) -> Json:
    definition = _definition(call)
    trigger = backend.triggers.exchange(call.need("trigger_id"))
    return _shown(backend, backend.views.open(trigger.person, definition, trigger.channel))


def push(backend: Backend, call: Call) -> Json:
    definition = _definition(call)
    trigger = backend.triggers.exchange(call.need("trigger_id"))
    return _shown(backend, backend.views.push(trigger.person, definition))


def update(backend: Backend, call: Call) -> Json:
    definition = _definition(call)
    view = backend.views.find(view_id=call.text("view_id"), external_id=call.text("external_id"))
    return _shown(backend, backend.views.update(view, definition, call.text("hash")))


def publish(backend: Backend, call: Call) -> Json:
    definition = _definition(call)
    user = call.need("user_id")
    if user not in backend.workspace.people:
        raise SlackError("user_not_found")
    return _shown(backend, backend.views.publish(user, definition, call.text("hash")))


def _definition(call: Call) -> Json:
    definition = call.json("view")
    if not isinstance(definition, dict):
        raise SlackError("invalid_arguments", messages=["missing required field: view"])
    return definition


def _shown(backend: Backend, view: View) -> Json:
    return {"view": view_object(backend.workspace, view)}


METHODS = (
    Method("views.open", open_, tier=4),
    Method("views.push", push, tier=4),
    Method("views.update", update, tier=4),
    Method("views.publish", publish, tier=4),
)
