"""Amplemarket takes fewer leads a call than we thought: that is found out once, not for every batch."""

import pytest

from bot.adding.errors import RequestTooLargeError, TooManyLeadsError
from bot.adding.outcome import Outcome
from bot.jobs.learned_size import LearnedSize
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import Scene, in_batch, leads

MANY, LARGE = TooManyLeadsError(""), RequestTooLargeError("")


async def test_later_batches_of_any_job_are_cut(scene: Scene) -> None:
    """One refusal a worker at most, then none; everybody is added."""
    scene.batch_size, scene.workers, scene.amplemarket.leads_per_request = 8, 1, 5
    await scene.write(scene.job("J1"), leads(24), watched=False)
    await scene.write(scene.job("J2"), leads(16, 102), watched=False)
    async with scene.process() as process:
        for job_id in ("J1", "J2"):
            process.dispatcher.dispatch(job_id)
            await process.quiet()
    sizes = [len(call.leads) for call in scene.amplemarket.calls]
    assert sizes == [8, *[4] * 10]
    for job_id, count in (("J1", 24), ("J2", 16)):
        assert (await scene.check_report(job_id))[Outcome.ADDED] == count


async def test_a_call_that_is_too_large_in_bytes_says_nothing_about_others(scene: Scene) -> None:
    """A 413 is halved like any other; the next batch goes as it is."""
    scene.batch_size, scene.workers = 8, 1
    await scene.write(scene.job(), leads(16))
    scene.amplemarket.inject(faults.too_large(), when=in_batch(2))
    await scene.live()
    assert [len(call.leads) for call in scene.amplemarket.calls] == [8, 4, 4, 8]


@pytest.mark.parametrize(
    ("refused", "taken", "limit"),
    [
        ([], [250], None),
        ([(250, MANY)], [], 125),
        ([(250, MANY), (125, MANY)], [63], 63),
        ([(250, LARGE)], [125], None),
        ([(250, MANY), (1, MANY)], [125], None),
        ([(1, MANY)], [], 1),
    ],
)
def test_what_is_learned(
    refused: list[tuple[int, RequestTooLargeError]], taken: list[int], limit: int | None
) -> None:
    """The largest call that was taken; nothing where a smaller one was refused, for another reason then."""
    size = LearnedSize()
    for count, error in refused:
        size.refused(count, error)
    for count in taken:
        size.taken(count)
    assert size.limit == limit
