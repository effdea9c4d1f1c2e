"""The report: the conservation line, then one part per reason with the first names and its button."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.adding.descent import Descent, Remedy
from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.remedies import Remedies
from bot.adding.report import Tally
from bot.adding.retry import LIFTING, RetryKind
from bot.slack import text
from bot.slack.blocks.elements import (
    TEXT_LIMIT,
    Block,
    Message,
    actions,
    button,
    context,
    section,
    titled,
    with_confirm,
)
from bot.slack.blocks.report_figures import characters, chart, skipped_table
from bot.slack.blocks.status import row_detail
from bot.slack.escaping import escape, one_line, shortened, shortened_mrkdwn
from bot.slack.ids import Action, choose_action, retry_action
from bot.slack.text.phrases import listed, sentences

NAMES_SHOWN = 3
"""First names per part; the rest stand in the result file."""

NAME_LIMIT = 64
"""Characters of one name."""

BLOCKS_LIMIT = 10_000
"""Characters of all blocks. Slack refuses about 13,200 (undocumented, bolt-js#2509)."""

NAMES_LIMIT = 220
"""Characters of one part's names in the message's text."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows.

    Fields:
        sample: the first few rows of each kind.
        result_file: the file's name; "" where the job gives none back.
        left: what can still be done.
        notes: what people did with its buttons, oldest first: which button, and the sentence in its place.
        opening: what stands below the conservation line; "" for most first jobs.
        reserved: whether only admins may retry people on the exclusion list.
        names: how many rows each part names.
        skipped: the first skipped rows, for the table.
    """

    job: Job
    tally: Tally
    sample: Sequence[JobRow]
    result_file: str = ""
    left: Remedies = field(default_factory=Remedies)
    notes: Sequence[tuple[Descent, str]] = ()
    opening: str = ""
    reserved: bool = False
    names: int = NAMES_SHOWN
    skipped: Sequence[JobRow] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that came to the same end, or what can be done about several such parts at once.

    Fields, the first three in plain text:
        title: "" where there are only notes and buttons.
        names: the first of them, and how many more.
        meaning: what the end means for them, "" where the title says it.
        notes: what people did about it, mrkdwn.
        buttons: what can still be done.
        spoken: the same for those who read the text alone, mrkdwn.
    """

    title: str = ""
    names: str = ""
    meaning: str = ""
    notes: Sequence[str] = ()
    buttons: Sequence[Block] = ()
    spoken: str = ""


def report_message(report: Report) -> Message:
    """The report, with fewer names where it would be too long for Slack: nothing else can be left out."""
    for names in range(report.names, 0, -1):
        message = _message(replace(report, names=names))
        if len(message.text) <= TEXT_LIMIT and _size(message.blocks) <= BLOCKS_LIMIT:
            return _with_figures(message, report)
    return _message(replace(report, names=0))


def _with_figures(message: Message, report: Report) -> Message:
    """The message with as much of the table and the chart as there is room for. A table comes last."""
    room = BLOCKS_LIMIT - _size(message.blocks)
    table = skipped_table(report.skipped, report.tally[Outcome.SKIPPED], room)
    pie = chart(report.tally)
    room -= characters(table) if table else 0
    shown = pie if pie and _size([pie]) <= room else None
    return replace(message, blocks=[*message.blocks, *filter(None, [shown, table])])


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(json.dumps(block, ensure_ascii=False, separators=(",", ":"))) for block in blocks)


def _message(report: Report) -> Message:
    """The same account twice: as one text, and as blocks."""
    parts = [*_parts(report), _together(report)]
    note = text.report.result_file_note(report.result_file) if report.result_file else ""
    left_out = text.same_list.left_out(report.job) if report.job.left_out else ""
    opening = "\n".join(filter(None, [report.opening, left_out]))
    return Message(
        "\n".join(filter(None, [report.tally.line, opening, *map(_spoken, parts), note])),
        [
            section("\n".join(filter(None, [f"*{report.tally.line}*", opening]))),
            *(block for part in parts for block in _shown(part)),
            *([context(note)] if note else []),
        ],
    )


def _shown(part: _Part) -> Iterator[Block]:
    if part.title:
        yield titled(part.title, ". ".join(filter(None, [part.names, part.meaning])))
    if part.notes:
        yield context(text.children.notes(part.notes))
    if part.buttons:
        yield actions(*part.buttons)


def _spoken(part: _Part) -> str:
    """A part as a line of the message's text, with what can be done, and who has done what."""
    names = shortened_mrkdwn(escape(part.names), NAMES_LIMIT)
    said = ": ".join(filter(None, [part.title, names]))
    return sentences(said, part.meaning, *part.notes[-1:], part.spoken)


def _parts(report: Report) -> Iterator[_Part]:
    for reason in SkipReason:
        if count := report.tally.reasons.get(reason, 0):
            yield _skipped(report, reason, count)
    if report.tally[Outcome.INVALID]:
        yield _invalid(report)
    for outcome in (Outcome.DUPLICATE, Outcome.NOT_SENT):
        if report.tally[outcome]:
            yield _ended_otherwise(report, outcome)
    yield from _doubtful(report)


def _skipped(report: Report, reason: SkipReason, count: int) -> _Part:
    names = [_name(row) for row in report.sample if reason in row.outcome.reasons]
    shown = listed(names[: report.names], count)
    part = _Part(text.report.titled(text.report.skipped_for(reason), count), shown)
    kind = next((kind for kind in RetryKind if kind.reason is reason), None)
    return _with_retry(report, part, kind) if kind else replace(part, meaning=text.report.NOTHING_TO_DO)


def _doubtful(report: Report) -> Iterator[_Part]:
    """Unconfirmed and failed rows share one button, which stands below the last of them."""
    found = [outcome for outcome in (Outcome.UNCONFIRMED, Outcome.FAILED) if report.tally[outcome]]
    for outcome in found:
        part = _ended_otherwise(report, outcome)
        yield _with_retry(report, part, RetryKind.FAILED) if outcome is found[-1] else part


def _ended_otherwise(report: Report, outcome: Outcome) -> _Part:
    rows = [row for row in report.sample if row.outcome.outcome is outcome][: report.names]
    count = report.tally[outcome]
    if outcome in {Outcome.INVALID, Outcome.DUPLICATE}:
        shown = listed([row_detail(row) for row in rows], count, "; ")
    else:
        shown = listed([_name(row) for row in rows], count)
    title = text.report.titled(text.report.OUTCOME_TITLES[outcome], count)
    return _Part(title, shown, text.report.OUTCOME_MEANINGS.get(outcome, ""))


# ---- what can be done, and what was done ------------------------------------------------------------


def _with_retry(report: Report, part: _Part, kind: RetryKind) -> _Part:
    """The part with the retry button behind its dialog, and who pressed it."""
    count = report.left.retries.get(kind, 0)
    told = _notes(report, lambda one: one.kinds == (kind,))
    if not count:
        return replace(part, notes=told)
    buttons = [_retry(report, kind, count)]
    if kind in LIFTING and count > 1:  # who failed goes again in the calls that failed, or not at all
        buttons.append(button(text.retrying.CHOOSE_BUTTON, choose_action(kind), report.job.id))
    return replace(part, notes=told, buttons=buttons, spoken=text.report.by_button(kind, count))


def _retry(report: Report, kind: RetryKind, count: int) -> Block:
    admins = report.reserved and kind is RetryKind.EXCLUSION_LIST
    label = text.buttons.retry_button(kind, count) + (text.retrying.FOR_ADMINS if admins else "")
    return with_confirm(
        button(label, retry_action(kind), report.job.id),
        title=text.buttons.retry_title(kind, count),
        text=text.buttons.retry_meaning(kind),
        confirm=text.buttons.retry_confirm(kind, count),
        deny=text.buttons.LEAVE_OUT,
    )


def _together(report: Report) -> _Part:
    """All that can be lifted, in one press."""
    told = _notes(report, lambda one: len(one.kinds) > 1)
    together = report.left.together
    if together is None:
        return _Part(notes=told)
    label = text.retrying.together_button(together.rows)
    asked = with_confirm(
        button(label, Action.RETRY_TOGETHER, report.job.id),
        title=text.retrying.together_title(together),
        text=text.retrying.together_meaning(together, reserved=report.reserved),
        confirm=text.retrying.together_confirm(together),
        deny=text.buttons.LEAVE_OUT,
    )
    return _Part(notes=told, buttons=[asked], spoken=text.report.by_remedy(label))


def _invalid(report: Report) -> _Part:
    """Two ways to mend: a value for what is missing, another address for what is none."""
    told = _notes(report, lambda one: one.remedy in {Remedy.FILL, Remedy.CORRECT})
    lacking, correctable = report.left.lacking, report.left.correctable
    labels: list[tuple[str, Action]] = []
    if lacking:
        fields = list(dict.fromkeys(field for fields in lacking for field in fields))
        labels.append((text.fixing.fill_button(fields, sum(lacking.values())), Action.FIX_MISSING_FIELDS))
    if correctable:
        labels.append((text.fixing.correct_button(correctable), Action.CORRECT_ROWS))
    return replace(
        _ended_otherwise(report, Outcome.INVALID),
        notes=told,
        buttons=[button(label, action, report.job.id) for label, action in labels],
        spoken=text.report.by_remedy(*(label for label, _ in labels)) if labels else "",
    )


def _notes(report: Report, which: Callable[[Descent], bool]) -> list[str]:
    return [note for descent, note in report.notes if which(descent)]


def _name(row: JobRow) -> str:
    """How to call a row in one short line, as plain text."""
    return shortened(one_line(row.lead.name) if row.lead else f"row {row.row:,}", NAME_LIMIT)
