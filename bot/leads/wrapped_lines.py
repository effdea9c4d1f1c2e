"""Lists in which each line as a whole stands in quotes, so that a reader sees one column.

Excel writes them where it opened a comma-separated file as one column: `"Email,Name"`, `"j@acme.com,Jane"`.
"""

from collections.abc import Sequence

from bot.leads.dialect import DELIMITERS
from bot.leads.headers import ALIASES, fold
from bot.leads.packed import Rows, column_of, widths_of

_MOST_LINES_ABOVE = 50


def inside_of(records: Rows) -> str:
    """The lines without those quotes, where one of the first holds several columns' names; else "".

    A single column of values with commas in them (`"Doe, Jane"`) is left as it is.
    """
    if widths_of(records).keys() - {0, 1}:
        return ""
    lines = column_of(records, 0)
    if not any(_names_columns(line.split(one)) for line in lines[:_MOST_LINES_ABOVE] for one in DELIMITERS):
        return ""
    return "" if any("\n" in line or "\r" in line for line in lines) else "\n".join(lines)


def _names_columns(cells: Sequence[str]) -> bool:
    return sum(fold(cell) in ALIASES for cell in cells) > 1
