"""From bytes to leads: the one entry to this room. `read_rows` and `read_leads` are fixed interfaces.

Pure: no clock, no network, no files. Sync, and busy for about a second per 100,000 rows: call it off the
event loop.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.leads.collector import collector_paused
from bot.leads.columns import ColumnPlan, plan_columns, shown_name
from bot.leads.duplicates import filled_from_later_rows, split_duplicates
from bot.leads.errors import NoLeadsError
from bot.leads.headers import Role
from bot.leads.lead import Lead
from bot.leads.packed import widened, widths_of
from bot.leads.people import find_people
from bot.leads.result_columns import without_result_columns
from bot.leads.rows import Duplicate, Reading, RowProblem, SourceRow, SourceRows
from bot.leads.table import Limits, Table, read_table

__all__ = ["Duplicate", "Reading", "RowProblem", "SourceRow", "read_leads", "read_rows", "reread"]

_Row = TypeVar("_Row", RowProblem, Duplicate)

SAMPLE = 1000
"""Rows whose values vote on what a column is."""


def read_rows(data: bytes, filename: str = "") -> list[list[str]]:
    """The plain table: header row first where there is one, cells as written, rows as wide as they are.

    Rows blank in all cells are no rows. Title lines above the table and notes below it are left out.

    Args:
        data: a file's bytes: delimited text in any usual encoding, or an XLSX workbook.
        filename: its name at best; only the ending is looked at, and only where the bytes leave a doubt.

    Raises:
        NotATableError: the bytes are something else.
        TooLargeError: more columns than any spreadsheet holds.
    """
    return list(read_table(data, filename, Limits()).rows)


@collector_paused()
def read_leads(
    data: bytes,
    filename: str = "",
    *,
    mapping: Mapping[int | str, str] | None = None,
    max_rows: int | None = None,
    max_bytes: int | None = None,
    fill_blanks: bool = False,
) -> Reading:
    """The leads of a list, with every row accounted for.

    A result file of ours may be given back: its last three columns are no merge fields, and the rows that
    it says are added are left out of `rows` and named in `already_added`.

    Rows blank in all cells are no rows; they only count in the row numbers, which are the spreadsheet's.

    Args:
        data: see `read_rows`.
        filename: see `read_rows`; sentences call the list by it.
        mapping: what a person said about columns; see `plan_columns`.
        max_rows: rows below the header; None for no limit.
        max_bytes: bytes of the file; None for no limit.
        fill_blanks: whether a later row of the same person fills in what the first one lacks.

    Raises:
        NotATableError: the bytes are no table.
        TooLargeError: more than the two limits, or than any spreadsheet holds.
        NoLeadsError: no column holds e-mail addresses or LinkedIn profiles.
    """
    table = read_table(data, filename, Limits(max_rows, max_bytes))
    if len(table.rows) == table.has_header:
        raise NoLeadsError(
            f"{filename or 'This list'} has column names but no rows below them. Add some and share it again."
        )
    header, rows, known = without_result_columns(*_body(table))
    added = known or frozenset()
    plan = plan_columns(header, rows.cells[:SAMPLE], mapping)
    if not plan.emails and not plan.linkedin:
        raise NoLeadsError(
            f"I found no e-mail addresses and no LinkedIn profiles in {filename or 'this list'}. "
            "Give it a column of one or the other, and share it again."
        )
    header = _all_named(header, plan)
    chosen = column_assumptions(header, plan, mapping)
    assumptions = (*table.assumptions, *chosen, *_left_out(added))
    reading = _reading(header, rows, plan, added=added, fill_blanks=fill_blanks, assumptions=assumptions)
    return replace(reading, is_result_file=known is not None)


@collector_paused()
def reread(header: tuple[str, ...], rows: SourceRows, mapping: Mapping[int | str, str]) -> Reading:
    """A list that was read before, read anew with what a person said about its columns since.

    It may hold nobody now. How the bytes were read is no part of the assumptions.

    Args:
        header: as an earlier reading gave it.
        rows: all of that reading's rows, as wide as the header.
        mapping: see `plan_columns`.
    """
    plan = plan_columns(header, rows.cells[:SAMPLE], mapping)
    return _reading(header, rows, plan, assumptions=column_assumptions(header, plan, mapping))


def _reading(
    header: tuple[str, ...],
    rows: SourceRows,
    plan: ColumnPlan,
    *,
    assumptions: tuple[str, ...],
    added: Collection[int] = frozenset(),
    fill_blanks: bool = False,
) -> Reading:
    """Rows and a plan, put together."""
    people = find_people(header, rows, plan)
    everyone = filled_from_later_rows(people.leads) if fill_blanks else people.leads
    leads, duplicates = split_duplicates(_added_first(everyone, added))
    return Reading(
        header=header,
        rows=_not_added(rows, added),
        leads=[lead for lead in leads if lead.row not in added] if added else leads,
        problems=_of_others(people.problems, added),
        duplicates=_of_others(duplicates, added),
        notes=_of_others(people.notes, added),
        assumptions=assumptions,
        questions=plan.questions,
        already_added=sorted(added),
        columns=plan,
    )


def leave_out(reading: Reading, rows: Collection[int]) -> Reading:
    """A result file without rows of people who are known to be added, whatever the file says of them."""
    added = {*reading.already_added, *rows}
    before = _left_out(reading.already_added)
    return replace(
        reading,
        rows=_not_added(
            SourceRows([row.number for row in reading.rows], [row.cells for row in reading.rows]), rows
        ),
        leads=[lead for lead in reading.leads if lead.row not in added],
        problems=_of_others(reading.problems, rows),
        duplicates=_of_others(reading.duplicates, rows),
        notes=_of_others(reading.notes, rows),
        assumptions=(*(one for one in reading.assumptions if one not in before), *_left_out(added)),
        already_added=sorted(added),
    )


def _left_out(added: Collection[int]) -> tuple[str, ...]:
    """A result file of ours, given back: who is in already."""
    return (f"{len(added):,} rows that were added before are left out",) if added else ()


def _added_first(leads: Sequence[Lead], added: Collection[int]) -> Sequence[Lead]:
    """Whoever is added already wins over other rows of the same person, so that nobody is sent again."""
    return sorted(leads, key=lambda lead: lead.row not in added) if added else leads


def _not_added(rows: SourceRows, added: Collection[int]) -> SourceRows:
    if not added:
        return rows
    kept = [row for row in rows if row.number not in added]
    return SourceRows([row.number for row in kept], [row.cells for row in kept])


def _of_others(items: Sequence[_Row], added: Collection[int]) -> Sequence[_Row]:
    return [item for item in items if item.row not in added] if added else items


def _body(table: Table) -> tuple[tuple[str, ...], SourceRows]:
    """The header, and the rows below it, all of one width: short ones filled up, nameless columns added."""
    names = table.rows[0] if table.has_header else []
    rows, numbers = table.rows[table.has_header :], table.numbers[table.has_header :]
    width = max(widths_of(rows), default=0)
    header = (*names, *[""] * (width - len(names)))
    return header, SourceRows(numbers, widened(rows, len(header)))


def _all_named(header: tuple[str, ...], plan: ColumnPlan) -> tuple[str, ...]:
    """The header with a name for each nameless column, so that a result file can be dropped back in."""
    own = dict.fromkeys(plan.emails[:1], "email") | dict.fromkeys(plan.linkedin[:1], "linkedin_url")
    return tuple(name or own.get(column) or plan.fields.get(column, "") for column, name in enumerate(header))


def column_assumptions(
    header: Sequence[str], plan: ColumnPlan, mapping: Mapping[int | str, str] | None = None
) -> tuple[str, ...]:
    """Which columns were chosen where a choice was made, and not by a person."""
    said = set((mapping or {}).values())
    sources = (("e-mail", Role.EMAIL, plan.emails), ("LinkedIn", Role.LINKEDIN, plan.linkedin))
    return tuple(
        f"{what} from {shown_name(header, columns[0])}"
        for what, role, columns in sources
        if role not in said and (len(columns) > 1 or set(columns[:1]) & set(plan.by_values))
    )
