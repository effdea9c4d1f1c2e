"""Jobs, rows and tallies for the tests of what people see."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.adding.descent import Descent, Remedy
from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.adding.retry import RetryKind
from bot.leads.lead import Lead

ANA, BO = "U0ANA", "U0BO"

FILE_JOB = Job(
    id="9f2c41d07be8a355",
    origin="event:Ev01:F01",
    team="T01",
    channel="C01",
    user=ANA,
    thread_ts="1790000000.000100",
    intake=Intake.FILE,
    name="DACH fintech.csv",
    header=("Work Email",),
    created_at=datetime(2026, 11, 23, 10, 2, tzinfo=UTC),
    sequence_id="5f2a" * 10,
    alias="q4-outbound",
    root="9f2c41d07be8a355",
)
TYPED_JOB = replace(FILE_JOB, intake=Intake.TYPED, name="", origin="command:1.2.3")


def child_of(parent: Job, kind: RetryKind) -> Job:
    """Bo pressed a button of Ana's report."""
    return replace(
        parent,
        id="c01d",
        user=BO,
        intake=Intake.RETRY,
        parent=parent.id,
        origin=Descent(Remedy.RETRY, parent.id, (kind,)).origin,
    )


def row(number: int, outcome: Outcome, *reasons: SkipReason, detail: str = "", who: str = "") -> JobRow:
    """One row; invalid and duplicate ones have no lead."""
    unsent = outcome in {Outcome.INVALID, Outcome.DUPLICATE}
    lead = None if unsent else Lead.of(number, email=who or f"lead{number}@acme.example")
    return JobRow(number, (who,), lead, None if unsent else 0, RowOutcome(number, outcome, reasons, detail))


def rows(outcome: Outcome, *numbers: int, reasons: tuple[SkipReason, ...] = ()) -> list[JobRow]:
    return [row(number, outcome, *reasons) for number in numbers]


def tally(counts: dict[Outcome, int], reasons: dict[SkipReason, int] | None = None) -> Tally:
    return Tally(sum(counts.values()), counts, reasons or {})


INVALID_ROWS = [
    row(14, Outcome.INVALID, detail='"n/a" is not an e-mail address'),
    row(301, Outcome.INVALID, detail="there is neither an e-mail address nor a LinkedIn profile"),
    row(302, Outcome.INVALID, detail='"jane@@acme" is not an e-mail address.'),
]
DUPLICATE_ROWS = [row(number, Outcome.DUPLICATE, detail="same person as row 3") for number in (7, 9, 11)]

EVERYTHING = tally(
    {
        Outcome.ADDED: 930,
        Outcome.SKIPPED: 41,
        Outcome.INVALID: 6,
        Outcome.DUPLICATE: 20,
        Outcome.UNCONFIRMED: 3,
        Outcome.FAILED: 2,
    },
    {
        SkipReason.EXCLUSION_LIST: 12,
        SkipReason.RECENTLY_CONTACTED: 18,
        SkipReason.ALREADY_IN_SEQUENCE: 2,
        SkipReason.IN_OTHER_DRAFT_SEQUENCES: 1,
        SkipReason.IN_OTHER_ACTIVE_SEQUENCES: 9,
    },
)
EVERY_KIND = [
    *rows(Outcome.SKIPPED, 21, 22, 23, reasons=(SkipReason.EXCLUSION_LIST,)),
    *rows(Outcome.SKIPPED, 31, 32, reasons=(SkipReason.RECENTLY_CONTACTED,)),
    *rows(Outcome.SKIPPED, 33, reasons=(SkipReason.RECENTLY_CONTACTED, SkipReason.EXCLUSION_LIST)),
    *rows(Outcome.SKIPPED, 41, 42, reasons=(SkipReason.ALREADY_IN_SEQUENCE,)),
    *rows(Outcome.SKIPPED, 51, reasons=(SkipReason.IN_OTHER_DRAFT_SEQUENCES,)),
    *rows(Outcome.SKIPPED, 61, 62, 63, reasons=(SkipReason.IN_OTHER_ACTIVE_SEQUENCES,)),
    *INVALID_ROWS,
    *DUPLICATE_ROWS,
    *rows(Outcome.UNCONFIRMED, 71, 72, 73),
    *rows(Outcome.FAILED, 81, 82),
]
