"""What can be wrong with the queue itself, for the operator to mend."""

from bot.leads.errors import AddLeadsError


class QueueNotAllowedError(AddLeadsError):
    """The database user lacks a right; the sentence says which, and how it gets it. Nothing was changed."""

    code = "queue_not_allowed"
