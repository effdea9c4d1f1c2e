"""Composition objects: options, option groups, confirm dialogs.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from bot.sandbox.slack.block_kit.node import Node

MAX_TEXT = 3000
MAX_OPTIONS = 100
_OPTION_FIELDS = ("text", "value", "description", "url")
_OPTION_TEXT = 75
_OPTION_VALUE = 150
_CONFIRM_FIELDS = ("title", "text", "confirm", "deny", "style")
_STYLES = ("primary", "danger")


def check_option(option: Node, *, mrkdwn: bool = False, url: bool = False) -> None:
    """`mrkdwn`: checkboxes and radio buttons may use it; `url`: overflow menus only."""
    if not option.is_object():
        return
    option.only(_OPTION_FIELDS if url else _OPTION_FIELDS[:-1])
    option.text("text", _OPTION_TEXT, required=True, mrkdwn=mrkdwn)
    option.text("description", _OPTION_TEXT, mrkdwn=mrkdwn)
    option.string("value", _OPTION_VALUE, required=True)
    option.string("url", MAX_TEXT)


def check_options(element: Node, key: str, low: int, high: int, *, mrkdwn: bool = False) -> None:
    """The options of a choice, whose values must differ."""
    seen: list[object] = []
    for option in element.items(key, low, high, required=True):
        check_option(option, mrkdwn=mrkdwn, url=element.type == "overflow")
        option.unlike("value", seen)


def check_option_groups(element: Node) -> None:
    for group in element.items("option_groups", 1, MAX_OPTIONS):
        group.only(("label", "options"))
        group.text("label", _OPTION_TEXT, required=True)
        check_options(group, "options", 1, MAX_OPTIONS)


def check_initial(element: Node, *keys: str) -> None:
    """Something preselected must be one of the options, letter by letter."""
    offered = [*_entries(element.json, "options")]
    for group in _entries(element.json, "option_groups"):
        offered += _entries(group, "options")
    for key in keys:
        chosen = element.json.get(key)
        for option in chosen if isinstance(chosen, list) else [chosen]:
            if option is not None and option not in offered:
                element.child(key).fail("must be one of the options")


def check_confirm(element: Node) -> None:
    if not element.has("confirm"):
        return
    confirm = element.child("confirm")
    if not confirm.is_object():
        return
    confirm.only(_CONFIRM_FIELDS)
    confirm.text("title", 100, required=True)
    confirm.text("text", 300, required=True, mrkdwn=True)
    confirm.text("confirm", 30, required=True)
    confirm.text("deny", 30, required=True)
    confirm.one_of("style", _STYLES)


def check_style(element: Node) -> None:
    element.one_of("style", _STYLES)


def _entries(value: object, key: str) -> list[object]:
    """The list at `key`, if there is one; what else may be there was reported before."""
    entries = value.get(key) if isinstance(value, dict) else None
    return entries if isinstance(entries, list) else []
