"""The report: the conservation line, then one part per reason with the first names and its button."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.adding.retry import RetryKind, offers
from bot.slack import text
from bot.slack.blocks.elements import Block, actions, button, context, section, titled, with_confirm
from bot.slack.blocks.status import invalid_names
from bot.slack.escaping import shortened
from bot.slack.ids import retry_action

NAMES_SHOWN = 3
"""First names per part; the rest stand in the result file."""

NAME_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report shows.

    Fields:
        sample: the first few rows of each kind.
        retried: for each kind of retry that somebody pressed, the sentence that replaces its button.
        result_file: the file's name; "" where the job gives none back.
    """

    job: Job
    tally: Tally
    sample: Sequence[JobRow]
    retried: Mapping[RetryKind, str]
    result_file: str


def report_blocks(report: Report) -> list[Block]:
    lead_in = f"{text.retried_by(report.job, report.tally)}\n" if report.job.parent else ""
    blocks = [section(f"{lead_in}*{report.tally.line}*")]
    for part in _parts(report):
        blocks.extend(part)
    if report.result_file:
        blocks.append(context(text.result_file_note(report.result_file)))
    return blocks


def _parts(report: Report) -> Iterator[list[Block]]:
    offered = dict(offers(report.tally))
    for reason in SkipReason:
        if count := report.tally.reasons.get(reason, 0):
            yield list(_skipped(report, reason, count))
    for outcome in (Outcome.INVALID, Outcome.DUPLICATE, Outcome.NOT_SENT):
        if report.tally[outcome]:
            yield [_ended_otherwise(report, outcome)]
    doubtful = [outcome for outcome in (Outcome.UNCONFIRMED, Outcome.FAILED) if report.tally[outcome]]
    if doubtful:
        parts = [_ended_otherwise(report, outcome) for outcome in doubtful]
        yield [*parts, _retry(report, RetryKind.FAILED, offered[RetryKind.FAILED])]


def _skipped(report: Report, reason: SkipReason, count: int) -> Iterator[Block]:
    names = [_name(row) for row in report.sample if reason in row.outcome.reasons]
    kind = next((kind for kind in RetryKind if kind.reason is reason), None)
    shown = text.listed(names[:NAMES_SHOWN], count)
    rest = shown if kind else f"{shown} – {text.NOTHING_TO_DO}"
    yield titled(f"{text.skipped_for(reason)} ({count:,})", rest)
    if kind:
        yield _retry(report, kind, count)


def _ended_otherwise(report: Report, outcome: Outcome) -> Block:
    rows = [row for row in report.sample if row.outcome.outcome is outcome][:NAMES_SHOWN]
    match outcome:
        case Outcome.INVALID:
            names = invalid_names(rows)
        case Outcome.DUPLICATE:
            names = [f"row {row.row:,}: {row.outcome.detail.rstrip('.')}" for row in rows]
        case _:
            names = [_name(row) for row in rows]
    count = report.tally[outcome]
    meaning = text.OUTCOME_MEANINGS.get(outcome, "")
    rest = f"{text.listed(names, count)}. {meaning}".strip()
    return titled(f"{text.OUTCOME_TITLES[outcome]} ({count:,})", rest)


def _retry(report: Report, kind: RetryKind, count: int) -> Block:
    """The retry button behind its dialog; once pressed, who pressed it."""
    if kind in report.retried:
        return context(report.retried[kind])
    made = button(text.retry_button(kind, count), retry_action(kind), report.job.id)
    asked = with_confirm(
        made,
        title=text.retry_title(kind, count),
        text=text.retry_meaning(kind),
        confirm=text.retry_confirm(kind, count),
        deny=text.LEAVE_OUT,
    )
    return actions(asked)


def _name(row: JobRow) -> str:
    return shortened(row.lead.name if row.lead else f"row {row.row:,}", NAME_LIMIT)
