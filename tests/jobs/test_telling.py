"""Slack does not let us: what people wait for is told later, and nothing else depends on Slack."""

from collections.abc import Callable

import pytest

from bot.adding.errors import CannotPostError, SlackAnswerLostError, SlackError
from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.sandbox.amplemarket import faults
from tests.jobs.scene import Scene, leads


def refused() -> SlackError:
    return SlackError("Slack refused this (internal_error).")


@pytest.mark.parametrize("times", [1, 3])
async def test_a_report_is_told_when_slack_lets_us(scene: Scene, times: int) -> None:
    """It is tried again, and stands there once."""
    await scene.write(scene.job(), leads(4))
    scene.wall.failing["report"] += [refused] * times
    await scene.live()
    await scene.check_report()


async def test_a_report_whose_answer_is_lost_is_sent_once_more(scene: Scene) -> None:
    """Not a third time: it may be there already. The next start tries again, as the store knows of none."""
    await scene.write(scene.job(), leads(4))
    scene.wall.failing["report"] += [SlackAnswerLostError] * 2
    await scene.live()
    assert scene.wall.calls["report"] == 2
    await scene.live()
    await scene.check_report()


@pytest.mark.parametrize("error", [CannotPostError, refused])
async def test_slack_refuses_for_long(scene: Scene, error: Callable[[], SlackError]) -> None:
    """The leads are added; the next start tells it."""
    await scene.write(scene.job(), leads(4))
    scene.wall.failing["report"] += [error] * 50
    await scene.live()
    assert await scene.job_state() is JobState.DONE
    scene.wall.failing.clear()
    await scene.live()
    await scene.check_report()


async def test_progress_may_fail_as_it_likes(scene: Scene) -> None:
    """It keeps no lead from being sent, and is shown again when Slack lets us."""
    scene.amplemarket.latency, scene.workers = 1.0, 1
    await scene.write(scene.job(), leads(40))
    scene.wall.failing["progress"] += [refused, SlackAnswerLostError]
    await scene.live()
    await scene.check_report()
    assert scene.wall.calls["progress"] >= 3


async def test_a_stop_that_can_not_be_told(scene: Scene) -> None:
    """The job does not wait in silence for somebody to press a button: the next start tries both again."""
    await scene.write(scene.job(), leads(4))
    scene.amplemarket.inject(faults.answered(401))
    scene.wall.failing["stopped"] += [SlackAnswerLostError] * 2
    await scene.live()
    assert await scene.job_state() is JobState.RUNNING
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 4


async def test_a_drain_does_not_wait_for_slack(scene: Scene) -> None:
    """Whoever insists on telling is woken; the next start tells it."""
    await scene.write(scene.job(), leads(4))
    scene.wall.failing["report"] += [refused] * 5
    async with scene.process() as process:
        await process.start()
        await scene.clock.sleep(2)
        before = scene.clock.elapsed
        process.runner.draining.set()
        await process.dispatcher.drain(5)
        assert scene.clock.elapsed == before
    scene.wall.failing.clear()
    await scene.live()
    await scene.check_report()


async def test_a_child_is_reported_though_its_parent_can_not_be_edited(scene: Scene) -> None:
    """The note on the parent's report is an ornament."""
    await scene.write(scene.job(), leads(4))
    await scene.live()
    scene.wall.failing["retried"].append(refused)
    child = scene.job("J2", parent="J1", root="J1")
    await scene.write(child, leads(4, 102), watched=False)
    await scene.live()
    await scene.check_report("J2")
