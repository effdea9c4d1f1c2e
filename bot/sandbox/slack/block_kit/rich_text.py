"""The rich_text block: sections, lists, quotes and preformatted text made of typed pieces.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from bot.sandbox.slack.block_kit.node import Node

_PIECES = {
    "text": ("text",),
    "link": ("url",),
    "user": ("user_id",),
    "usergroup": ("usergroup_id",),
    "channel": ("channel_id",),
    "team": ("team_id",),
    "emoji": ("name",),
    "date": ("timestamp", "format"),
    "broadcast": ("range",),
    "color": ("value",),
}
"""Each kind of piece with the fields it cannot do without."""
_CONTAINERS = frozenset({"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"})
_LIST_STYLES = ("bullet", "ordered")
_MANY = 10_000
_MAX_INDENT = 8


def check_rich_text(block: Node) -> None:
    block.only(("type", "block_id", "elements"))
    for element in block.items("elements", 1, _MANY, required=True):
        _container(element, _CONTAINERS)


def _container(element: Node, allowed: frozenset[str]) -> None:
    if not element.is_object():
        return
    if element.type not in allowed:
        element.fail(f"unsupported type: {element.type}")
    elif element.type == "rich_text_list":
        element.only(("type", "elements", "style", "indent", "offset", "border"))
        element.one_of("style", _LIST_STYLES, required=True)
        element.number("indent", 0, _MAX_INDENT)
        for item in element.items("elements", 1, _MANY, required=True):
            _container(item, frozenset({"rich_text_section"}))
    else:
        element.only(("type", "elements", "border", "language"))
        for piece in element.items("elements", 0, _MANY, required=True):
            _piece(piece)


def _piece(piece: Node) -> None:
    if not piece.is_object():
        return
    if piece.type not in _PIECES:
        piece.fail(f"unsupported type: {piece.type}")
        return
    piece.need(*_PIECES[piece.type])
    if piece.type == "text":
        piece.string("text", _MANY * 4)
