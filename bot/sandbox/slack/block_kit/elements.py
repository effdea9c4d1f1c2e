"""Block elements: the limits of each, and which of them may stand in which block.

https://docs.slack.dev/reference/block-kit/block-elements
Limits as in the constants of slack_sdk.models.blocks.
"""

import re
from collections.abc import Callable

from bot.sandbox.slack.block_kit.node import Node
from bot.sandbox.slack.block_kit.parts import (
    MAX_OPTIONS,
    check_confirm,
    check_initial,
    check_option,
    check_option_groups,
    check_options,
    check_style,
)

ACTION_ID = 255
URL = 3000
ALT_TEXT = 2000
_BUTTON_TEXT = 75
_BUTTON_VALUE = 2000
_PLACEHOLDER = 150
_FEW_OPTIONS = 10
_OVERFLOW_OPTIONS = 5
_INPUT_LENGTH = 3000
_MAX_FILES = 10
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{2}:\d{2}")

_SELECTS = frozenset(
    {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
)
_MULTI_SELECTS = frozenset(f"multi_{name}" for name in _SELECTS)
_CHOICES = _SELECTS | {"checkboxes", "radio_buttons", "datepicker", "timepicker"}

IN_ACTIONS = _CHOICES | {"button", "overflow", "datetimepicker", "workflow_button"}
IN_ACCESSORY = _CHOICES | _MULTI_SELECTS | {"button", "image", "overflow", "workflow_button"}
IN_INPUT = _CHOICES | _MULTI_SELECTS | {
    "datetimepicker", "email_text_input", "file_input", "number_input", "plain_text_input", "rich_text_input",
    "url_text_input",
}  # fmt: skip
IN_CONTEXT_ACTIONS = frozenset({"feedback_buttons", "icon_button"})

_BASE = ("type", "action_id", "confirm", "focus_on_load")


def check_element(element: Node, allowed: frozenset[str]) -> None:
    """One element, which must be of an allowed type."""
    if not element.is_object():
        return
    if element.type not in allowed:
        element.fail(f"unsupported type: {element.type}")
        return
    element.string("action_id", ACTION_ID)
    element.flag("focus_on_load")
    check_confirm(element)
    CHECKS[element.type](element)


def check_image(image: Node) -> None:
    image.only(("type", "image_url", "slack_file", "alt_text"))
    check_image_source(image)


def check_image_source(image: Node) -> None:
    """An image has a public url or a file of Slack's, and words for those who do not see it."""
    if image.has("image_url") == image.has("slack_file"):
        image.fail("must have either image_url or slack_file")
    image.string("image_url", URL)
    image.string("alt_text", ALT_TEXT, required=True)


def _button(button: Node) -> None:
    button.only((*_BASE[:3], "text", "url", "value", "style", "accessibility_label"))
    button.text("text", _BUTTON_TEXT, required=True)
    button.string("value", _BUTTON_VALUE)
    button.string("url", URL)
    button.string("accessibility_label", _BUTTON_TEXT)
    check_style(button)


def _workflow_button(button: Node) -> None:
    button.only((*_BASE[:3], "text", "workflow", "style", "accessibility_label"))
    button.need("action_id", "workflow")
    button.text("text", _BUTTON_TEXT, required=True)
    check_style(button)


def _icon_button(button: Node) -> None:
    button.only((*_BASE[:3], "icon", "text", "value", "visible_to_user_ids", "accessibility_label"))
    button.need("icon")
    button.text("text", _BUTTON_TEXT, required=True)
    button.string("value", _BUTTON_VALUE)


def _feedback_buttons(element: Node) -> None:
    element.only((*_BASE[:2], "positive_button", "negative_button"))
    for key in ("positive_button", "negative_button"):
        element.need(key)
        button = element.child(key)
        button.text("text", _BUTTON_TEXT, required=True)
        button.string("value", _BUTTON_VALUE, required=True)


def _static_select(select: Node) -> None:
    multi = select.type.startswith("multi_")
    initial = "initial_options" if multi else "initial_option"
    select.only((*_BASE, "placeholder", "options", "option_groups", initial, "max_selected_items"))
    select.text("placeholder", _PLACEHOLDER)
    select.number("max_selected_items", 1, MAX_OPTIONS)
    if select.has("options") == select.has("option_groups"):
        select.fail("must have either options or option_groups")
    elif select.has("options"):
        check_options(select, "options", 1, MAX_OPTIONS)
    else:
        check_option_groups(select)
    check_initial(select, initial)


def _external_select(select: Node) -> None:
    initial = "initial_options" if select.type.startswith("multi_") else "initial_option"
    select.only((*_BASE, "placeholder", "min_query_length", initial, "max_selected_items"))
    select.text("placeholder", _PLACEHOLDER)
    select.number("min_query_length", 0, _PLACEHOLDER)
    if select.has("initial_option"):
        check_option(select.child("initial_option"))


def _workspace_select(select: Node) -> None:
    """Users, conversations and channels: their entries come from the workspace."""
    thing = select.type.removeprefix("multi_").removesuffix("s_select")
    fields = [*_BASE, "placeholder", "max_selected_items"]
    fields.append(f"initial_{thing}s" if select.type.startswith("multi_") else f"initial_{thing}")
    if thing == "conversation":
        fields += ["default_to_current_conversation", "filter"]
    if thing in {"conversation", "channel"}:
        fields.append("response_url_enabled")
    select.only(fields)
    select.text("placeholder", _PLACEHOLDER)


def _few_options(element: Node) -> None:
    initial = "initial_options" if element.type == "checkboxes" else "initial_option"
    element.only((*_BASE, "options", initial))
    check_options(element, "options", 1, _FEW_OPTIONS, mrkdwn=True)
    check_initial(element, initial)


def _overflow(element: Node) -> None:
    element.only((*_BASE[:3], "options"))
    check_options(element, "options", 1, _OVERFLOW_OPTIONS)


def _picker(element: Node) -> None:
    initial = {
        "datepicker": "initial_date",
        "timepicker": "initial_time",
        "datetimepicker": "initial_date_time",
    }
    key = initial[element.type]
    element.only((*_BASE, "placeholder", "timezone", key))
    element.text("placeholder", _PLACEHOLDER)
    pattern = {"datepicker": _DATE, "timepicker": _TIME}.get(element.type)
    if element.has(key) and pattern and not pattern.fullmatch(str(element.json[key])):
        element.child(key).fail("invalid date or time format")


def _plain_text_input(element: Node) -> None:
    fields = (
        "placeholder",
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "dispatch_action_config",
    )
    element.only((*_BASE, *fields))
    element.text("placeholder", _PLACEHOLDER)
    element.flag("multiline")
    element.number("min_length", 0, _INPUT_LENGTH)
    element.number("max_length", 1, _INPUT_LENGTH)
    longest = element.json.get("max_length")
    element.string("initial_value", longest if isinstance(longest, int) else _INPUT_LENGTH, minimum=0)


def _typed_input(element: Node) -> None:
    element.only((*_BASE, "placeholder", "initial_value", "dispatch_action_config"))
    element.text("placeholder", _PLACEHOLDER)


def _number_input(element: Node) -> None:
    limits = ("is_decimal_allowed", "min_value", "max_value")
    element.only((*_BASE, "placeholder", "initial_value", "dispatch_action_config", *limits))
    element.need("is_decimal_allowed")
    element.text("placeholder", _PLACEHOLDER)


def _rich_text_input(element: Node) -> None:
    fields = ("placeholder", "initial_value", "dispatch_action_config", "max_lines", "min_lines")
    element.only((*_BASE, *fields))
    element.need("action_id")
    element.text("placeholder", _PLACEHOLDER)


def _file_input(element: Node) -> None:
    element.only(("type", "action_id", "filetypes", "max_files"))
    element.number("max_files", 1, _MAX_FILES)
    for filetype in element.items("filetypes", 1, MAX_OPTIONS):
        filetype.characters(_PLACEHOLDER)


CHECKS: dict[str, Callable[[Node], None]] = {
    "button": _button,
    "workflow_button": _workflow_button,
    "icon_button": _icon_button,
    "feedback_buttons": _feedback_buttons,
    "image": check_image,
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "external_select": _external_select,
    "multi_external_select": _external_select,
    **{
        f"{multi}{thing}s_select": _workspace_select
        for multi in ("", "multi_")
        for thing in ("user", "conversation", "channel")
    },
    "checkboxes": _few_options,
    "radio_buttons": _few_options,
    "overflow": _overflow,
    "datepicker": _picker,
    "timepicker": _picker,
    "datetimepicker": _picker,
    "plain_text_input": _plain_text_input,
    "email_text_input": _typed_input,
    "url_text_input": _typed_input,
    "number_input": _number_input,
    "rich_text_input": _rich_text_input,
    "file_input": _file_input,
}
