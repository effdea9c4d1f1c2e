"""Limits on a payload as a whole, rather than on one field of it."""

import json
from collections.abc import Iterable, Iterator

from bot.sandbox.slack.json_types import Json

MAX_BLOCKS_SIZE = 13_200
"""`msg_blocks_too_long`: undocumented; seen at about this sum over all blocks.

https://github.com/slackapi/bolt-js/issues/2509 and /2867: the structure around the text counts in, how is not
known. Here a block counts as its compact JSON, a table as the characters of its cells, since it travels as an
attachment.
"""
MAX_MARKDOWN = 12_000
"""Summed over all markdown blocks of one payload (.

https://docs.slack.dev/reference/block-kit/blocks/markdown-block).
"""
MAX_TABLE_CHARACTERS = 10_000
"""Over all cells of one data_table, and of one message (.

https://docs.slack.dev/reference/block-kit/blocks/data-table-block).
"""

TABLES = frozenset({"table", "data_table"})


def blocks_size(blocks: Iterable[Json]) -> int:
    """What counts towards `msg_blocks_too_long`."""
    return sum(_size(block) for block in blocks)


def table_characters(block: Json) -> int:
    """The characters of all cells of a table or data_table."""
    return sum(
        len(text) for row in _lists(block.get("rows")) for cell in _lists(row) for text in _texts(cell)
    )


def markdown_characters(blocks: Iterable[Json]) -> int:
    return sum(len(str(block.get("text", ""))) for block in blocks if block.get("type") == "markdown")


def _size(block: Json) -> int:
    if block.get("type") in TABLES:
        return table_characters(block)
    return len(json.dumps(block, ensure_ascii=False, separators=(",", ":")))


def _lists(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(cell: object) -> Iterator[str]:
    """Every shown string of a cell, however deep in rich text."""
    if isinstance(cell, list):
        for entry in cell:
            yield from _texts(entry)
    elif isinstance(cell, dict):
        if isinstance(cell.get("text"), str):
            yield cell["text"]
        elif isinstance(cell.get("value"), int | float):
            yield str(cell["value"])
        for value in cell.values():
            if isinstance(value, dict | list):
                yield from _texts(value)
