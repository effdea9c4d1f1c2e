"""The preview, and what stands in its place once somebody pressed a button."""

from collections.abc import Sequence

from bot.adding.audit import NOBODY
from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.overrides import Overrides, lifting
from bot.adding.report import Tally
from bot.slack.escaping import inline
from bot.slack.text import deleted
from bot.slack.text.naming import WHY, person, sequence
from bot.slack.text.phrases import about, counted, either, listed
from bot.slack.text.sequences import target, waits_for


def preview(job: Job, tally: Tally, listed_as: ListedSequence | None = None) -> str:
    read = f"I read {counted(tally.rows, 'row')}{_from(job)}. Nothing has been sent yet."
    leads = counted(tally[Outcome.NOT_SENT], "lead")
    if job.sequence_id is None:
        return f"{read}\nTo which sequence shall I add {leads}?"
    now = listed_as or ListedSequence(job.sequence_id)
    if now.status.takes_leads is False:
        return f"{read}\n• {leads} would go to {waits_for(sequence(job), now)}"
    return f"{read}\n• {leads} ready for {target(sequence(job), now)}"


def _from(job: Job) -> str:
    return f" from *{inline(job.name)}*" if job.name else ""


def takes(seconds: float) -> str:
    """How long adding is expected to take."""
    return f"Adding takes {about(seconds)}."


def preview_rest(tally: Tally) -> str:
    """What will not be sent, as plain text; "" where everything will."""
    duplicates, invalid = tally[Outcome.DUPLICATE], tally[Outcome.INVALID]
    parts = [
        f"{counted(duplicates, 'duplicate')} of earlier rows" if duplicates else "",
        f"{invalid:,} invalid" if invalid else "",
    ]
    return " · ".join(filter(None, parts))


ASSUMPTION_LIMIT = 120
ASSUMPTIONS_SHOWN = 8


def assumed(assumptions: Sequence[str]) -> str:
    shown = [inline(one, ASSUMPTION_LIMIT) for one in assumptions[:ASSUMPTIONS_SHOWN]]
    return f"Assumed: {listed(shown, len(assumptions), '; ')}"


def overrides_on(overrides: Overrides) -> str:
    lifted = [WHY[reason] for reason in SkipReason if lifting(reason) in overrides]
    return f"Safety checks off: people are added even if they are {either(lifted)}."


def confirmed(job: Job, by: str, leads: int) -> str:
    return f"{person(by)} started this. Adding {counted(leads, 'lead')} to {sequence(job)} …"


def went_on(by: str) -> str:
    if by == NOBODY:
        return "Amplemarket takes our key again, so this job went on by itself, as announced."
    return f"{person(by)} let this job go on."


STOP_IS_OVER = "This job stopped here for a while. How it ended stands below."


def withdrawn(job: Job, by: str) -> str:
    if by == NOBODY:
        return deleted.draft(job)
    what = f"*{inline(job.name)}*" if job.name else "this list"
    return f"{person(by)} cancelled {what}. Nothing was sent."
