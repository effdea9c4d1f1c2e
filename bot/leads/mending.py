"""Mends records that a stray quote or another delimiter broke.

A mended record is kept only when it has the width that the table's records have, so that a good file can't be
broken by a repair.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bot.leads.dialect import DELIMITERS, Dialect

Record = list[str]

STAND_IN = "\0"
"""For a quote that is text; the decoder has taken all NULs out."""

NOT_NARROW = 3
"""In a table of two columns two words are no sign of anything."""

_MOST_QUOTES = 64  # opening quotes of one line that are tried as stray ones
_MOST_LINES = 50  # of one record that is tried as a whole
_REREADING = 20  # how often, on average, a line may be read again before mending is given up


def plain_split(line: str, delimiter: str) -> Record:
    """A line as a record, its quotes as text."""
    line = line.rstrip("\r\n")
    return line.split(delimiter) if line else []


def count_regular(records: Iterable[Record], width: int) -> int:
    return sum(len(record) == width for record in records)


def inner_quotes(dialect: Dialect) -> re.Pattern[str]:
    """Quotes that neither open nor close a cell nor are doubled: `"Bar "Zum Löwen" GmbH"`."""
    delimiter, quote = re.escape(dialect.delimiter), dialect.quote
    return re.compile(
        rf"(?<=[^{delimiter}{quote}\r\n])(?<!{delimiter} ){quote}(?!{quote}| *(?:{delimiter}|[\r\n]|$))"
    )


def with_quotes(records: Iterable[Record], quote: str) -> list[Record]:
    return [[cell.replace(STAND_IN, quote) for cell in record] for record in records]


class Mender:
    """Reads record by record; one that is not of the usual width is tried again in other ways.

    Args:
        strict_lines: what `csv.reader` reads first; quotes that are surely text are stand-ins in it.
        lines: the same as written.
        dialect: how they are written.
        width: the usual one.
    """

    def __init__(
        self, strict_lines: Sequence[str], lines: Sequence[str], dialect: Dialect, width: int
    ) -> None:
        self._strict_lines = strict_lines
        self._lines = lines
        self._dialect = dialect
        self._width = width
        self._inner = inner_quotes(dialect)
        delimiter, quote = re.escape(dialect.delimiter), dialect.quote
        self._opening = re.compile(rf"(?:^|(?<={delimiter})) *{quote}")
        self._doubled_and_closing = re.compile(
            rf"(?<=[^{delimiter}{quote}]){quote * 2}(?={delimiter}|[\r\n]|$)"
        )
        self._rereading_left = _REREADING * len(lines)

    def records(self) -> Iterator[Record]:
        """Every record, mended where that makes it regular."""
        start = 0
        while start < len(self._lines):
            for record, count in self._strict_from(start):
                good, used = self._mended(record, start, count)
                yield good
                start += used
                if used != count:  # the reader has gone too far; begin anew behind the mended line
                    self._rereading_left -= count
                    break

    def _strict_from(self, start: int) -> Iterator[tuple[Record | None, int]]:
        """Records and how many lines each took. An endless one is None and the last."""
        reader = self._dialect.reader(map(self._strict_lines.__getitem__, range(start, len(self._lines))))
        before = 0
        try:
            for record in reader:
                yield record, reader.line_num - before
                before = reader.line_num
        except csv.Error:
            yield None, reader.line_num - before

    def _mended(self, record: Record | None, start: int, count: int) -> tuple[Record, int]:
        """The best reading of what begins at a line, and how many lines it takes."""
        line = self._lines[start]
        if record is not None and (self._rereading_left < 0 or self._is_good(record, start, count)):
            return record, count
        if good := self._regular_reading(line, len(record or ())):
            return good, 1
        if record is None or (count > 1 and self._stands_alone(self._lines[start + 1])):
            return plain_split(line, self._dialect.delimiter), 1
        if 1 < count <= _MOST_LINES and (
            good := self._regular_reading("".join(self._lines[start : start + count]), 0)
        ):
            return good, count
        return record, count

    def _is_good(self, record: Record, start: int, count: int) -> bool:
        """Regular, and not of several lines that would each be a regular record without their quotes."""
        if len(record) != self._width or count == 1 or self._width < NOT_NARROW:
            return len(record) in (0, self._width)
        parts = (plain_split(line, self._dialect.delimiter) for line in self._lines[start : start + count])
        return any(len(part) != self._width for part in parts)

    def _stands_alone(self, line: str) -> bool:
        return count_regular(self._parse(line), self._width) == 1

    def _regular_reading(self, text: str, strict_width: int) -> Record | None:
        """The first other way to read a text that gives one record of the usual width."""
        for records in self._readings(text, strict_width):
            if len(records) == 1 and len(records[0]) == self._width and not self._tears_a_cell(records[0]):
                return with_quotes(records, self._dialect.quote)[0]
        return None

    def _tears_a_cell(self, record: Record) -> bool:
        """Whether quotes that belong together ended up in different cells."""
        marks = (self._dialect.quote, STAND_IN)
        opened = next((index for index, cell in enumerate(record) if cell.startswith(marks)), len(record))
        return any(cell.endswith(marks) for cell in record[opened + 1 :])

    def _readings(self, text: str, strict_width: int) -> Iterator[list[Record]]:
        """Some quotes as text, then all of them, then another delimiter where ours found too few cells."""
        if self._dialect.quote in text:
            inner = self._inner.sub(STAND_IN, text)
            yield self._parse(inner)
            yield self._parse(self._doubled_and_closing.sub(STAND_IN + self._dialect.quote, inner))
            for opening in islice(self._opening.finditer(inner), _MOST_QUOTES):
                yield self._parse(inner[: opening.end() - 1] + STAND_IN + inner[opening.end() :])
            yield [plain_split(text, self._dialect.delimiter)]
        if self._width >= NOT_NARROW and 3 * strict_width <= 2 * self._width:
            for delimiter in DELIMITERS + " ":
                if delimiter in text and delimiter != self._dialect.delimiter:
                    yield self._parse(text, delimiter)

    def _parse(self, text: str, delimiter: str = "") -> list[Record]:
        lines = text.splitlines(keepends=True) if "\n" in text[:-1] else [text]
        try:
            return list(
                csv.reader(
                    lines, delimiter=delimiter or self._dialect.delimiter, quotechar=self._dialect.quote
                )
            )
        except csv.Error:
            return []
