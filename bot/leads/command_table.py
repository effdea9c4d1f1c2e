"""Cells pasted into a text box: tabs between them, or a first line of column names."""

import re
from dataclasses import replace

from bot.leads.headers import ALIASES, fold
from bot.leads.reading import read_leads
from bot.leads.rows import Reading, SourceRow

_CELL_ENDS = re.compile(r"[,;\t|]")


def holds_cells(text: str) -> bool:
    """Whether a text is a piece of a table rather than typed leads."""
    first_line = text.strip("\n").split("\n", 1)[0]
    names = _CELL_ENDS.split(first_line)
    return "\t" in text.strip() or (
        "=" not in first_line and sum(fold(name) in ALIASES for name in names) > 1
    )


def read_cells(text: str) -> Reading:
    """The leads of pasted cells. Rows are numbered from 1, the column names not counted."""
    reading = read_leads(text.strip("\n").encode())
    number_of = {row.number: number for number, row in enumerate(reading.rows, 1)}
    return Reading(
        header=reading.header,
        rows=[SourceRow(number_of[row.number], row.cells) for row in reading.rows],
        leads=[lead._replace(row=number_of[lead.row]) for lead in reading.leads],
        problems=[replace(problem, row=number_of[problem.row]) for problem in reading.problems],
        duplicates=[
            replace(duplicate, row=number_of[duplicate.row], first_row=number_of[duplicate.first_row])
            for duplicate in reading.duplicates
        ],
        notes=[replace(note, row=number_of[note.row]) for note in reading.notes],
        assumptions=reading.assumptions,
    )
