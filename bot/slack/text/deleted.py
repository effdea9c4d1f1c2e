"""Leads that were kept for as long as they are kept."""

from datetime import UTC, datetime

from bot.adding.deleted import LeadsDeletedError
from bot.adding.job import Job
from bot.slack.escaping import inline
from bot.slack.text.phrases import counted


def report(error: LeadsDeletedError) -> str:
    """To who presses a button of an old report, to them alone."""
    after = "since" if error.days is None else f"after {counted(error.days, 'day')}"
    return (
        f"This report is from {_day(error.at)}; its leads were deleted {after}. "
        "Share the list again to retry."
    )


def _day(moment: datetime) -> str:
    """`3 May`, in the reader's language."""
    day = f"{moment.astimezone(UTC):%d %B %Y}".removeprefix("0")
    return f"<!date^{int(moment.timestamp())}^{{date_long}}|{day}>"


def draft(job: Job) -> str:
    """In place of a preview that nobody has decided about."""
    what = f"*{inline(job.name)}*" if job.name else "this list"
    return (
        f"Nobody decided about {what}, and I keep leads for a limited time only: they are deleted here. "
        "Nothing was sent. Share the list again to add it."
    )
