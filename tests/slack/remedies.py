"""Reports with remedies, what people did about them, and the modals behind, for tests of what people see."""

from collections.abc import Mapping
from dataclasses import replace

from bot.adding.approval import Approval, ApprovalState
from bot.adding.descent import Descent, Remedy
from bot.adding.job import Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.refusal import lacks
from bot.adding.remedies import Remedies, Together
from bot.adding.report import Tally
from bot.adding.retry import LIFTING, RetryKind
from bot.adding.state import JobState
from bot.jobs.fixing import Gaps, Wrong
from bot.jobs.retry import Choice
from bot.slack import text
from bot.slack.blocks import approval, choosing, fixing
from bot.slack.blocks.elements import Block, Message
from bot.slack.blocks.report import Report, report_message
from bot.slack.ids import Modal
from tests.slack.samples import (
    ANA,
    BO,
    EVERY_KIND,
    EVERYTHING,
    FILE_JOB,
    INVALID_ROWS,
    TYPED_JOB,
    row,
    rows,
    tally,
)

ADMIN = "U0ADMIN"
RESULT = "DACH fintech-results.csv"


def all_left(counts: Tally) -> Remedies:
    """Nobody has pressed anything yet, and nobody lacks a field."""
    retries = {
        kind: count
        for kind in RetryKind
        if (
            count := counts.reasons.get(kind.reason, 0)
            if kind.reason
            else counts[Outcome.FAILED] + counts[Outcome.UNCONFIRMED]
        )
    }
    lifting = {kind: count for kind, count in retries.items() if kind in LIFTING}
    together = Together(37, lifting, 25) if len(lifting) > 1 else None
    return Remedies(retries, together, {}, counts[Outcome.INVALID])


def child(descent: Descent, state: JobState = JobState.DONE, **changes: object) -> Job:
    """Bo pressed a button of Ana's report."""
    made = replace(FILE_JOB, id="c01d", user=BO, parent=FILE_JOB.id, origin=descent.origin, state=state)
    return replace(made, **changes)  # type: ignore[arg-type]


def retry(*kinds: RetryKind, act: str = "") -> Descent:
    return Descent(Remedy.RETRY, FILE_JOB.id, kinds, act)


EXCLUDED, RECENT, DRAFT, ACTIVE = LIFTING
FILL, CORRECT = Descent(Remedy.FILL, FILE_JOB.id, act="V1"), Descent(Remedy.CORRECT, FILE_JOB.id, act="V2")

NINE_OF_12 = tally({Outcome.ADDED: 9, Outcome.SKIPPED: 3}, {SkipReason.RECENTLY_CONTACTED: 3})
SEVERAL_REASONS = tally(
    {Outcome.ADDED: 5, Outcome.SKIPPED: 7},
    {
        SkipReason.EXCLUSION_LIST: 2,
        SkipReason.RECENTLY_CONTACTED: 4,
        SkipReason.ALREADY_IN_SEQUENCE: 1,
    },
)
ALL_ADDED = tally({Outcome.ADDED: 14})
STILL_RUNNING = tally({Outcome.NOT_SENT: 9})

LACKING_ROWS = [
    row(40 + number, Outcome.INVALID, detail=lacks("it"), who=f"lead{number}@acme.example")
    for number in range(14)
]
LACKING_TALLY = tally({Outcome.ADDED: 960, Outcome.INVALID: 20})


def notes(*children: tuple[Job, Tally]) -> list[tuple[Descent, str]]:
    told = []
    for job, counts in children:
        descent = Descent.of(job.origin)
        told.append((descent, text.children.note(job, descent, counts)))
    return told


def report_of(descent: Descent, counts: Tally, **changes: object) -> Message:
    job = replace(child(descent), **changes)  # type: ignore[arg-type]
    return report_message(
        Report(job, counts, [], left=all_left(counts), opening=text.children.made_by(job, descent, counts))
    )


def gaps(number: int, *fields: str) -> Gaps:
    """Leads that lack all of these fields."""
    lacking = [row(40 + place, Outcome.INVALID, detail=lacks(fields[0])) for place in range(number)]
    leads = [replace(one, lead=rows(Outcome.ADDED, one.row)[0].lead) for one in lacking]
    return Gaps(FILE_JOB, fields, [(one, fields) for one in leads])


def wrong(number: int, total: int) -> Wrong:
    some = [replace(one, row=one.row) for one in INVALID_ROWS]
    many = [*some, *(row(400 + place, Outcome.INVALID, detail='"x" is no address') for place in range(20))]
    return Wrong(FILE_JOB, [(one, f"jane{one.row}@@acme") for one in many[:number]], total)


def choice(number: int, kind: RetryKind = RECENT) -> Choice:
    found: list[JobRow] = rows(Outcome.SKIPPED, *range(2, 2 + number), reasons=(SkipReason(kind.value),))
    return Choice(FILE_JOB, kind, found, number)


def request(state: ApprovalState = ApprovalState.OPEN, kind: RetryKind = EXCLUDED) -> Approval:
    by = "" if state is ApprovalState.OPEN else ADMIN
    return Approval("a1", "T01", FILE_JOB.id, kind, 12, ANA, FILE_JOB.created_at, state, by)


AFTER_PRESSES = Report(
    FILE_JOB,
    EVERYTHING,
    EVERY_KIND,
    RESULT,
    left=Remedies({RECENT: 15, ACTIVE: 9, DRAFT: 1}, None, {("it",): 2}, 1),
    notes=notes(
        (child(retry(EXCLUDED), approved_by=ADMIN), NINE_OF_12),
        (child(retry(RECENT, act="V3")), tally({Outcome.ADDED: 3})),
        (child(retry(ACTIVE), JobState.STOPPED), STILL_RUNNING),
        (child(FILL, JobState.RUNNING), STILL_RUNNING),
        (child(CORRECT), tally({Outcome.ADDED: 3})),
        (child(retry(DRAFT, ACTIVE)), NINE_OF_12),
    ),
    reserved=True,
)

REMEDY_MESSAGES: Mapping[str, Message] = {
    "report_after_presses": report_message(AFTER_PRESSES),
    "report_for_admins": report_message(
        Report(FILE_JOB, EVERYTHING, EVERY_KIND, RESULT, left=all_left(EVERYTHING), reserved=True)
    ),
    "report_missing_field": report_message(
        Report(FILE_JOB, LACKING_TALLY, LACKING_ROWS[:3], RESULT, left=Remedies({}, None, {("it",): 14}, 6))
    ),
    "report_missing_fields": report_message(
        Report(
            FILE_JOB,
            LACKING_TALLY,
            LACKING_ROWS[:3],
            RESULT,
            left=Remedies({}, None, {("it", "budget"): 13, ("it",): 6, ("size",): 1}),
        )
    ),
    "report_of_a_retry": report_of(retry(EXCLUDED), NINE_OF_12),
    "report_of_an_approved_retry": report_of(retry(EXCLUDED), NINE_OF_12, approved_by=ADMIN),
    "report_of_several_reasons": report_of(retry(EXCLUDED, ACTIVE), SEVERAL_REASONS),
    "report_of_what_failed_again": report_of(retry(RetryKind.FAILED), tally({Outcome.FAILED: 2})),
    "report_of_filled_fields": report_of(FILL, ALL_ADDED),
    "report_of_corrected_rows": report_of(
        CORRECT, tally({Outcome.ADDED: 2, Outcome.SKIPPED: 1}, {SkipReason.RECENTLY_CONTACTED: 1})
    ),
    "report_of_a_result_file": report_message(
        Report(FILE_JOB, ALL_ADDED, [], RESULT, opening=text.children.continues(FILE_JOB))
    ),
    "admins_only": approval.offer_to_ask(FILE_JOB.id, EXCLUDED),
    "admins_left_out": approval.offer_to_ask(FILE_JOB.id, EXCLUDED, text.retrying.left_out(12)),
    "admins_asked": approval.asked(),
    "approval_open": approval.request(FILE_JOB, request(), {ADMIN, BO}),
    "approval_open_on_top": approval.request(TYPED_JOB, request(kind=RECENT), {ADMIN}),
    "approval_approved": approval.request(FILE_JOB, request(ApprovalState.APPROVED), {ADMIN}),
    "approval_declined": approval.request(FILE_JOB, request(ApprovalState.DECLINED), {ADMIN}),
}
"""By the name of the golden file."""

REMEDY_MODALS: Mapping[str, Block] = {
    "choose_waiting": choosing.waiting(FILE_JOB.id),
    "choose_few": choosing.form(choice(3, EXCLUDED)),
    "choose_many": choosing.form(choice(12)),
    "choose_very_many": choosing.form(choice(101)),
    "choose_gone": choosing.notice(FILE_JOB.id, "There is nothing left to retry."),
    "fill_waiting": fixing.waiting(Modal.FIX_MISSING_FIELDS, FILE_JOB.id),
    "fill_one_lead": fixing.fill_form(gaps(1, "it")),
    "fill_each": fixing.fill_form(gaps(3, "it", "budget")),
    "fill_for_all": fixing.fill_form(gaps(21, "it")),
    "fill_too_many_fields": fixing.fill_form(gaps(1, *(f"field_{number}" for number in range(22)))),
    "correct_waiting": fixing.waiting(Modal.CORRECT_ROWS, FILE_JOB.id),
    "correct_some": fixing.correct_form(wrong(3, 3)),
    "correct_the_first": fixing.correct_form(wrong(20, 34)),
    "correct_gone": fixing.notice(Modal.CORRECT_ROWS, FILE_JOB.id, "There is nothing left to correct here."),
}
"""By the name of the golden file."""
