"""From rows and a column plan to leads: one row, one lead or one problem.

What a column is for has been decided before (`columns.py`). Each step goes through a whole column, which
Python does several times as fast as row by row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from bot.leads.addresses import find_emails, find_more_keys, find_profiles
from bot.leads.columnar import Columns
from bot.leads.columns import ColumnPlan
from bot.leads.email_address import email_key
from bot.leads.lead_rows import Keys, LeadRows
from bot.leads.linkedin import Profile
from bot.leads.remarks import Remarks
from bot.leads.row_fields import FieldLayout, ListFields, cut_notes
from bot.leads.rows import RowProblem, SourceRows


@dataclass(frozen=True, slots=True)
class People:
    """What the rows hold: leads (repeats included), one problem per unusable row, notes on used ones."""

    leads: LeadRows
    problems: list[RowProblem]
    notes: list[RowProblem]


def find_people(header: Sequence[str], rows: SourceRows, plan: ColumnPlan) -> People:
    """Turn every row into a lead or a problem. Rows must be as wide as the header."""
    columns = Columns(rows)
    emails = find_emails(columns, plan, len(rows))
    profiles = find_profiles(columns, plan, len(rows))
    keys = _all_keys(emails, profiles, columns, plan)
    layout = FieldLayout({key: column for column, key in plan.fields.items()}, plan.full_name)
    urls = [profile and profile[1] for profile in profiles]
    everyone = LeadRows(ListFields(layout, rows.cells), range(len(rows)), rows.numbers, emails, urls, keys)
    remarks = Remarks(header, rows, plan, columns)
    return People(
        leads=everyone.only(keys),
        problems=[remarks.problem(index) for index, found in enumerate(keys) if not found],
        notes=[*cut_notes(header, rows, layout), *remarks.notes(emails, profiles)],
    )


def _all_keys(
    emails: Sequence[str | None], profiles: Sequence[Profile | None], columns: Columns, plan: ColumnPlan
) -> list[Keys]:
    """The keys of every row, () where there is none."""
    keys = cast("list[Keys]", _keys(emails, profiles))
    if len(plan.linkedin) + len(plan.member_ids) < 2:  # noqa: PLR2004 - a row has one LinkedIn address at most
        return keys
    return [known and known + find_more_keys(columns, plan, row, known) for row, known in enumerate(keys)]


def _keys(emails: Sequence[str | None], profiles: Sequence[Profile | None]) -> list[tuple[str, ...]]:
    email_keys = [
        email and (f"email:{email.lower()}" if email.isascii() else email_key(email)) for email in emails
    ]
    return [
        (() if profile is None else profile[:1])
        if key is None
        else ((key,) if profile is None else (key, profile[0]))
        for key, profile in zip(email_keys, profiles, strict=True)
    ]
