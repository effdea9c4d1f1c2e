"""Jobs as a whole: written once, read back as they were, moved by the state table alone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adding.audit import NOBODY, Deed
from bot.adding.errors import IllegalTransitionError
from bot.adding.job import Alias, ColumnMapping, Distribution, Intake, Job, Options
from bot.adding.outcome import Outcome
from bot.adding.overrides import Override
from bot.adding.plan import Plan
from bot.adding.state import UNFINISHED, JobEvent, JobState, next_state
from bot.jobs.ports import REPORT
from bot.store import Store, tables
from bot.store.lifecycle import HAS_GONE_ON
from tests.store.conftest import START, Running, VirtualClock

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]


async def test_a_job_comes_back_as_it_was(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Every field of it, the options and the zone of its time included."""
    options = Options(
        frozenset({Override.EXCLUSION_LIST, Override.OTHER_DRAFT_SEQUENCES}),
        Distribution.CUSTOM_MAILBOXES,
        ("ann@us.example", "bob@us.example"),
    )
    job = new_job(options=options, name="Zoë's list.csv", header=("Имя", "E-mail", ""))
    assert await store.jobs.create(job, new_plan())
    assert await store.jobs.get(job.id) == job
    assert await store.jobs.by_origin(job.origin) == job


async def test_a_bare_job_comes_back_as_it_was(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """A typed one, with no thread, no sequence and no leads."""
    job = new_job(intake=Intake.TYPED, thread_ts=None, sequence_id=None, alias="", name="", header=())
    assert await store.jobs.create(job, new_plan(leads=0))
    assert await store.jobs.get(job.id) == job


async def test_an_unknown_job_is_none(store: Store) -> None:
    """By id and by origin."""
    assert await store.jobs.get("J9") is None
    assert await store.jobs.by_origin("event:Ev9:F1") is None


async def test_a_first_job_is_its_own_root(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Also where nobody has said so."""
    job = new_job(root="")
    await store.jobs.create(job, new_plan())
    created = await store.jobs.get(job.id)
    assert created is not None
    assert created.root == job.id


async def test_an_origin_makes_one_job(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """The second one is not written, nor is a row of it."""
    first, second = new_job(origin="event:Ev1:F1"), new_job(origin="event:Ev1:F1")
    assert await store.jobs.create(first, new_plan(leads=2))
    assert not await store.jobs.create(second, new_plan(leads=4))
    assert await store.jobs.by_origin("event:Ev1:F1") == first
    assert await store.jobs.get(second.id) is None
    assert [row async for row in store.jobs.rows(second.id)] == []


async def test_a_job_that_can_not_be_written_leaves_nothing(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """A row that stands twice in the plan spoils the whole of it; the origin stays free."""
    job, plan = new_job(), new_plan(leads=600, size=250)
    twice = Plan((*plan.rows, plan.rows[0]), plan.earlier_tries)
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        await store.jobs.create(job, twice)
    assert await store.jobs.get(job.id) is None
    assert await store.jobs.create(job, plan)


_ids = count()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.sampled_from(JobEvent), max_size=8))
async def test_the_store_moves_jobs_by_the_state_table(
    store: Store, new_job: NewJob, new_plan: NewPlan, events: Sequence[JobEvent]
) -> None:
    """Whatever happens to a job, its state is what the table makes of it; the rest changes nothing."""
    job = new_job(id=f"moving{next(_ids)}", origin=f"moving{next(_ids)}", root="")
    await store.jobs.create(job, new_plan(leads=1))
    state = job.state
    for event in events:
        try:
            state = next_state(state, event)
        except IllegalTransitionError:
            with pytest.raises(IllegalTransitionError):
                await store.jobs.move(job.id, event)
        else:
            assert (await store.jobs.move(job.id, event)).state is state
    stored = await store.jobs.get(job.id)
    assert stored is not None
    assert stored.state is state
    assert (job.id in await store.jobs.unfinished()) == (state in UNFINISHED)


async def test_a_job_that_is_gone_can_not_move(store: Store) -> None:
    """An old button in Slack may outlive its job."""
    with pytest.raises(IllegalTransitionError, match="no job J9"):
        await store.jobs.move("J9", JobEvent.CONFIRM)
    with pytest.raises(IllegalTransitionError):
        await store.jobs.start("J9", "R1")


async def test_starting_obeys_the_state_table(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """A draft does not start; a confirmed job does, and says so."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    with pytest.raises(IllegalTransitionError):
        await store.jobs.start(job.id, "R1")
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    assert (await store.jobs.start(job.id, "R1")).state is JobState.RUNNING


async def test_a_draft_can_change_its_sequence(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """As often as it likes; a confirmed job can't."""
    job = new_job(sequence_id=None, alias="")
    await store.jobs.create(job, new_plan())
    await store.jobs.choose_sequence(job, Alias("T1", "q4", "seq-4"))
    await store.jobs.choose_sequence(job, Alias("T1", "q5", "seq-5"))
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    with pytest.raises(IllegalTransitionError):
        await store.jobs.choose_sequence(job, Alias("T1", "q6", "seq-6"))
    chosen = await store.jobs.get(job.id)
    assert chosen is not None
    assert (chosen.alias, chosen.sequence_id) == ("q5", "seq-5")


async def test_a_chosen_sequence_brings_its_name_its_defaults_and_its_rows(
    store: Store, new_job: NewJob, new_plan: NewPlan
) -> None:
    """In one piece; another choice takes them back, and rows of other columns are not written over."""
    job, plan = new_job(sequence_id=None, alias=""), new_plan(leads=3, size=1)
    await store.jobs.create(job, new_plan())
    defaults = Options(mailboxes=("a@x.example",), data={"region": "DACH"})
    await store.jobs.choose_sequence(job, Alias("T1", "q4", "seq-4", defaults), "Q4 Outbound", plan)
    chosen = await store.jobs.get(job.id)
    assert chosen is not None
    assert (chosen.sequence_name, chosen.options) == ("Q4 Outbound", defaults)
    assert [row async for row in store.jobs.rows(job.id)] == list(plan.rows)
    columns = ColumnMapping({"1:email": "email"}, "U1", START)
    await store.jobs.replan(job, new_plan(leads=1), columns, [])
    with pytest.raises(IllegalTransitionError):
        await store.jobs.choose_sequence(job, Alias("T1", "q5", "seq-5"), "Q5", plan)
    await store.jobs.choose_sequence(job, Alias("T1", "q5", "seq-5"), "Q5")
    again = await store.jobs.get(job.id)
    assert again is not None
    assert (again.sequence_name, again.options, again.columns) == ("Q5", Options(), columns)


async def test_a_job_finds_its_thread(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Once the parent message stands."""
    job = new_job(thread_ts=None)
    await store.jobs.create(job, new_plan())
    await store.jobs.place_in_thread(job.id, "1700000000.000200")
    placed = await store.jobs.get(job.id)
    assert placed is not None
    assert placed.thread_ts == "1700000000.000200"


async def test_children_come_oldest_first(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Only the job's own, not its grandchildren."""
    parent = new_job(state=JobState.DONE)
    retry = {"root": parent.id, "state": JobState.DONE}
    older, newer = new_job(parent=parent.id, **retry), new_job(parent=parent.id, **retry)
    grandchild = new_job(parent=older.id, **retry)
    for job in (parent, newer, older, grandchild):
        await store.jobs.create(job, new_plan())
    assert await store.jobs.children(parent.id) == [older, newer]
    assert await store.jobs.children(grandchild.id) == []


async def test_unfinished_jobs_come_oldest_first(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Confirmed and running ones; no drafts, and none that wait for somebody or have ended."""
    for state in (JobState.RUNNING, JobState.DRAFT, JobState.CONFIRMED, JobState.STOPPED, JobState.DONE):
        await store.jobs.create(new_job(state=state), new_plan())
    assert await store.jobs.unfinished() == ["J1", "J3"]


async def test_a_job_remembers_its_messages(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """One of each kind, the last one told."""
    job = new_job()
    await store.jobs.create(job, new_plan())
    assert await store.jobs.message_ts(job.id, "report") is None
    await store.jobs.keep_message(job.id, "status", "1.1")
    await store.jobs.keep_message(job.id, "report", "1.2")
    await store.jobs.keep_message(job.id, "report", "1.3")
    assert await store.jobs.message_ts(job.id, "status") == "1.1"
    assert await store.jobs.message_ts(job.id, "report") == "1.3"


async def test_every_row_says_whose_it_is(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """Jobs, batches, rows and messages carry the workspace."""
    job = new_job(team="T7")
    await store.jobs.create(job, new_plan(ended=[Outcome.INVALID]))
    await store.jobs.keep_message(job.id, "status", "1.1")
    async with store._database.read() as tx:
        for table in (tables.jobs, tables.batches, tables.job_rows, tables.messages):
            assert set(await tx.scalars(sa.select(table.c.team))) == {"T7"}


async def test_an_ended_job_without_a_report_is_unfinished(store: Store, running: Running) -> None:
    """Killed between its last batch and its report: somebody still waits to be told."""
    await store.jobs.move(running.id, JobEvent.FINISH)
    assert await store.jobs.unfinished() == [running.id]
    await store.jobs.keep_message(running.id, REPORT, "1700000000.000300")
    assert await store.jobs.unfinished() == []


async def test_what_was_assumed_is_kept(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """A preview can be shown again, after a restart too."""
    job = new_job(assumptions=("semicolon-separated", "Windows-1252"))
    await store.jobs.create(job, new_plan())
    assert await store.jobs.get(job.id) == job


async def test_a_stopped_job_goes_on_by_itself_in_time_and_once(
    store: Store, new_job: NewJob, new_plan: NewPlan, clock: VirtualClock
) -> None:
    """Until a person says go: then it may once more. What was seen of it must still be so."""
    job, code = new_job(state=JobState.CONFIRMED), "key_refused"
    await store.jobs.create(job, new_plan())
    await store.jobs.start(job.id, "R1")
    until = START + timedelta(hours=12)
    await store.jobs.move(job.id, JobEvent.STOP, code=code, goes_on_until=until)
    assert await store.jobs.waiting_to_go_on(code, until) == []
    assert await store.jobs.waiting_to_go_on("bug", START) == []
    (waiting,) = await store.jobs.waiting_to_go_on(code, START)
    with pytest.raises(IllegalTransitionError):
        await store.jobs.go_on(replace(waiting, alias="another"))
    clock.seconds += 60
    await store.jobs.go_on(waiting)
    with pytest.raises(IllegalTransitionError):
        await store.jobs.go_on(waiting)
    gone_on = await store.jobs.get(job.id)
    assert gone_on is not None
    assert (gone_on.state, gone_on.goes_on_until) == (JobState.CONFIRMED, HAS_GONE_ON)
    assert [(one.deed, one.user) for one in await store.audit.entries("T1")][1:] == [(Deed.RESUME, NOBODY)]
    await store.jobs.start(job.id, "R2")
    await store.jobs.move(job.id, JobEvent.STOP, code=code)
    assert await store.jobs.waiting_to_go_on(code, clock.now()) == []
    await store.jobs.move(job.id, JobEvent.CONFIRM, by="U1")
    said = await store.jobs.get(job.id)
    assert said is not None
    assert said.goes_on_until is None
