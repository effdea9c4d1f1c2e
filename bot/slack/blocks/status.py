"""The message that says where a job is: preview, progress, end; and why it stopped."""

from collections.abc import Sequence
from itertools import chain

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.errors import AmplemarketError
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.adding.same_list import Earlier
from bot.adding.state import JobState
from bot.jobs.outage import Silence
from bot.leads.columns import ColumnPlan
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
from bot.slack.blocks.same_list import ways_to_go
from bot.slack.blocks.suggestions import asking_select
from bot.slack.escaping import escape, one_line, shortened
from bot.slack.ids import TERMS, Action
from bot.slack.text.phrases import listed, percent, sentences

MOST_AT_A_GLANCE = 60
"""Aliases in a menu of fixed options."""

DETAIL_LIMIT = 120
"""Characters of the sentence about one row: it quotes the cell at fault."""


def adding(job: Job, tally: Tally) -> Message:
    """A typed job's parent message."""
    return Message.of(text.status.adding(job, tally[Outcome.NOT_SENT]))


def preview(
    job: Job,
    tally: Tally,
    sample: Sequence[JobRow],
    aliases: Sequence[str],
    earlier: Earlier | None = None,
    *,
    sequence: ListedSequence | None = None,
    seconds: float | None = None,
    columns: ColumnPlan | None = None,
) -> Message:
    """What would happen. With a sequence the buttons to go on; without one, a menu of the known ones.

    With `earlier`, that the list was added before comes right behind what it is, and the buttons ask.
    With `seconds`, about how long it takes. With `columns`, which column is what.
    With `sequence`, how Amplemarket lists it now; one that takes no leads has a button to look again instead.
    """
    first, left_out = text.preview.preview(job, tally, sequence), text.preview.preview_rest(tally)
    invalid = listed(invalid_rows(sample), tally[Outcome.INVALID], "; ")
    notes = list(_notes(job, aliases))
    if seconds is not None and job.sequence_id is not None and not _takes_none(sequence):
        notes.insert(0, text.preview.takes(seconds))
    if columns and (which := text.columns.which_is_what(job.header, columns)):
        notes.insert(0, which)
    if sequence and (lack := text.sequences.all_lack(sequence, job, sample)):
        notes.append(lack)
    again = text.same_list.added_before(job, tally, earlier) if earlier else ""
    spoken = [
        first,
        again,
        f"• {': '.join(filter(None, [escape(left_out), escape(invalid)]))}" if left_out else "",
    ]
    return Message(
        "\n".join(filter(None, [*spoken, *notes])),
        [
            section(first),
            *([section(again)] if again else []),
            *([titled(left_out, invalid)] if left_out else []),
            *map(context, notes),
            _decision(job, tally, aliases, earlier, closed=_takes_none(sequence)),
        ],
    )


def _notes(job: Job, aliases: Sequence[str]) -> chain[str]:
    """What the person should know before the click."""
    chosen = [text.columns.chosen_by(job.columns)] if job.columns and job.columns.saved_by else []
    assumed = [*chosen, *([text.preview.assumed(job.assumptions)] if job.assumptions else [])]
    overrides = [text.preview.overrides_on(job.options.overrides)] if job.options.overrides else []
    settings = [note] if (note := text.sequences.settings_note(job.options)) else []
    if job.sequence_id is not None:
        return chain(assumed, settings, overrides)
    if not aliases:
        return chain(assumed, overrides, [text.aliases.NO_SEQUENCE_YET])
    return chain(assumed, overrides)


def invalid_rows(sample: Sequence[JobRow]) -> list[str]:
    """`row 14: "n/a" is not an e-mail address`, for the invalid rows of a sample, as plain text."""
    return [row_detail(row) for row in sample if row.outcome.outcome is Outcome.INVALID]


def row_detail(row: JobRow) -> str:
    """Plain text."""
    return shortened(text.naming.at_row(row.row, one_line(row.outcome.detail)), DETAIL_LIMIT)


def started(job: Job, by: str, tally: Tally) -> Message:
    """In the preview's place once somebody pressed the button."""
    left_out = text.same_list.left_out(job) if job.left_out else ""
    said = sentences(text.preview.confirmed(job, by, tally[Outcome.NOT_SENT]), left_out)
    return Message.of(said, _cancel(job))


def running(job: Job, tally: Tally, left: float | None = None) -> Message:
    """What the job is doing, for about how many seconds more, and the way to stop it."""
    told = text.status.progress(job, tally, left)
    return Message(told, [section(f"{told}\n{bar(tally)}"), _cancel(job)])


def silent(job: Job, tally: Tally, silence: Silence) -> Message:
    """The same while Amplemarket does not answer."""
    told = text.status.progress(job, tally)
    why = text.status.silent(silence.since, silence.until)
    return Message(f"{why}\n{told}", [section(why), section(f"{told}\n{bar(tally)}"), _cancel(job)])


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
    return _halted(job, tally, text.status.stopped(job, tally, error))


def broken(job: Job, tally: Tally, reference: str) -> Message:
    """Our bug: how far the job came, and the two ways on where it is not over."""
    sentence = text.status.broken(job, tally, reference)
    if job.state is not JobState.STOPPED:
        return Message.of(sentence)
    return _halted(job, tally, sentence)


def _halted(job: Job, tally: Tally, sentence: str) -> Message:
    go_on = button(text.buttons.go_on_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id)
    decision = actions(go_on, button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id))
    return Message(f"{sentence} {tally.line}", [section(sentence), section(f"*{tally.line}*"), decision])


def _cancel(job: Job) -> Block:
    return actions(button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id))


def _change_columns(job: Job) -> Block:
    return button(text.columns.CHANGE_BUTTON, Action.CHANGE_COLUMNS, job.id)


def _takes_none(sequence: ListedSequence | None) -> bool:
    return sequence is not None and sequence.status.takes_leads is False


def _decision(
    job: Job, tally: Tally, aliases: Sequence[str], earlier: Earlier | None, *, closed: bool
) -> Block:
    cancel = button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id)
    change = [_change_columns(job)] if job.intake is Intake.FILE else []
    if closed:
        again = button(text.sequences.TRY_AGAIN_BUTTON, Action.TRY_AGAIN, job.id, primary=True)
        return actions(again, *change, cancel)
    if earlier:
        return actions(*ways_to_go(job, earlier), *change, cancel) | terms_shown(job)
    if job.sequence_id is not None:
        add = button(text.buttons.add_button(tally[Outcome.NOT_SENT]), Action.ADD_JOB, job.id, primary=True)
        return actions(add, *change, cancel) | terms_shown(job)
    if not aliases:
        return actions(*change, cancel)
    # A select's value is the chosen option, so the job's id travels as the block's id.
    return actions(_menu(aliases), *change, cancel) | {"block_id": f"job:{job.id}"}


def terms_shown(job: Job) -> Block:
    """For the block of the buttons: what they confirm. That may change while somebody looks at them."""
    return {"block_id": f"{TERMS}{job.terms}"}


def _menu(aliases: Sequence[str]) -> Block:
    """All of them at a glance; more than that are found by typing."""
    if len(aliases) > MOST_AT_A_GLANCE or len(options_that_fit(aliases)) < len(aliases):
        return asking_select(text.buttons.CHOOSE_SEQUENCE, Action.CHOOSE_SEQUENCE)
    return select(text.buttons.CHOOSE_SEQUENCE, Action.CHOOSE_SEQUENCE, aliases)
