"""Child jobs in words: who retried, filled in or corrected what, and how it went."""

from collections.abc import Sequence
from typing import assert_never

from bot.adding.descent import Descent, Remedy
from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.report import Tally
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.slack.text.naming import WHY, person
from bot.slack.text.phrases import counted, joined

NOTES_SHOWN = 2
"""Sentences in one button's place; a button may be pressed many times for some of its leads."""


def made_by(child: Job, descent: Descent, tally: Tally) -> str:
    """The first line of a child's report: who did what, and what that changed."""
    approved = f", approved by {person(child.approved_by)}" if child.approved_by else ""
    rest = difference(descent, tally)
    return f"{person(child.user)} {_deed(descent, tally.rows)}{approved}{f' – {rest}' if rest else ''}"


def _deed(descent: Descent, rows: int) -> str:
    match descent.remedy:
        case Remedy.FILL:
            return f"filled in what {counted(rows, 'lead')} lacked"
        case Remedy.CORRECT:
            return f"corrected {counted(rows, 'row')}"
        case Remedy.RETRY:
            return f"retried {whom(descent.kinds, rows)}"
        case _:
            assert_never(descent.remedy)


def whom(kinds: Sequence[RetryKind], rows: int) -> str:
    """`12 people on the exclusion list`. Plain text."""
    if RetryKind.FAILED in kinds:
        return f"{counted(rows, 'lead')} that failed or {'was' if rows == 1 else 'were'} unconfirmed"
    reasons = joined([WHY[kind.reason] for kind in kinds if kind.reason], "or")
    return f"{counted(rows, 'person', 'people')} {reasons}"


def difference(descent: Descent, tally: Tally) -> str:
    """What still keeps people out, against what kept them out before; "" where nothing does."""
    lifted = {kind.reason for kind in descent.kinds}
    skipped = tally[Outcome.SKIPPED]
    found = [(count, reason) for reason in SkipReason if (count := tally.reasons.get(reason, 0))]
    if not skipped:
        return ""
    if len(found) == 1:
        ((count, reason),) = found
        who = "the one skipped was" if count == 1 else f"the {count:,} skipped were"
        return f"{who} {_why(reason, lifted)}"
    first, *others = [(f"{count:,}", "was" if count == 1 else "were", reason) for count, reason in found]
    parts = [" ".join([*first[:2], _why(first[2], lifted)])]
    parts += [f"{count} {_why(reason, lifted)}" for count, _, reason in others]
    return f"of the {skipped:,} skipped, {joined(parts, 'and')}"


def _why(reason: SkipReason, lifted: set[SkipReason | None]) -> str:
    """A reason that was lifted, and stands all the same; or one that comes on top."""
    if reason in lifted:
        return f"still {WHY[reason]}"
    on_top = lifted - {None} and reason is not SkipReason.ALREADY_IN_SEQUENCE
    return f"also {WHY[reason]}" if on_top else WHY[reason]


def note(child: Job, descent: Descent, tally: Tally) -> str:
    """What stands in a button's place after it was pressed."""
    who, count = person(child.user), f"{tally.rows:,}"
    some = " of these" if descent.remedy is Remedy.RETRY and descent.act else ""
    some = " at once" if len(descent.kinds) > 1 else some
    done, doing = _VERBS[descent.remedy]
    approved = f"; {person(child.approved_by)} approved" if child.approved_by else ""
    match child.state:
        case JobState.DONE | JobState.CANCELLED:
            return f"{who} {done} {count}{some}, {tally[Outcome.ADDED]:,} added{approved}"
        case JobState.STOPPED:
            return f"{who} {doing} {count}{some}; that stopped for now, see below"
        case _:
            return f"{who} {doing} {count}{some} …"


_VERBS = {
    Remedy.RETRY: ("retried", "is retrying"),
    Remedy.FILL: ("filled in", "filled in and is adding"),
    Remedy.CORRECT: ("corrected", "corrected and is adding"),
}


def notes(told: Sequence[str]) -> str:
    """Several of them, one per line: the latest, and how many more."""
    more = [f"… and {len(told) - NOTES_SHOWN:,} earlier"] if len(told) > NOTES_SHOWN else []
    return "\n".join([*more, *told[-NOTES_SHOWN:]])


def continues(parent: Job) -> str:
    """The first line of the report of a result file that came back."""
    day = f"{parent.created_at:%d %B %Y}".removeprefix("0")
    when = f"<!date^{int(parent.created_at.timestamp())}^{{date}}|{day}>"
    return f"This goes on with the list that {person(parent.user)} shared on {when}."
