"""Leads that were kept for as long as they are kept: what is said to who asks for them afterwards."""

from datetime import datetime

from bot.adding.errors import NothingToDoError


class LeadsDeletedError(NothingToDoError):
    """A button of a report whose leads are deleted. The report itself stays in Slack.

    Fields:
        at: when the report's job was made.
        days: how long the leads were kept, from when the list was shared; None where that is not known.
    """

    code = "leads_deleted"

    def __init__(self, at: datetime, days: int | None = None) -> None:
        super().__init__(f"the leads of {at:%Y-%m-%d} are deleted")
        self.at = at
        self.days = days
