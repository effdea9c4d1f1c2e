"""From what a test says was chosen to the fields Slack sends for it, per type of element."""

from collections.abc import Mapping, Sequence

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Person
from bot.sandbox.slack.objects import file_object
from bot.sandbox.slack.stored_files import File

_ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
_MANY_OPTIONS = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
_FROM_WORKSPACE = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_INITIAL = {
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "value": "initial_value",
    "selected_conversation": "initial_conversation",
    "selected_user": "initial_user",
    "selected_channel": "initial_channel",
    "selected_date": "initial_date",
    "selected_time": "initial_time",
}


UNTOUCHED = object()
"""Nobody has chosen or typed anything."""


def chosen_fields(backend: Backend, element: Json, choice: object) -> Json:
    """The fields of an action or of a state value. Options are named by their `value`."""
    kind = str(element["type"])
    if kind in _ONE_OPTION:
        return {"selected_option": _option(element, choice)}
    if kind in _MANY_OPTIONS:
        return {"selected_options": [_option(element, one) for one in _several(choice)]}
    if kind in _FROM_WORKSPACE:
        return {_FROM_WORKSPACE[kind]: _id(choice)}
    if kind in _TYPED:
        return {"value": _typed(element, choice)}
    if kind == "file_input":
        return {"files": [_file(backend, file) for file in _files(element, choice)]}
    return {}


def unsent_fields(backend: Backend, element: Json, choice: object = UNTOUCHED) -> Json:
    """A state value while the person is still at it: what is typed may yet be too short."""
    kind = str(element["type"])
    if choice is UNTOUCHED:
        return {"type": kind, **initial_fields(element)}
    if kind in _TYPED:
        return {"type": kind, "value": None if choice is None else str(choice) or None}
    return {"type": kind, **chosen_fields(backend, element, choice)}


def initial_fields(element: Json) -> Json:
    """What an element holds before anybody touched it."""
    empty = chosen_keys(str(element["type"]))
    if empty is None:
        return {}
    many = empty in {"selected_options", "files"}
    return {empty: element.get(_INITIAL.get(empty, ""), [] if many else None)}


def chosen_keys(kind: str) -> str | None:
    """The name of the field that holds the choice."""
    if kind in _ONE_OPTION:
        return "selected_option"
    if kind in _MANY_OPTIONS:
        return "selected_options"
    if kind in _TYPED:
        return "value"
    return "files" if kind == "file_input" else _FROM_WORKSPACE.get(kind)


def _option(element: Json, choice: object) -> Json:
    """The option itself; an external select's must be given whole, as it came from the app."""
    if isinstance(choice, Mapping):
        choice_: Json = dict(choice)
        if "external" in element["type"]:
            return choice_
        choice = choice_.get("value")
    for option in _offered(element):
        if option["value"] == choice:
            return option
    values = [option["value"] for option in _offered(element)]
    raise ImpossibleError(f"{element['action_id']} offers no {choice!r}, only {values}")


def _offered(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return [*(element.get("options") or []), *grouped]


def _several(choice: object) -> Sequence[object]:
    return choice if isinstance(choice, list | tuple) else [] if choice is None else [choice]


def _id(choice: object) -> object:
    if isinstance(choice, list | tuple):
        return [_id(one) for one in choice]
    return choice.id if isinstance(choice, Person | Channel) else choice


def _typed(element: Json, choice: object) -> str | None:
    """Slack's client enforces the lengths, and sends null for an empty field."""
    text = "" if choice is None else str(choice)
    if text and len(text) < element.get("min_length", 0):
        raise ImpossibleError(f"{element['action_id']} wants at least {element['min_length']} characters")
    if len(text) > element.get("max_length", len(text)):
        raise ImpossibleError(f"{element['action_id']} takes at most {element['max_length']} characters")
    return text or None


def _files(element: Json, choice: object) -> list[File]:
    files = [file for file in _several(choice) if isinstance(file, File)]
    if len(files) > element.get("max_files", 10):
        raise ImpossibleError(f"{element['action_id']} takes at most {element.get('max_files', 10)} files")
    allowed = element.get("filetypes")
    for file in files:
        if allowed and file.name.rpartition(".")[2].lower() not in allowed:
            raise ImpossibleError(f"{element['action_id']} takes only {allowed}, not {file.name}")
    return files


def _file(backend: Backend, file: File) -> Json:
    body = file_object(backend.workspace, file, backend.url)
    del body["shares"]
    return body
