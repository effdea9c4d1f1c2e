"""How long Amplemarket is waited for: a dead server for minutes, one that says "not so fast" for an hour."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.adding.backoff import Backoff
from bot.adding.outcome import Outcome
from bot.jobs import send
from bot.jobs.outage import KNOWN_FOR, Outage
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import PATIENT, Scene, in_batch, leads
from tests.jobs.virtual_clock import START


@pytest.fixture
def most_turned_away(monkeypatch: pytest.MonkeyPatch) -> int:
    """Fewer than in earnest; still far more than the tries that a dead server gets in these tests."""
    monkeypatch.setattr(send, "MOST_TURNED_AWAY", 15)
    return send.MOST_TURNED_AWAY


async def test_an_outage_fails_nobody(scene: Scene) -> None:
    """The job waits it out, and adds everybody; for how long by default, says test_backoff.py."""
    scene.backoff = PATIENT
    await scene.write(scene.job(), leads(8))
    await scene.amplemarket.go_down()
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(25)
        await scene.amplemarket.come_back()
        await process.quiet()
    assert (await scene.check_report())[Outcome.ADDED] == 8


async def test_an_outage_without_an_end(scene: Scene) -> None:
    """In the end leads are failed; the batches behind do not wait as long all over again."""
    scene.backoff, scene.workers = PATIENT, 2
    await scene.write(scene.job(), leads(10 * scene.batch_size))
    await scene.amplemarket.go_down()
    await scene.live()
    assert (await scene.check_report())[Outcome.FAILED] == 10 * scene.batch_size
    assert 35 < scene.clock.elapsed < 60


async def test_a_short_fault_long_after_an_outage(scene: Scene) -> None:
    """The outage is old news: the next fault is met with full patience again."""
    outage = Outage()
    outage.waited_out_in_vain(START)
    assert outage.is_known(START + KNOWN_FOR - timedelta(seconds=1))
    assert not outage.is_known(START + KNOWN_FOR)
    outage.waited_out_in_vain(START)
    outage.over()
    assert not outage.is_known(START)
    await scene.write(scene.job(), leads(4))
    scene.amplemarket.inject(faults.empty(503), times=3)
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4


@pytest.mark.parametrize(("retry_after", "at_least"), [(None, 1), ("0", 1), ("9", 9)])
async def test_turned_away_far_more_often_than_a_dead_server_is_tried(
    scene: Scene, most_turned_away: int, retry_after: str | None, at_least: int
) -> None:
    """429s are surely unprocessed: the leads are added in the end, and none is called failed."""
    scene.backoff = Backoff(tries=2, first=1, longest=1)
    times = most_turned_away - 1 if retry_after is None else 5
    await scene.write(scene.job(), leads(4))
    scene.amplemarket.inject(faults.rate_limited(retry_after), times=times)
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4
    gaps = [later.at - one.at for one, later in pairwise(scene.amplemarket.calls)]
    assert len(gaps) == times
    assert min(gaps) >= timedelta(seconds=at_least)


async def test_turned_away_for_ever(scene: Scene, most_turned_away: int) -> None:
    """Even that has an end, and nobody is told as perhaps added: a 429 processes nothing."""
    scene.backoff = Backoff(first=1, longest=1)
    await scene.write(scene.job(), leads(4))
    scene.amplemarket.inject(faults.rate_limited(None), times=None)
    await scene.live()
    assert (await scene.check_report())[Outcome.FAILED] == 4
    assert len(scene.amplemarket.calls) == most_turned_away


@pytest.mark.parametrize("until", ["120", START + timedelta(seconds=120)])
async def test_a_429_holds_all_callers_of_the_key(scene: Scene, until: object) -> None:
    """In seconds or until a date: nobody calls before it is over, other jobs included."""
    scene.amplemarket.inject(faults.rate_limited(until))  # type: ignore[arg-type]
    await scene.write(scene.job(), leads(8), watched=False)
    await scene.write(scene.job("J2"), leads(8, 102), watched=False)
    scene.workers = 1
    await scene.live()
    first, *others = scene.amplemarket.calls
    assert min(call.at for call in others) - first.at >= timedelta(seconds=119)
    await scene.check_report("J1")
    await scene.check_report("J2")


async def test_500s_that_had_their_effect_are_no_plain_failure(scene: Scene) -> None:
    """Who is left without an answer after 500s is told as unconfirmed: they may be in."""
    await scene.write(scene.job(), leads(4))
    scene.amplemarket.inject(faults.server_failed(processed=True), times=None)
    await scene.live()
    await scene.check_report()
    assert {row.outcome.outcome for row in await scene.rows()} == {Outcome.UNCONFIRMED}
    assert all("may be in" in row.outcome.detail for row in await scene.rows())


async def test_one_dead_batch_does_not_hold_up_the_others(scene: Scene) -> None:
    """A batch that backs off does so without a place among the calls under way."""
    scene.backoff, scene.workers = PATIENT, 2
    await scene.write(scene.job(), leads(40))
    scene.amplemarket.inject(faults.empty(503), times=12, when=in_batch(2))
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(10)
        assert len(scene.amplemarket.added(scene.sequence)) == 36
        await process.quiet()
    assert (await scene.check_report())[Outcome.ADDED] == 40


async def test_an_outage_is_told_with_the_time_until_it_is_tried(scene: Scene) -> None:
    """Not at once, and no longer once Amplemarket answers; the time told is one that is kept to."""
    scene.backoff = Backoff(tries=12, first=5.0, longest=30.0)
    await scene.write(scene.job(), leads(8))
    await scene.amplemarket.go_down()
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(75)
        assert process.runner.sender.outage.worth_telling(scene.clock.now())
        await scene.amplemarket.come_back()
        await process.quiet()
        assert process.runner.sender.outage.silence is None
    first, last = scene.wall.silences[0], scene.wall.silences[-1]
    assert first.since == last.since < START + timedelta(seconds=5)
    assert START + timedelta(seconds=75) < last.until <= START + timedelta(seconds=300)
    assert len(scene.wall.silences) < scene.wall.calls["progress"]
    await scene.check_report()


async def test_a_server_that_always_breaks_leaves_everybody_unconfirmed(scene: Scene) -> None:
    """A 500 may come after the leads were processed; a 503 says that they were not."""
    for job_id, first, fault in (
        ("J1", 2, faults.server_failed(processed=True)),
        ("J2", 102, faults.empty(503)),
    ):
        scene.amplemarket.inject(fault, times=None, when=in_batch(first))
        await scene.write(scene.job(job_id), leads(4, first), watched=False)
    await scene.live()
    assert (await scene.check_report("J1"))[Outcome.UNCONFIRMED] == 4
    assert (await scene.check_report("J2"))[Outcome.FAILED] == 4


@pytest.mark.parametrize("processed", [False, True])
async def test_a_gateway_that_waited_in_vain_has_lost_an_answer(scene: Scene, *, processed: bool) -> None:
    """It is asked for once more, and then the leads are unconfirmed."""
    scene.amplemarket.inject(replace(faults.html(504), processed=processed), times=None)
    await scene.write(scene.job(), leads(4))
    await scene.live()
    assert (await scene.check_report())[Outcome.UNCONFIRMED] == 4
    assert len(scene.amplemarket.calls) == 2
