"""Batches: each is held by one run at a time, and a finished one is never sent again."""

from collections.abc import Callable

import pytest

from bot.adding.errors import ConservationError, StaleRunError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent
from bot.store import Store
from tests.store.conftest import Running

NewJob = Callable[..., Job]
NewPlan = Callable[..., Plan]


async def test_batches_are_claimed_in_order_and_once(running: Running) -> None:
    """With their leads in row order; then there is none left."""
    assert await running.claim() == (0, (2, 3))
    assert await running.claim() == (1, (4, 5))
    assert await running.jobs.claim(running.id, "R1") is None


async def test_a_claimed_lead_is_the_lead_of_the_plan(running: Running, new_plan: NewPlan) -> None:
    """Its data and its keys included."""
    batch = await running.jobs.claim(running.id, "R1")
    assert batch is not None
    assert batch.leads == tuple(row.lead for row in new_plan().rows[:2])
    assert (batch.tries, batch.earlier_try) == (0, EarlierTry.NONE)


async def test_a_finished_batch_is_never_claimed_again(running: Running) -> None:
    """Not even by the next run."""
    number, rows = await running.claim()
    await running.finish(number, rows)
    await running.jobs.start(running.id, "R2")
    running.run = "R2"
    assert await running.claim() == (1, (4, 5))
    assert await running.jobs.claim(running.id, "R2") is None


async def test_a_claimed_batch_goes_to_the_next_run(running: Running) -> None:
    """It was not sent, so nothing is known of an earlier try."""
    await running.claim()
    await running.jobs.start(running.id, "R2")
    batch = await running.jobs.claim(running.id, "R2")
    assert batch is not None
    assert (batch.number, batch.tries, batch.earlier_try) == (0, 0, EarlierTry.NONE)


async def test_a_batch_in_flight_goes_to_the_next_run_as_perhaps_processed(running: Running) -> None:
    """Its call was made, and nobody knows what became of it; not in the run after the next either."""
    number, _ = await running.claim()
    assert await running.begin_call(number)
    for run in ("R2", "R3"):
        await running.jobs.start(running.id, run)
        batch = await running.jobs.claim(running.id, run)
        assert batch is not None
        assert (batch.number, batch.tries, batch.earlier_try) == (0, 1, EarlierTry.PERHAPS)


async def test_processed_stays_processed(store: Store, new_job: NewJob, new_plan: NewPlan) -> None:
    """A call on its way takes nothing away from what an earlier one made sure."""
    running = await _running(store, new_job(), new_plan(earlier=EarlierTry.PROCESSED))
    number, _ = await running.claim()
    await running.begin_call(number)
    await running.jobs.start(running.id, "R2")
    batch = await running.jobs.claim(running.id, "R2")
    assert batch is not None
    assert batch.earlier_try is EarlierTry.PROCESSED


async def test_a_call_that_had_no_effect_leaves_no_doubt(running: Running) -> None:
    """After a 429 the batch is no longer in flight, and the next run knows that nothing was processed."""
    number, _ = await running.claim()
    await running.begin_call(number)
    await running.jobs.tried(running.id, "R1", number, EarlierTry.NONE)
    await running.jobs.start(running.id, "R2")
    batch = await running.jobs.claim(running.id, "R2")
    assert batch is not None
    assert (batch.tries, batch.earlier_try) == (1, EarlierTry.NONE)


async def test_a_released_batch_can_be_claimed_again(running: Running) -> None:
    """By the same run too; its tries are remembered."""
    number, rows = await running.claim()
    await running.begin_call(number)
    await running.jobs.release(running.id, "R1", number)
    batch = await running.jobs.claim(running.id, "R1")
    assert batch is not None
    assert (batch.number, batch.tries, batch.earlier_try) == (number, 1, EarlierTry.NONE)
    assert tuple(lead.row for lead in batch.leads) == rows


async def test_a_batch_in_parts_comes_back_with_the_leads_left(running: Running) -> None:
    """What has its end is not sent again."""
    number, (first, second) = await running.claim()
    ended = [RowOutcome(first, Outcome.ADDED)]
    await running.jobs.record(running.id, "R1", number, ended, finished=False)
    await running.jobs.start(running.id, "R2")
    running.run = "R2"
    assert await running.claim() == (number, (second,))


async def test_a_batch_whose_leads_all_have_their_end_is_done(running: Running) -> None:
    """A kill before it was called finished does not make an empty call."""
    number, rows = await running.claim()
    ended = [RowOutcome(row, Outcome.ADDED) for row in rows]
    await running.jobs.record(running.id, "R1", number, ended, finished=False)
    await running.jobs.start(running.id, "R2")
    running.run = "R2"
    assert await running.claim() == (1, (4, 5))
    assert await running.jobs.claim(running.id, "R2") is None


@pytest.mark.parametrize("event", [JobEvent.STOP, JobEvent.CANCEL, JobEvent.FINISH])
async def test_nothing_is_sent_for_a_job_that_no_longer_runs(running: Running, event: JobEvent) -> None:
    """No batch is given out, and no call may be made for one that is out; the store keeps no trace of one."""
    number, rows = await running.claim()
    await running.jobs.move(running.id, event)
    assert await running.jobs.claim(running.id, "R1") is None
    assert not await running.begin_call(number)
    assert (await running.jobs.earlier_tries(running.id))[number] is EarlierTry.NONE
    await running.finish(number, rows)  # the answer of a call made before still counts
    assert (await running.jobs.tally(running.id))[Outcome.ADDED] == 2


async def test_a_stopped_job_goes_on_where_it_was(running: Running) -> None:
    """With the batch that was given back."""
    number, _ = await running.claim()
    await running.jobs.release(running.id, "R1", number)
    await running.jobs.move(running.id, JobEvent.STOP)
    await running.jobs.start(running.id, "R2")
    running.run = "R2"
    assert await running.claim() == (0, (2, 3))


async def test_a_stale_run_writes_nothing(running: Running) -> None:
    """Once another run has started the job, each of its writes raises."""
    number, rows = await running.claim()
    await running.jobs.start(running.id, "R2")
    jobs, ended = running.jobs, [RowOutcome(row, Outcome.FAILED) for row in rows]
    for write in (
        jobs.claim(running.id, "R1"),
        running.begin_call(number),
        jobs.tried(running.id, "R1", number, EarlierTry.PERHAPS),
        jobs.record(running.id, "R1", number, ended, finished=True),
        jobs.release(running.id, "R1", number),
    ):
        with pytest.raises(StaleRunError):
            await write
    assert (await jobs.tally(running.id))[Outcome.FAILED] == 0
    batch = await jobs.claim(running.id, "R2")
    assert batch is not None
    assert (batch.number, batch.tries, batch.earlier_try) == (number, 0, EarlierTry.NONE)


async def test_a_run_writes_to_its_own_batches_only(running: Running) -> None:
    """Not to one it has not claimed, nor to one it has given back or finished."""
    number, rows = await running.claim()
    with pytest.raises(StaleRunError, match="does not hold batch 1"):
        await running.begin_call(1)
    await running.finish(number, rows)
    with pytest.raises(StaleRunError, match="does not hold batch 0"):
        await running.begin_call(number)


async def test_a_batch_is_finished_whole_or_not_at_all(running: Running) -> None:
    """With a row left over it stays open, and the other rows' outcomes are not written either."""
    number, (first, _) = await running.claim()
    with pytest.raises(ConservationError, match="rows left"):
        await running.finish(number, [first])
    assert (await running.jobs.tally(running.id))[Outcome.NOT_SENT] == 4


async def test_an_outcome_of_another_batchs_row_is_refused(running: Running) -> None:
    """Each batch speaks for its own rows."""
    number, rows = await running.claim()
    with pytest.raises(ConservationError, match="none of its rows"):
        await running.finish(number, [*rows, 4])
    assert (await running.jobs.tally(running.id))[Outcome.NOT_SENT] == 4


async def test_what_is_known_of_each_batchs_calls_is_kept(running: Running) -> None:
    """For a later retry: finished, in flight, untouched."""
    number, rows = await running.claim()
    ended = [RowOutcome(row, Outcome.UNCONFIRMED) for row in rows]
    await running.jobs.record(
        running.id, "R1", number, ended, finished=True, earlier_try=EarlierTry.PROCESSED
    )
    assert await running.jobs.earlier_tries(running.id) == {0: EarlierTry.PROCESSED, 1: EarlierTry.NONE}
    number, _ = await running.claim()
    await running.begin_call(number)
    assert await running.jobs.earlier_tries(running.id) == {0: EarlierTry.PROCESSED, 1: EarlierTry.PERHAPS}


async def test_leads_on_their_way_are_unconfirmed_when_the_job_is_cancelled(running: Running) -> None:
    """They may be in; those of the other batch were surely not sent."""
    number, _ = await running.claim()
    await running.begin_call(number)
    await running.jobs.move(running.id, JobEvent.CANCEL)
    tally = await running.jobs.tally(running.id)
    assert (tally[Outcome.UNCONFIRMED], tally[Outcome.NOT_SENT]) == (2, 2)


async def test_a_lost_answer_is_not_forgotten_by_cancelling(running: Running) -> None:
    """A batch that waits for another try may be in as well."""
    number, _ = await running.claim()
    await running.begin_call(number)
    await running.jobs.tried(running.id, "R1", number, EarlierTry.PERHAPS)
    await running.jobs.move(running.id, JobEvent.CANCEL)
    assert (await running.jobs.tally(running.id))[Outcome.UNCONFIRMED] == 2


async def test_an_answer_after_cancelling_has_the_last_word(running: Running) -> None:
    """The run that is still there records what it learns."""
    number, (first, second) = await running.claim()
    await running.begin_call(number)
    await running.jobs.move(running.id, JobEvent.CANCEL)
    skipped = RowOutcome(second, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST,))
    ended = [RowOutcome(first, Outcome.ADDED), skipped]
    await running.jobs.record(running.id, "R1", number, ended, finished=True)
    tally = await running.jobs.tally(running.id)
    assert tally.line == (
        "4 rows = 1 added + 1 skipped + 0 invalid + 0 duplicate + 0 unconfirmed + 0 failed + 2 not sent"
    )


async def test_a_batch_released_after_cancelling_was_not_sent(running: Running) -> None:
    """Its call had no effect: the doubt is taken back."""
    number, _ = await running.claim()
    await running.begin_call(number)
    await running.jobs.move(running.id, JobEvent.CANCEL)
    await running.jobs.release(running.id, "R1", number)
    assert (await running.jobs.tally(running.id))[Outcome.NOT_SENT] == 4


async def _running(store: Store, job: Job, plan: Plan) -> Running:
    await store.jobs.create(job, plan)
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "R1")
    return Running(store, job, "R1")
