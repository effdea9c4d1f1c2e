"""The same list again, and two jobs with the same people at once."""

from bot.adding.job import Job
from bot.adding.report import Tally
from bot.adding.same_list import Earlier
from bot.slack.text.naming import person, sequence
from bot.slack.text.phrases import counted


def added_before(job: Job, tally: Tally, earlier: Earlier) -> str:
    """In the preview: who has added this list, or most of it, and what is left of it."""
    return f"{_by_whom(job, earlier)} {_what_is_left(tally, earlier)}"


def _by_whom(job: Job, earlier: Earlier) -> str:
    who, where = person(earlier.by), sequence(job)
    what = _how_much(earlier)
    if earlier.under_way:
        return f"{who} is adding {what} to {where} right now."
    day = f"{earlier.at:%A, %d %B %Y}".replace(", 0", ", ")
    # Slack writes the date as its reader is used to, and in their time zone.
    return f"{who} added {what} to {where} on <!date^{int(earlier.at.timestamp())}^{{date_long}}|{day}>."


def _how_much(earlier: Earlier) -> str:
    if earlier.same:
        return "this list"
    return "most of this list" if 2 * earlier.shared > earlier.leads else "some of this list"


def _what_is_left(tally: Tally, earlier: Earlier) -> str:
    if earlier.forgotten:
        return "I have deleted its leads since then, so I can't tell who is new."
    # Where each row is a lead, people think of rows; elsewhere the two must not be mixed up.
    all_of_them = f"its {counted(earlier.leads, 'row' if tally.rows == earlier.leads else 'lead')}"
    left = earlier.left
    if not left:
        return f"Nobody in {all_of_them} is new."
    is_are = "is" if left == 1 else "are"
    if earlier.all_fresh:
        return f"{left:,} of {all_of_them} {is_are} new."
    return f"{left:,} of {all_of_them} {is_are} not in the sequence, as far as I know."


def only_new_button(earlier: Earlier) -> str:
    """Plain text."""
    return f"Only the {earlier.left:,} new" if earlier.all_fresh else f"Only those {earlier.left:,}"


def all_button(leads: int) -> str:
    """Plain text."""
    return f"All {leads:,}"


def left_out(job: Job) -> str:
    """Of a job that was narrowed to the new leads."""
    rows, they = ("1 row", "it was") if job.left_out == 1 else (f"{job.left_out:,} rows", "they were")
    return f"Only the new leads were asked for. I left out {rows}: {they} added before, or can't be sent."


def waiting(job: Job, ahead: Job, shared: int) -> str:
    """The status message of a job whose leads another one is sending.

    That one's list is not named: it may come from a channel that who reads this is not in.
    """
    people = "1 person is" if shared == 1 else f"{shared:,} people are"
    return (
        f"Waiting: {person(ahead.user)} is adding leads to {sequence(job)} right now, and {people} in "
        "both lists. I start when those are through."
    )
