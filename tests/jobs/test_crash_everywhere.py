"""The process dies at every moment of a job's life, each time of another job; the next process ends it.

The same for a job that is typed, from its first moment on: `test_new_jobs.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from itertools import count

from bot.adding.outcome import Outcome, SkipReason
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobState
from bot.sandbox.amplemarket import adds_leads, faults
from tests.jobs.scene import Scene, leads

LEADS = 4
Prepare = Callable[[Scene, str, int], Awaitable[Mapping[int, frozenset[SkipReason]]]]


async def survive(scene: Scene, prepare: Prepare) -> int:
    """Kill a process after 0, 1, 2 … moments until one lives through its job; how many moments that took.

    Each job has a sequence and people of its own, so none disturbs another.
    """
    repeated = 0
    for moments in count():
        job_id, first = f"J{moments}", 2 + 100 * moments
        scene.sequence = scene.amplemarket.add_sequence(f"Q{moments}")
        scene.amplemarket.clear_faults()
        seeds = await prepare(scene, job_id, first)
        life = await scene.live(moments)
        await scene.live()
        assert await scene.job_state(job_id) is JobState.DONE
        await scene.check_report(job_id, seeds, most=2 if life.dead else 1)
        repeated += scene.wall.posted(job_id, "report") - 1
        if not life.dead:
            assert repeated <= 1
            return moments
    raise AssertionError


async def test_a_job_with_a_lost_answer_and_a_refusal(scene: Scene) -> None:
    """Between batches, tries and halves: what may be in is never told as not in, what has an end stays so."""
    scene.batch_size, scene.workers = 2, 2

    async def prepare(scene: Scene, job_id: str, first: int) -> Mapping[int, frozenset[SkipReason]]:
        seeds = {first + 3: frozenset({SkipReason.ALREADY_IN_SEQUENCE})}
        scene.keep_out(seeds)
        scene.amplemarket.inject(faults.too_large(), when=adds_leads)
        scene.amplemarket.inject(faults.dropped(processed=True), when=adds_leads)
        await scene.write(scene.job(job_id), leads(LEADS, first))
        return seeds

    assert await survive(scene, prepare) > 20


async def test_a_job_that_is_stopped(scene: Scene) -> None:
    """The refused key is told, whenever the process dies; only a call that was cut off leaves a doubt."""
    scene.amplemarket.revoke_key()
    for moments in count():
        job_id = f"J{moments}"
        await scene.write(scene.job(job_id), leads(LEADS, 2 + 100 * moments))
        life = await scene.live(moments)
        known = (await scene.store.jobs.earlier_tries(job_id)).values()
        await scene.live()
        assert await scene.job_state(job_id) is JobState.STOPPED
        assert 1 <= scene.wall.posted(job_id, "stopped") <= 2
        expected = Outcome.UNCONFIRMED if EarlierTry.PERHAPS in known else Outcome.NOT_SENT
        assert await scene.outcomes(job_id) == [expected] * LEADS
        if not life.dead:
            break
    assert not scene.amplemarket.added(scene.sequence)
