"""More ways to retry: some of the leads, several reasons at once, and by asking an admin.

All of it is plain text, but for what says mrkdwn.
"""

from collections.abc import Sequence

from bot.adding.approval import Approval, ApprovalState
from bot.adding.job import Job
from bot.adding.remedies import Together
from bot.adding.retry import RetryKind
from bot.slack.text.buttons import retry_meaning, retry_title
from bot.slack.text.children import whom
from bot.slack.text.naming import WHY, person, sequence
from bot.slack.text.phrases import counted, joined

# ---- some of the leads ------------------------------------------------------------------------------

CHOOSE_BUTTON = "Choose…"
CHOOSE_TITLE = "Choose who to retry"
CHOOSE_SUBMIT = "Retry them"
CHOOSE_WHOM = "Retry"
CHOOSE_TYPE = "Type part of an address"
WAIT = "Looking at the leads …"
CLOSE = "Close"
GONE = "These were retried meanwhile. Choose others."


def choose_intro(kind: RetryKind, count: int) -> str:
    """The dialog's words, in the modal; mrkdwn."""
    return f"*{retry_title(kind, count)}* {retry_meaning(kind)} Nobody else is retried."


def option(row: int, who: str) -> str:
    return f"{who} (row {row:,})"


# ---- several reasons at once ------------------------------------------------------------------------


def together_button(leads: int) -> str:
    return f"Retry all {leads:,} that can be"


def together_title(together: Together) -> str:
    return f"Retry {counted(together.rows, 'person', 'people')} all the same?"


def together_meaning(together: Together, *, reserved: bool) -> str:
    lifted = [(WHY[kind.reason], count) for kind, count in together.kinds.items() if kind.reason]
    reasons = joined([f"{why} ({count:,})" for why, count in lifted], "and")
    said = f"They are {reasons}. All these checks are off for all of them."
    kept = together.rows - together.unreserved
    if not reserved or not kept:
        return said
    return f"{said} If you are no admin, I leave out the {kept:,} on the exclusion list."


def together_confirm(together: Together) -> str:
    return f"Retry {together.rows:,}"


def left_out(count: int) -> str:
    """To who pressed it and is no admin, mrkdwn."""
    people = "1 person" if count == 1 else f"{count:,} people"
    return f"I left out {people} on the exclusion list: only admins may retry them."


# ---- asking an admin --------------------------------------------------------------------------------

ADMINS_SHOWN = 10
ASK_BUTTON = "Ask an admin"
APPROVE, DECLINE = "Approve", "Decline"
ADMINS_ONLY = "Only admins may retry people on the exclusion list."
ASKED = "I asked the admins in the thread. One of them has to approve it."
FOR_ADMINS = " (admins)"


def request(job: Job, approval: Approval, admins: Sequence[str]) -> str:
    """To the admins, mrkdwn."""
    asked = joined([person(one) for one in admins[:ADMINS_SHOWN]], "or")
    return f"{_what(job, approval)} {retry_meaning(approval.kind)}\n{asked}: may they be retried?"


def decided(job: Job, approval: Approval) -> str:
    """In the request's place, mrkdwn."""
    by = person(approval.decided_by)
    if approval.state is ApprovalState.APPROVED:
        return f"{_what(job, approval)} {by} approved this."
    return f"{_what(job, approval)} {by} declined this. Nobody was retried."


def _what(job: Job, approval: Approval) -> str:
    on_top = "" if approval.kind is RetryKind.EXCLUSION_LIST else ", with the exclusion list ignored"
    people = whom((approval.kind,), approval.leads)
    return f"{person(approval.asked_by)} asks to retry {people}{on_top}, in {sequence(job)}."
