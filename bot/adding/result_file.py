"""The result file: the person's own rows and columns, then what became of each. Safe to open."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.adding.outcome import RowOutcome

RESULT_COLUMNS = ("row", "outcome", "reason")

BOM = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page; "utf-8-sig" writes it

_STARTS = r"=+\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(rf"\A(?='*[{_STARTS}])")  # OWASP, "CSV Injection"
_BEHIND_A_BREAK = re.compile(r"(?<=[;\n\r])(?=[\"']*[=+@＝＋＠])")
"""Where Excel's own separator is a semicolon, it splits a comma-separated file in the middle of cells."""


def result_file_name(list_name: str) -> str:
    """`DACH fintech.csv` → `DACH fintech-results.csv`; a typed list has no name of its own."""
    stem = list_name.rpartition(".")[0] or list_name or "leads"
    return f"{stem}-results.csv"


class ResultFile:
    """The file as it grows: UTF-8 with BOM, comma-separated, one line per row of the job.

    Row by row, because 100,000 rows at one go hold up everything else, and so does giving them back.
    Ragged rows are filled up, so that `row`, `outcome` and `reason` stand in the same column everywhere.
    """

    def __init__(self, header: Sequence[str]) -> None:
        self._width = len(header)
        self._begin()
        self._writer.writerow([*map(_inert, header), *RESULT_COLUMNS])

    def add(self, cells: Sequence[str], outcome: RowOutcome) -> None:
        """One more row: its cells, and what became of it."""
        if len(cells) > self._width:
            self._widen(len(cells))
        blank = [""] * (self._width - len(cells))
        ours = outcome.row, outcome.outcome, _inert(reason_text(outcome))
        self._writer.writerow([*map(_inert, cells), *blank, *ours])

    def content(self) -> bytes:
        """The bytes so far."""
        self._text.flush()
        return self._bytes.getvalue()

    def _begin(self) -> None:
        self._bytes = io.BytesIO()
        # errors: half a surrogate pair, which a typed value may hold, has no bytes of its own
        self._text = io.TextIOWrapper(self._bytes, "utf-8-sig", errors="replace", newline="")
        self._writer = csv.writer(self._text)

    def _widen(self, width: int) -> None:
        """Only typed rows may be wider than their header, and those are few."""
        written = list(csv.reader(io.StringIO(self.content().decode("utf-8-sig"), newline="")))
        more, ours = [""] * (width - self._width), len(RESULT_COLUMNS)
        self._width = width
        self._begin()
        self._writer.writerows([*row[:-ours], *more, *row[-ours:]] for row in written)


def result_file(header: Sequence[str], rows: Iterable[tuple[Sequence[str], RowOutcome]]) -> bytes:
    """The whole file's bytes, where its rows are few or nobody waits."""
    file = ResultFile(header)
    for cells, outcome in rows:
        file.add(cells, outcome)
    return file.content()


def reason_text(outcome: RowOutcome) -> str:
    """The `reason` column: skip reasons in their fixed spelling, joined by `; `; else our sentence."""
    return "; ".join(outcome.reasons) or outcome.detail


def _inert(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula, nor any part of it."""
    return _FORMULA.sub("'", _BEHIND_A_BREAK.sub("'", cell))
