"""The rows of a job that is there already, kept as text while they are planned anew.

Each is made when it is asked for. All 100,000 at once would be a million objects: when Python looks through
them for garbage, and again when they go, everything else stands still for a tenth of a second.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.leads.lead import Lead, lead_keys

PAGE = 250

_text = json.JSONEncoder(separators=(",", ":")).encode
_values = json.JSONDecoder().decode


class Rows(Sequence[JobRow]):
    """Rows that are asked for one by one, or some in a row."""

    def one(self, index: int) -> JobRow:
        """The row at a place from 0 on."""
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> JobRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[JobRow]: ...
    def __getitem__(self, index: int | slice) -> JobRow | list[JobRow]:
        if isinstance(index, slice):
            return list(map(self.one, range(len(self))[index]))
        return self.one(range(len(self))[index])

    def __iter__(self) -> Iterator[JobRow]:
        return map(self.one, range(len(self)))


class KeptRows(Rows):
    """Takes rows in order, one after the other."""

    __slots__ = ("_last", "_open", "_opened", "_pages")

    def __init__(self) -> None:
        self._pages: list[str] = []
        self._last: list[JobRow] = []  # too few for a page as yet
        self._opened = -1
        self._open: list[JobRow] = []

    def append(self, row: JobRow) -> None:
        """One more."""
        self._last.append(row)
        if len(self._last) == PAGE:
            self._pages.append(_text(list(map(_kept, self._last))))
            self._last = []

    def __len__(self) -> int:
        return PAGE * len(self._pages) + len(self._last)

    def one(self, index: int) -> JobRow:
        page, place = divmod(index, PAGE)
        if page == len(self._pages):
            return self._last[place]
        if page != self._opened:
            self._open, self._opened = list(map(_made, _values(self._pages[page]))), page
        return self._open[place]


class ChangedRows(Rows):
    """Some rows of a list, each changed when it is asked for.

    Args:
        rows: the list.
        places: which of its rows, by index.
        change: makes one, out of its place among these and what it was.
    """

    __slots__ = ("_change", "_places", "_rows")

    def __init__(
        self, rows: Sequence[JobRow], places: Sequence[int], change: Callable[[int, JobRow], JobRow]
    ) -> None:
        self._rows, self._places, self._change = rows, places, change

    def __len__(self) -> int:
        return len(self._places)

    def one(self, index: int) -> JobRow:
        return self._change(index, self._rows[self._places[index]])


def _kept(row: JobRow) -> list[object]:
    lead, end = row.lead, row.outcome
    sent = lead and [lead.email, lead.linkedin_url, dict(lead.data)]
    return [row.row, row.cells, sent, row.batch, end.outcome, end.reasons, end.detail]


def _made(values: list[Any]) -> JobRow:
    row, cells, sent, batch, outcome, reasons, detail = values
    end = RowOutcome(row, Outcome(outcome), tuple(map(SkipReason, reasons)), detail)
    return JobRow(row, tuple(cells), sent and _lead(row, *sent), batch, end)


def _lead(row: int, email: str | None, url: str | None, data: Mapping[str, str]) -> Lead:
    return Lead(row, email, url, data, lead_keys(email, url))
