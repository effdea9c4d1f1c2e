"""What a release's database holds after some use: made-up people in every table, jobs in every state."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.adding.approval import Approval, ApprovalState
from bot.adding.audit import NOBODY
from bot.adding.job import EVERY_TEAM, Alias, ColumnMapping, Distribution, Intake, Job, Options
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.overrides import Override
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.retry import RetryKind
from bot.adding.state import JobEvent
from bot.leads.lead import Lead
from bot.store import Store, bits
from tests.store.calls import begin_call

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = "a key that never opened anything"
MAPPING = ColumnMapping({"Mail": "email", "Note": "field:note"}, "U1", NOW)
RECENT, EXCLUDED = SkipReason.RECENTLY_CONTACTED, SkipReason.EXCLUSION_LIST

ENDS = (
    RowOutcome(2, Outcome.ADDED),
    RowOutcome(3, Outcome.SKIPPED, (EXCLUDED,)),
    RowOutcome(4, Outcome.SKIPPED, (EXCLUDED, RECENT)),
    RowOutcome(5, Outcome.INVALID, detail="lacks the field it"),
    RowOutcome(6, Outcome.UNCONFIRMED, detail="the answer was lost"),
    RowOutcome(7, Outcome.FAILED, detail="no answer"),
    RowOutcome(8, Outcome.ADDED, detail="added by the first try"),
)
NO_LEAD = JobRow(9, ("n/a",), None, None, RowOutcome(9, Outcome.INVALID, detail="no address"))
PROFILE = "https://www.linkedin.com/in/zoe"
IN_FLIGHT, CLAIMED, WAITING = (2, 3), (4, 5), (6,)
"""The rows of the running job's batches."""


async def lived(store: Store) -> None:
    """Fill a new store through its ports, as a bot does."""
    await _names(store)
    await _finished(store)
    await _running(store)
    await _others(store)
    await _purged(store)
    await store.deliveries.first_time("event:Ev1", "T1", {"text": "q4 zoë@acme.example"})
    await store.deliveries.first_time("event:Ev2", "T1", {})
    await store.deliveries.handled("event:Ev2")
    await store.limiter(KEY, 480).acquire()
    await store.key_state(KEY).note_refusal_told(told=True)


def job(job_id: str, **fields: object) -> Job:
    usual: dict[str, object] = {
        "id": job_id,
        "origin": f"event:{job_id}:F1",
        "team": "T1",
        "channel": "C1",
        "user": "U1",
        "thread_ts": "1700000000.000100",
        "intake": Intake.FILE,
        "name": "Messe „Köln“.csv",
        "header": ("Name", "E-mail"),
        "created_at": NOW,
        "sequence_id": "a" * 40,
        "alias": "q4",
        "sequence_name": "Q4 Outbound – DACH",
        "root": job_id,
    }
    return Job(**(usual | fields))  # type: ignore[arg-type]


def plan(batches: Sequence[Sequence[int]], of: str = "acme") -> Plan:
    """Rows to be sent, batch by batch."""
    rows = [
        JobRow(
            row,
            (f"Zoë {row}", f"zoë.{row}@{of}.example", "it's; \\ \n “quoted” 100%"),
            _lead(row, of),
            number,
            RowOutcome(row, Outcome.NOT_SENT),
        )
        for number, batch in enumerate(batches)
        for row in batch
    ]
    return Plan(tuple(rows), (EarlierTry.NONE,) * len(batches))


def _lead(row: int, of: str) -> Lead:
    """Of the last one a profile is all that is known."""
    email = None if row == ENDS[-1].row else f"zoe.{row}@{of}.example"
    return Lead.of(row, email=email, linkedin_url=PROFILE, data={"company_name": "Acme & Söhne"})


async def _names(store: Store) -> None:
    defaults = Options(mailboxes=("bo@own.example",), data={"region": "DACH"})
    await store.aliases.put(Alias("T1", "q4", "a" * 40, defaults), by="U1")
    await store.aliases.put(Alias(EVERY_TEAM, "everybody", "b" * 40), by=NOBODY)
    await store.defaults.put("T1", "C1", "q4", by="U1")
    await store.mappings.remember("T1", "columns", MAPPING)


async def _finished(store: Store) -> None:
    """Added, skipped, invalid … ; an admin was asked twice, and has decided once."""
    done = job("DONE")
    sent = plan([[one.row for one in ENDS]])
    await store.jobs.create(done, Plan((*sent.rows, NO_LEAD), sent.earlier_tries))
    await store.jobs.move("DONE", JobEvent.CONFIRM, by="U1")
    await store.jobs.start("DONE", "R1")
    await store.jobs.claim("DONE", "R1")
    await begin_call(store, "DONE", "R1", 0, KEY)
    await store.jobs.record("DONE", "R1", 0, ENDS, finished=True, earlier_try=EarlierTry.PERHAPS)
    await store.jobs.move("DONE", JobEvent.FINISH)
    for kind in ("status", "report", "file"):
        await store.jobs.keep_message("DONE", kind, f"1700000000.{len(kind)}")
    for number, kind in enumerate((RetryKind.EXCLUSION_LIST, RetryKind.FAILED)):
        await store.approvals.ask(Approval(f"A{number}", "T1", "DONE", kind, 2, "U2", NOW))
    asked = await store.approvals.get("A0")
    assert asked is not None
    await store.approvals.decide(asked, ApprovalState.APPROVED, "U9")


async def _running(store: Store) -> None:
    """Killed in the middle: a call in flight, a batch claimed, one waiting, a message owed."""
    options = Options(
        frozenset({Override.EXCLUSION_LIST}), Distribution.CUSTOM_MAILBOXES, ("bo@own.example",)
    )
    running = job("RUNNING", parent="DONE", root="DONE", options=options, approved_by="U9")
    await store.jobs.create(running, plan([IN_FLIGHT, CLAIMED, WAITING], of="other"))
    await store.jobs.move("RUNNING", JobEvent.CONFIRM, by="U2")
    await store.jobs.start("RUNNING", "R2")
    for number in (0, 1):
        await store.jobs.claim("RUNNING", "R2")
        if number == 0:
            await begin_call(store, "RUNNING", "R2", number, KEY)
    await store.jobs.keep_message("RUNNING", "status", "1700000000.7")
    await store.jobs.owe_message("RUNNING", "report", "a marker")


async def _others(store: Store) -> None:
    """One each that is a draft, confirmed, stopped, cancelled."""
    draft = job(
        "DRAFT",
        header=("Mail", "Note"),
        assumptions=("Windows-1252 – “Müller” looks right",),
        columns=MAPPING,
        continues="DONE",
        left_out=3,
    )
    await store.jobs.create(draft, plan([[2], [3]], of="nobody"))
    with pytest.MonkeyPatch.context() as patch:  # a long list, so that its other rows stand elsewhere
        patch.setattr(bits, "AT_ONCE", 1)
        await store.jobs.replan(draft, plan([[2]], of="draft"), MAPPING, draft.assumptions)
    for job_id in ("CONFIRMED", "STOPPED", "CANCELLED"):
        typed = job(job_id, intake=Intake.TYPED, thread_ts=None, name="", header=())
        await store.jobs.create(typed, plan([[2, 3]], of=job_id.lower()))
        await store.jobs.move(job_id, JobEvent.CONFIRM, by="U1")
    await store.jobs.start("STOPPED", "R3")
    until = NOW + timedelta(hours=12)
    await store.jobs.move("STOPPED", JobEvent.STOP, code="key_refused", goes_on_until=until)
    await store.jobs.move("CANCELLED", JobEvent.CANCEL, by="U1")


async def _purged(store: Store) -> None:
    """Its leads are gone, its counts stay."""
    await store.jobs.create(job("PURGED"), plan([[2, 3]], of="purged"))
    await store.jobs.move("PURGED", JobEvent.CANCEL, by="U1")
    assert await store.purge.seal("PURGED", NOW, even_untold=False)
    while await store.purge.delete_some():
        pass
