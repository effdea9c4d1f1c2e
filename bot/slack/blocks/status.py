"""The message that says where a job is: preview, progress, end."""

from collections.abc import Sequence

from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.slack import text
from bot.slack.blocks.elements import Block, actions, button, context, section, select, titled
from bot.slack.ids import Action


def preview_blocks(job: Job, tally: Tally, sample: Sequence[JobRow], aliases: Sequence[str]) -> list[Block]:
    """What would happen. With a sequence the buttons to go on; without one, a menu of the known ones."""
    rest = text.preview_rest(tally)
    blocks = [section(text.preview(job, tally))]
    if rest:
        blocks.append(titled(rest, "; ".join(invalid_names(sample))))
    if job.assumptions:
        blocks.append(context(text.assumed(job.assumptions)))
    if job.options.overrides:
        blocks.append(context(text.overrides_on(job)))
    if job.sequence_id is None and not aliases:
        blocks.append(section(text.HOW_TO_NAME))
    return [*blocks, _decision(job, tally, aliases)]


def invalid_names(sample: Sequence[JobRow]) -> list[str]:
    """`row 14: "n/a" is not an e-mail address`, for the invalid rows of a sample."""
    return [
        f"row {row.row:,}: {row.outcome.detail.rstrip('.')}" for row in sample if row.outcome.outcome is Outcome.INVALID
    ]


def running_blocks(job: Job, sentence: str) -> list[Block]:
    """What the job is doing, and the way to stop it."""
    return [section(sentence), actions(button(text.CANCEL_BUTTON, Action.CANCEL_JOB, job.id))]


def stopped_blocks(job: Job, tally: Tally, sentence: str) -> list[Block]:
    """The conservation line so far, why it goes no further, and the two ways on."""
    return [
        section(f"*{tally.line}*"),
        section(sentence),
        actions(
            button(text.go_on_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id),
            button(text.CANCEL_BUTTON, Action.CANCEL_JOB, job.id),
        ),
    ]


def _decision(job: Job, tally: Tally, aliases: Sequence[str]) -> Block:
    cancel = button(text.CANCEL_BUTTON, Action.CANCEL_JOB, job.id)
    if job.sequence_id is not None:
        add = button(text.add_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id, primary=True)
        return actions(add, cancel)
    if not aliases:
        return actions(cancel)
    menu = select(text.CHOOSE_SEQUENCE, Action.CHOOSE_SEQUENCE, aliases)
    # A select's value is the chosen option, so the job's id travels as the block's id.
    return actions(menu, cancel) | {"block_id": f"job:{job.id}"}
