"""The report: the conservation line, then one part per reason with the first names and its button."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.adding.retry import RetryKind, offers
from bot.slack import text
from bot.slack.blocks.elements import (
    Block,
    Message,
    actions,
    button,
    context,
    section,
    titled,
    with_confirm,
)
from bot.slack.blocks.status import row_detail
from bot.slack.escaping import escape, one_line, shortened, shortened_mrkdwn
from bot.slack.ids import retry_action
from bot.slack.text.phrases import listed, sentences

NAMES_SHOWN = 3
"""First names per part; the rest stand in the result file."""

NAME_LIMIT = 64
"""Characters of one name. With it the blocks of any report stay below 10,000 characters."""

NAMES_LIMIT = 220
"""Characters of one part's names in the message's text, so that all ten parts stay within Slack's 4,000."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows.

    Fields:
        sample: the first few rows of each kind.
        retried: for each kind of retry that somebody pressed, the sentence that replaces its button.
        result_file: the file's name; "" where the job gives none back.
        kind: of a retry, what was retried; None for a first job.
    """

    job: Job
    tally: Tally
    sample: Sequence[JobRow]
    retried: Mapping[RetryKind, str]
    result_file: str
    kind: RetryKind | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows that came to the same end.

    Fields, the first three in plain text:
        names: the first of them, and how many more.
        meaning: what the end means for them, "" where the title says it.
        retry: the retry below it, with how many rows that concerns.
    """

    title: str
    names: str
    meaning: str = ""
    retry: tuple[RetryKind, int] | None = None


def report_message(report: Report) -> Message:
    """The same account twice: as one text, and as blocks."""
    parts = list(_parts(report))
    by = text.report.retried_by(report.job, report.kind, report.tally) if report.kind else ""
    note = text.report.result_file_note(report.result_file) if report.result_file else ""
    blocks = [section("\n".join(filter(None, [f"*{report.tally.line}*", by])))]
    for part in parts:
        blocks.append(titled(part.title, ". ".join(filter(None, [part.names, part.meaning]))))
        if part.retry:
            blocks.append(_retry(report, *part.retry))
    spoken = [_spoken(report, part) for part in parts]
    return Message(
        "\n".join(filter(None, [report.tally.line, by, *spoken, note])),
        [*blocks, context(note)] if note else blocks,
    )


def _spoken(report: Report, part: _Part) -> str:
    """A part as a line of the message's text, with what can be done, or who has done it."""
    names = shortened_mrkdwn(escape(part.names), NAMES_LIMIT)
    done = ""
    if part.retry:
        kind, count = part.retry
        done = report.retried.get(kind) or text.report.by_button(kind, count)
    said = ": ".join(filter(None, [part.title, names]))
    return sentences(said, part.meaning, done)


def _parts(report: Report) -> Iterator[_Part]:
    for reason in SkipReason:
        if count := report.tally.reasons.get(reason, 0):
            yield _skipped(report, reason, count)
    for outcome in (Outcome.INVALID, Outcome.DUPLICATE, Outcome.NOT_SENT):
        if report.tally[outcome]:
            yield _ended_otherwise(report, outcome)
    yield from _doubtful(report)


def _skipped(report: Report, reason: SkipReason, count: int) -> _Part:
    names = [_name(row) for row in report.sample if reason in row.outcome.reasons]
    shown = listed(names[:NAMES_SHOWN], count)
    title = text.report.titled(text.report.skipped_for(reason), count)
    kind = next((kind for kind in RetryKind if kind.reason is reason), None)
    return (
        _Part(title, shown, retry=(kind, count)) if kind else _Part(title, shown, text.report.NOTHING_TO_DO)
    )


def _doubtful(report: Report) -> Iterator[_Part]:
    """Unconfirmed and failed rows share one button, which stands below the last of them."""
    found = [outcome for outcome in (Outcome.UNCONFIRMED, Outcome.FAILED) if report.tally[outcome]]
    retry = next((offer for offer in offers(report.tally) if offer[0] is RetryKind.FAILED), None)
    for outcome in found:
        part = _ended_otherwise(report, outcome)
        yield replace(part, retry=retry) if outcome is found[-1] else part


def _ended_otherwise(report: Report, outcome: Outcome) -> _Part:
    rows = [row for row in report.sample if row.outcome.outcome is outcome][:NAMES_SHOWN]
    count = report.tally[outcome]
    if outcome in {Outcome.INVALID, Outcome.DUPLICATE}:
        shown = listed([row_detail(row) for row in rows], count, "; ")
    else:
        shown = listed([_name(row) for row in rows], count)
    title = text.report.titled(text.report.OUTCOME_TITLES[outcome], count)
    return _Part(title, shown, text.report.OUTCOME_MEANINGS.get(outcome, ""))


def _retry(report: Report, kind: RetryKind, count: int) -> Block:
    """The retry button behind its dialog; once pressed, who pressed it."""
    if kind in report.retried:
        return context(report.retried[kind])
    made = button(text.buttons.retry_button(kind, count), retry_action(kind), report.job.id)
    asked = with_confirm(
        made,
        title=text.buttons.retry_title(kind, count),
        text=text.buttons.retry_meaning(kind),
        confirm=text.buttons.retry_confirm(kind, count),
        deny=text.buttons.LEAVE_OUT,
    )
    return actions(asked)


def _name(row: JobRow) -> str:
    """How to call a row in one short line, as plain text."""
    return shortened(one_line(row.lead.name) if row.lead else f"row {row.row:,}", NAME_LIMIT)
