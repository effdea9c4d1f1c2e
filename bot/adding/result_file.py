"""The result file: the person's own rows and columns, then what became of each. Safe to open."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.adding.outcome import RowOutcome

RESULT_COLUMNS = ("row", "outcome", "reason")

BOM = "\ufeff"  # without it Excel takes UTF-8 for the machine's own code page

_STARTS = r"=+\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(rf"\A(?='*[{_STARTS}])")  # OWASP, "CSV Injection"
_BEHIND_A_BREAK = re.compile(r"(?<=[;\n\r])(?=[\"']*[=+@＝＋＠])")
"""Where Excel's own separator is a semicolon, it splits a comma-separated file in the middle of cells."""


def result_file_name(list_name: str) -> str:
    """`DACH fintech.csv` → `DACH fintech-results.csv`; a typed list has no name of its own."""
    stem = list_name.rpartition(".")[0] or list_name or "leads"
    return f"{stem}-results.csv"


def result_file(header: Sequence[str], rows: Iterable[tuple[Sequence[str], RowOutcome]]) -> bytes:
    """The file's bytes: UTF-8 with BOM, comma-separated, one line per row of the job.

    Ragged rows are filled up, so that `row`, `outcome` and `reason` stand in the same column everywhere.
    """
    pairs = list(rows)
    width = max((len(header), *(len(cells) for cells, _ in pairs)))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_padded(header, width), *RESULT_COLUMNS])
    for cells, outcome in pairs:
        writer.writerow(
            [*_padded(cells, width), outcome.row, outcome.outcome, _inert(reason_text(outcome))],
        )
    return (BOM + text.getvalue()).encode()


def reason_text(outcome: RowOutcome) -> str:
    """The `reason` column: skip reasons in their fixed spelling, joined by `; `; else our sentence."""
    return "; ".join(outcome.reasons) or outcome.detail


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*map(_inert, cells), *[""] * (width - len(cells))]


def _inert(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula, nor any part of it."""
    return _FORMULA.sub("'", _BEHIND_A_BREAK.sub("'", cell))
