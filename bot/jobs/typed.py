"""Typed and pasted leads, as every way in reads them: the command, the modal's text box."""

from bot.jobs.columns import with_renames
from bot.leads.command_table import holds_cells
from bot.leads.command_text import read_text
from bot.leads.reading import Reading
from bot.leads.renames import read_renames_ahead


def read_typed(leads: str) -> Reading:
    """The leads of a text.

    Ahead of pasted cells, `field:it=Department` names a column; elsewhere it is a lead's merge field.

    Raises:
        NoLeadsError: there is nobody in it.
        UsageError: a rename that makes no sense for these columns.
    """
    renames, cells = read_renames_ahead(leads)
    if renames and holds_cells(cells):
        return with_renames(read_text(cells), renames)
    return read_text(leads)
