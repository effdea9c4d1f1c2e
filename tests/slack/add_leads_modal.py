"""The modal that adds leads, for the tests of what people see."""

from bot.adding.job import Alias
from bot.adding.overrides import Override
from bot.slack.blocks import add_leads
from bot.slack.blocks.add_leads import Place

ALL = frozenset(Override)
CHANNEL = Place("C01")
ON_A_MESSAGE = Place("C01", "1790000000.000100", ("F01", "F02"))
Q4 = Alias("T01", "q4-outbound", "5f2a" * 10)

ADD_LEADS_MODALS = {
    "add_leads_empty": add_leads.form(CHANNEL, ALL),
    "add_leads_not_for_admins": add_leads.form(CHANNEL, ALL - {Override.EXCLUSION_LIST}, default=Q4),
    "add_leads_from_a_file": add_leads.form(
        Place("C01", "1790000000.000100", ("F01",)), ALL, ["DACH fintech.csv"]
    ),
    "add_leads_from_files": add_leads.form(ON_A_MESSAGE, ALL, ["<!here>.csv", ""]),
    "add_leads_too_late": add_leads.notice(CHANNEL, "I may not add leads from here. Nothing was sent."),
}
"""By the name of the golden file."""
