"""Whatever a list, a file's name or an alias holds: Slack takes the message, and nobody is notified by it."""

import re
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from bot.adding.alias_request import MOST_NAME, AliasRequest
from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.catalogue import SequenceStatus
from bot.adding.descent import Descent, Remedy
from bot.adding.errors import KeyRefusedError, RequestRefusedError, SequenceNotFoundError
from bot.adding.job import Alias, ColumnMapping, Intake, Job, Options
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.overrides import Override
from bot.adding.plan import JobRow
from bot.adding.remedies import Remedies, Together
from bot.adding.report import Tally
from bot.adding.result_file import result_file_name
from bot.adding.retry import LIFTING, RetryKind
from bot.adding.same_list import Earlier
from bot.adding.sequence_errors import MailboxesError
from bot.adding.state import JobState
from bot.jobs.aliasing import Choice, Named
from bot.leads.columns import plan_columns
from bot.leads.lead import Lead
from bot.sandbox.slack import check_message
from bot.sandbox.slack.block_kit import blocks_size
from bot.slack import text
from bot.slack.blocks import same_list, status
from bot.slack.blocks.elements import TEXT_LIMIT, Message
from bot.slack.blocks.report import Report, report_message
from bot.slack.blocks.sequences import choice
from tests.slack.samples import ANA, BO, FILE_JOB

MOST_SIZE = 10_000
"""Slack refuses at about 13,200, which is not documented: what we send keeps away from it."""

hostile = st.one_of(
    st.text(st.characters(), max_size=300),
    st.sampled_from(
        [
            "<!channel>",
            "<@U0EVIL>",
            "<https://evil.example|q4>",
            "&lt;!here&gt;",
            "*" * 300,
            "`" * 300,
            "&" * 300,
            '"' * 300,
            "\\" * 300,
            "\u202e" * 300,
            "👩\u200d🚀" * 100,
            "x" * 300 + ".csv",
            "\n\r\t\0",
            "",
        ]
    ),
)
some = st.integers(0, 100_000)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    counts = {outcome: draw(some) for outcome in Outcome}
    reasons = {reason: draw(st.integers(0, counts[Outcome.SKIPPED])) for reason in SkipReason}
    return Tally(sum(counts.values()), counts, reasons)


@st.composite
def job_rows(draw: st.DrawFn) -> JobRow:
    outcome = draw(st.sampled_from(Outcome))
    reasons = tuple(draw(st.sets(st.sampled_from(SkipReason), min_size=1)))
    told = RowOutcome(
        draw(st.integers(1, 100_001)), outcome, reasons if outcome is Outcome.SKIPPED else (), draw(hostile)
    )
    lead = Lead(told.row, draw(hostile), None) if draw(st.booleans()) else None
    return JobRow(told.row, (), lead, None, told)


jobs = st.builds(
    lambda **changes: replace(FILE_JOB, **changes),
    name=hostile,
    alias=hostile,
    assumptions=st.lists(hostile, max_size=30).map(tuple),
    intake=st.sampled_from(Intake),
    columns=st.sampled_from([None, ColumnMapping({"1:email": "email"}, BO, FILE_JOB.created_at)]),
    options=st.builds(
        Options,
        overrides=st.frozensets(st.sampled_from(Override)),
        mailboxes=st.lists(hostile, max_size=30).map(tuple),
        data=st.dictionaries(hostile, hostile, max_size=30),
    ),
    sequence_name=hostile,
    state=st.sampled_from(JobState),
    sequence_id=st.sampled_from([None, "5f2a" * 10]),
)
samples = st.lists(job_rows(), max_size=30)
alias_names = st.builds(
    lambda count, length: [f"{number:04}{'x' * length}" for number in range(count)],
    st.sampled_from([0, 1, 50, 99, 100, 101, 1000]),
    st.integers(0, 60),
)
few = st.integers(0, 100_000)
listed = st.builds(
    ListedSequence,
    st.just("5f2a" * 10),
    hostile,
    st.sampled_from(SequenceStatus),
    hostile,
    st.sampled_from([None, ("it",) * 40]),
)


@st.composite
def descents(draw: st.DrawFn) -> Descent:
    remedy = draw(st.sampled_from(Remedy))
    some = draw(st.lists(st.sampled_from(LIFTING), min_size=1, unique=True))
    kinds = draw(st.sampled_from([tuple(some), (RetryKind.FAILED,)])) if remedy is Remedy.RETRY else ()
    return Descent(remedy, FILE_JOB.id, kinds, act=draw(st.sampled_from(["", "V1"])))


@st.composite
def notes(draw: st.DrawFn) -> tuple[Descent, str]:
    descent, approver = draw(descents()), draw(st.sampled_from(["", ANA]))
    child = replace(FILE_JOB, user=BO, state=draw(st.sampled_from(JobState)), approved_by=approver)
    return descent, text.children.note(child, descent, draw(tallies()))


left_to_do = st.builds(
    Remedies,
    st.dictionaries(st.sampled_from(RetryKind), st.integers(1, 100_000)),
    st.none() | st.builds(Together, few, st.dictionaries(st.sampled_from(LIFTING), few, min_size=2), few),
    st.dictionaries(st.lists(hostile, min_size=1, max_size=3).map(tuple), st.integers(1, 9)),
    few,
)


def fits(message: Message, *people: str) -> None:
    """What must hold for every message."""
    assert message.text.strip()
    assert len(message.text) <= TEXT_LIMIT
    assert check_message({"text": message.text, "blocks": message.blocks}) == []
    assert blocks_size(message.blocks) <= MOST_SIZE
    for mrkdwn in [message.text, *mrkdwn_of(message.blocks)]:
        mentions = "|".join([ANA, BO, *people])
        ours = re.sub(rf"<@(?:{mentions})>|<!date\^\d+\^\{{date(?:_long)?\}}\|[\w ,]+>", "", mrkdwn)
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", ours), mrkdwn


def mrkdwn_of(value: Any) -> list[str]:
    """Every string that Slack parses as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            return [value["text"]]
        return [found for one in value.values() for found in mrkdwn_of(one)]
    return [found for one in value for found in mrkdwn_of(one)] if isinstance(value, list) else []


@st.composite
def reports(draw: st.DrawFn) -> Report:
    counts, job = draw(tallies()), draw(jobs)
    return Report(
        job,
        counts,
        draw(samples),
        result_file_name(job.name),
        draw(left_to_do),
        draw(st.lists(notes(), max_size=12)),
        text.children.made_by(replace(job, user=BO), draw(descents()), counts),
        reserved=draw(st.booleans()),
    )


@given(reports())
@settings(max_examples=60, deadline=None)
def test_any_report_fits(report: Report) -> None:
    """The conservation line comes first, in its fixed form, and nothing is left out of the text."""
    message, counts = report_message(report), report.tally
    fits(message)
    assert message.text.split("\n")[0] == counts.line
    for reason, count in counts.reasons.items():
        assert not count or f"{text.report.skipped_for(reason)} ({count:,})" in message.text
    assert "Every row with its outcome" in message.text


def worst_report(job: Job, counts: Tally, sample: list[JobRow]) -> Report:
    """Every button there is, with three notes above each."""
    most = dict.fromkeys(RetryKind, 100_000)
    together = Together(100_000, {kind: most[kind] for kind in LIFTING}, 0)
    child = replace(FILE_JOB, user="U" * 11, state=JobState.DONE, approved_by="U" * 11)
    pressed = [Descent(Remedy.RETRY, job.id, (kind,), "V1") for kind in RetryKind]
    pressed += [Descent(Remedy.RETRY, job.id, LIFTING), Descent(Remedy.FILL, job.id)]
    told = [(one, text.children.note(child, one, counts)) for one in pressed for _ in range(4)]
    left = Remedies(most, together, {('"' * 300,): 100_000}, 100_000)
    opening = text.children.made_by(child, Descent(Remedy.RETRY, job.id, LIFTING), counts)
    return Report(job, counts, sample, '"' * 300, left, told, opening, reserved=True)


def test_the_worst_report_fits() -> None:
    """All ten parts, the largest counts, and names that escaping and JSON make longest."""
    sample = [
        JobRow(100_000, (), Lead(100_000, worst, None), None, RowOutcome(100_000, outcome, reasons, worst))
        for worst in ('"' * 300, "\\" * 300, "&" * 300)
        for outcome in Outcome
        for reasons in [tuple(SkipReason) if outcome is Outcome.SKIPPED else ()]
    ]
    most = dict.fromkeys(Outcome, 100_000)
    counts = Tally(sum(most.values()), most, dict.fromkeys(SkipReason, 100_000))
    job = replace(FILE_JOB, alias="&" * 300, user="U" * 11)
    fits(
        report_message(worst_report(job, counts, sample)),
        "U" * 11,
    )


@given(jobs, tallies(), samples, alias_names, listed)
@settings(max_examples=60, deadline=None)
def test_any_preview_fits(
    job: Job, counts: Tally, sample: list[JobRow], names: list[str], sequence: ListedSequence
) -> None:
    """The text names the sequence, or asks for one, and counts what is left out."""
    message = status.preview(job, counts, sample, names, sequence=sequence if job.sequence_id else None)
    fits(message)
    assert f"{counts[Outcome.NOT_SENT]:,} lead" in message.text
    assert not counts[Outcome.INVALID] or f"{counts[Outcome.INVALID]:,} invalid" in message.text
    assert not counts[Outcome.DUPLICATE] or f"{counts[Outcome.DUPLICATE]:,} duplicate" in message.text
    assert not job.assumptions or "Assumed: " in message.text
    assert not job.options.overrides or "Safety checks off" in message.text
    assert (job.columns is not None) == ("Columns as" in message.text)
    assert (job.intake is Intake.FILE) == ("change_columns" in str(message.blocks))


headers = st.lists(hostile | st.sampled_from(["Email", "Work Email", "LinkedIn", "Name", ""]), max_size=30)


@given(jobs, headers)
@settings(deadline=None)
def test_any_columns_fit(job: Job, header: list[str]) -> None:
    """Which column is what is said of as many as there is room for."""
    plan = plan_columns(header, ())
    fits(
        status.preview(
            replace(job, header=tuple(header)), Tally(1, {Outcome.NOT_SENT: 1}), [], [], columns=plan
        )
    )


earliers = st.builds(
    Earlier,
    st.just(ANA),
    st.just(FILE_JOB.created_at),
    *(st.booleans(), st.booleans()),
    *(few, few, few, few),
)


@given(jobs, samples, earliers)
@settings(deadline=None)
def test_any_list_that_was_added_before_fits(job: Job, sample: list[JobRow], earlier: Earlier) -> None:
    """The question, what is left of it once it is answered, and who waits for whom."""
    counts = Tally(earlier.leads, {Outcome.NOT_SENT: earlier.leads})
    fits(status.preview(job, counts, sample, [], earlier))
    narrowed = replace(job, left_out=earlier.known)
    fits(status.started(narrowed, BO, counts))
    fits(report_message(Report(narrowed, counts, sample)))
    fits(same_list.waiting(job, job, earlier.shared))


@given(jobs, tallies())
@settings(deadline=None)
def test_any_status_fits(job: Job, counts: Tally) -> None:
    """From the first word to the last."""
    for message in (
        status.adding(job, counts),
        status.started(job, ANA, counts),
        status.running(job, counts),
        status.withdrawn(job, BO),
        status.paused(job, counts),
        status.ended(job, counts),
    ):
        fits(message)


@given(jobs, tallies(), hostile)
@settings(deadline=None)
def test_any_stop_fits(job: Job, counts: Tally, words: str) -> None:
    """With the conservation line so far."""
    for error in (KeyRefusedError(words), SequenceNotFoundError(words), RequestRefusedError(words)):
        message = status.stopped(job, counts, error)
        fits(message)
        assert message.text.endswith(counts.line)


@given(alias_names, hostile.map(lambda name: name[:MOST_NAME]))
@settings(deadline=None)
def test_any_list_of_aliases_fits(names: list[str], hostile_name: str) -> None:
    """A thousand aliases are as many as fit, and how many more there are."""
    known = [
        Named(
            Alias("T01", name, "5f2a" * 10, Options(mailboxes=(name,) * 30, data={name: name})),
            ListedSequence(f"{number:040}", name, SequenceStatus.ACTIVE, name),
        )
        for number, name in enumerate([hostile_name, *names])
    ]
    message = Message.of(text.sequences.aliases(known))
    fits(message)
    shown = message.text.count("\n• ")
    more = re.search(r"\n… and ([\d,]+) more$", message.text)
    assert shown + (int(more[1].replace(",", "")) if more else 0) == len(known)
    for sentence in (text.sequences.kept(known[0]), text.aliases.alias_removed(hostile_name)):
        fits(Message.of(sentence))
    asked = AliasRequest(hostile_name, hostile_name, Options())
    fits(choice(Choice(asked, tuple(one.sequence for one in known[:200]))))
    refused = MailboxesError((hostile_name,) * 30, tuple(names))
    fits(Message.of(text.sequences.mailboxes(refused)))


@given(st.integers(0, 3), st.integers(0, 100_000))
def test_progress_is_done_only_at_the_end(left: int, sent: int) -> None:
    """99.9 % is not 100 %, and the bar says the same."""
    counts = Tally(sent + left, {Outcome.ADDED: sent, Outcome.NOT_SENT: left})
    done = left == 0
    assert ("100 %" in text.status.progress(replace(FILE_JOB, intake=Intake.FILE), counts)) is done
    assert ("░" not in status.bar(counts)) is done
