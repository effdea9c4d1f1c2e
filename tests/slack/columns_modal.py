"""Modals about columns, for the tests of what people see."""

from dataclasses import replace

from bot.jobs.columns import Offer
from bot.leads.column_choice import choice_in_force
from bot.leads.columns import plan_columns
from bot.leads.rows import SourceRows
from bot.slack.blocks import columns
from tests.slack.samples import FILE_JOB

HEADER = ("Work Email", "Person Linkedin Url", "Name", "Company", "Notes", "", "Notes")
CELLS = ("jane@acme.example", "linkedin.com/in/jane", "Jane Doe", "Acme GmbH", "met in Köln", "x", "")


def offer_of(header: tuple[str, ...], *rows: tuple[str, ...]) -> Offer:
    """What there is to choose from in a list with these columns."""
    plan = plan_columns(header, rows)
    sample = SourceRows(range(2, len(rows) + 2), rows)
    return Offer(replace(FILE_JOB, header=header), sample, plan, choice_in_force(header, plan))


WIDE = tuple(f"Column with a rather long name, number {number}" for number in range(240))

MODALS = {
    "columns_waiting": columns.waiting(FILE_JOB),
    "columns_form": columns.form(offer_of(HEADER, CELLS)),
    "columns_too_late": columns.notice(FILE_JOB.id, "This list was started already."),
}
"""By the name of the golden file."""
