"""The message that says where a job is: preview, progress, end; and why it stopped."""

from collections.abc import Sequence
from itertools import chain

from bot.adding.errors import AmplemarketError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.slack import text
from bot.slack.blocks.elements import (
    Block,
    Message,
    actions,
    button,
    context,
    options_that_fit,
    section,
    select,
    titled,
)
from bot.slack.escaping import escape, one_line, shortened
from bot.slack.ids import Action
from bot.slack.text.phrases import listed, percent

DETAIL_LIMIT = 120
"""Characters of the sentence about one row: it quotes the cell at fault."""


def adding(job: Job, tally: Tally) -> Message:
    """A typed job's parent message."""
    return Message.of(text.status.adding(job, tally[Outcome.NOT_SENT]))


def preview(job: Job, tally: Tally, sample: Sequence[JobRow], aliases: Sequence[str]) -> Message:
    """What would happen. With a sequence the buttons to go on; without one, a menu of the known ones."""
    first, left_out = text.preview.preview(job, tally), text.preview.preview_rest(tally)
    invalid = listed(invalid_rows(sample), tally[Outcome.INVALID], "; ")
    menu = options_that_fit(aliases)
    notes = list(_notes(job, menu, aliases))
    spoken = [first, f"• {': '.join(filter(None, [escape(left_out), escape(invalid)]))}" if left_out else ""]
    return Message(
        "\n".join(filter(None, [*spoken, *notes])),
        [
            section(first),
            *([titled(left_out, invalid)] if left_out else []),
            *map(context, notes),
            _decision(job, tally, menu),
        ],
    )


def _notes(job: Job, menu: Sequence[str], aliases: Sequence[str]) -> chain[str]:
    """What the person should know before the click."""
    chosen = [text.columns.chosen_by(job.columns)] if job.columns and job.columns.saved_by else []
    assumed = [*chosen, *([text.preview.assumed(job.assumptions)] if job.assumptions else [])]
    overrides = [text.preview.overrides_on(job.options.overrides)] if job.options.overrides else []
    if job.sequence_id is not None:
        return chain(assumed, overrides)
    if not aliases:
        return chain(assumed, overrides, [text.aliases.NO_SEQUENCE_YET])
    return chain(assumed, overrides, [text.aliases.NOT_ALL_IN_MENU] if len(menu) < len(aliases) else [])


def invalid_rows(sample: Sequence[JobRow]) -> list[str]:
    """`row 14: "n/a" is not an e-mail address`, for the invalid rows of a sample, as plain text."""
    return [row_detail(row) for row in sample if row.outcome.outcome is Outcome.INVALID]


def row_detail(row: JobRow) -> str:
    """Plain text."""
    return shortened(text.naming.at_row(row.row, one_line(row.outcome.detail)), DETAIL_LIMIT)


def started(job: Job, by: str, tally: Tally) -> Message:
    """In the preview's place once somebody pressed the button."""
    return Message.of(text.preview.confirmed(job, by, tally[Outcome.NOT_SENT]), _cancel(job))


def running(job: Job, tally: Tally) -> Message:
    """What the job is doing, and the way to stop it."""
    told = text.status.progress(job, tally)
    return Message(told, [section(f"{told}\n{bar(tally)}"), _cancel(job)])


def bar(tally: Tally) -> str:
    """How far it is, for eyes only: a screen reader would read out every block of it."""
    filled = percent(tally) // 10
    return "▓" * filled + "░" * (10 - filled)


def withdrawn(job: Job, by: str) -> Message:
    return Message.of(text.preview.withdrawn(job, by))


def paused(job: Job, tally: Tally) -> Message:
    """The status message while the job is stopped: no bar stands still without a word."""
    return Message.of(text.status.paused(job, tally))


def ended(job: Job, tally: Tally) -> Message:
    return Message.of(text.status.ended(job, tally))


def stopped(job: Job, tally: Tally, error: AmplemarketError) -> Message:
    """Why the job goes no further, the conservation line so far, and the two ways on."""
    sentence = text.status.stopped(job, tally, error)
    go_on = button(text.buttons.go_on_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id)
    decision = actions(go_on, button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id))
    return Message(f"{sentence} {tally.line}", [section(sentence), section(f"*{tally.line}*"), decision])


def _cancel(job: Job) -> Block:
    return actions(button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id))


def _change_columns(job: Job) -> Block:
    return button(text.columns.CHANGE_BUTTON, Action.CHANGE_COLUMNS, job.id)


def _decision(job: Job, tally: Tally, menu: Sequence[str]) -> Block:
    cancel = button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id)
    change = [_change_columns(job)] if job.intake is Intake.FILE else []
    if job.sequence_id is not None:
        add = button(text.buttons.add_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id, primary=True)
        return actions(add, *change, cancel)
    if not menu:
        return actions(*change, cancel)
    # A select's value is the chosen option, so the job's id travels as the block's id.
    choice = select(text.buttons.CHOOSE_SEQUENCE, Action.CHOOSE_SEQUENCE, menu)
    return actions(choice, *change, cancel) | {"block_id": f"job:{job.id}"}
