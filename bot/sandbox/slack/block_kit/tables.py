"""table, data_table and data_visualization: rows, cells and charts, in messages only.

https://docs.slack.dev/reference/block-kit/blocks/table-block , /data-table-block , /data-visualization-block
"""

from bot.sandbox.slack.block_kit.node import Node
from bot.sandbox.slack.block_kit.rich_text import check_rich_text
from bot.sandbox.slack.block_kit.sizes import MAX_TABLE_CHARACTERS, table_characters

_MAX_COLUMNS = 20
_MAX_ROWS = 100
_MIN_DATA_ROWS = 2
_MAX_DATA_ROWS = 101
_CELL = 10_000
_TITLE = 50
_LABEL = 20
_MAX_SEGMENTS = 6
_MAX_SERIES = 6
_MAX_POINTS = 20
_SERIES_CHARTS = ("bar", "area", "line")


def check_table(table: Node) -> None:
    """At most 100 rows (header included) of at most 20 cells."""
    table.only(("type", "block_id", "rows", "column_settings"))
    for row in table.items("rows", 1, _MAX_ROWS, required=True):
        for cell in row.entries(1, _MAX_COLUMNS):
            _cell(cell, rich=True)
    for settings in table.items("column_settings", 0, _MAX_COLUMNS):
        if settings.value is not None and settings.is_object():
            settings.only(("align", "is_wrapped"))
            settings.one_of("align", ("left", "center", "right"))
            settings.flag("is_wrapped")


def check_data_table(table: Node) -> None:
    """2 to 101 rows of equal length, no rich text in the header, 10,000 characters in all cells."""
    table.only(("type", "block_id", "rows", "caption", "page_size", "row_header_column_index"))
    table.string("caption", _CELL, required=True)
    table.number("page_size", 1, _MAX_ROWS)
    table.number("row_header_column_index", 0, _MAX_COLUMNS - 1)
    lengths = set()
    for index, row in enumerate(table.items("rows", _MIN_DATA_ROWS, _MAX_DATA_ROWS, required=True)):
        lengths.add(len(row.value) if isinstance(row.value, list) else 0)
        for cell in row.entries(1, _MAX_COLUMNS):
            _cell(cell, rich=index > 0)
    if len(lengths) > 1:
        table.child("rows").fail("all rows must have the same number of cells")
    if table_characters(table.json) > MAX_TABLE_CHARACTERS:
        table.child("rows").fail(f"must be less than {MAX_TABLE_CHARACTERS + 1} characters")


def check_data_visualization(block: Node) -> None:
    block.only(("type", "block_id", "title", "chart"))
    block.string("title", _TITLE, required=True)
    block.need("chart")
    chart = block.child("chart")
    chart.one_of("type", ("pie", *_SERIES_CHARTS), required=True)
    if chart.type == "pie":
        for segment in chart.items("segments", 1, _MAX_SEGMENTS, required=True):
            segment.string("label", _LABEL, required=True)
            _positive(segment)
    elif chart.type in _SERIES_CHARTS:
        for series in chart.items("series", 1, _MAX_SERIES, required=True):
            series.string("name", _LABEL, required=True)
            for point in series.items("data", 1, _MAX_POINTS, required=True):
                point.string("label", _LABEL, required=True)


def _positive(segment: Node) -> None:
    value = segment.json.get("value")
    if not isinstance(value, int | float) or value <= 0:
        segment.child("value").fail("must be a number above 0")


def _cell(cell: Node, *, rich: bool) -> None:
    if not cell.is_object():
        return
    match cell.type:
        case "raw_text":
            cell.only(("type", "text"))
            cell.string("text", _CELL, required=True)
        case "raw_number":
            cell.only(("type", "value", "text"))
            if not isinstance(cell.json.get("value"), int | float):
                cell.fail("missing required field: value")
        case "rich_text" if rich:
            check_rich_text(cell)
        case other:
            cell.fail(f"unsupported type: {other}")
