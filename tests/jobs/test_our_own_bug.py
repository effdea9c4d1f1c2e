"""A bug of ours ends a run: the job stops, says so, and can go on; what may be in is not told as not in."""

from collections.abc import Sequence

import pytest

from bot.adding.answer import AddLeadsAnswer
from bot.adding.errors import SlackError
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry, reconcile
from bot.adding.state import JobEvent, JobState
from bot.jobs import send
from bot.jobs.broken import BrokenRuns
from bot.jobs.dispatch import LocalDispatcher
from bot.leads.lead import Lead
from tests.jobs.scene import Process, Scene, leads

POISON = 6
"""The row whose answer nobody here can read."""


@pytest.fixture(autouse=True)
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(
        sent: Sequence[Lead], answer: AddLeadsAnswer, earlier_try: EarlierTry, *, same_leads: bool
    ) -> list[RowOutcome]:
        if any(one.row == POISON for one in sent):
            raise ZeroDivisionError("nobody thought of this")
        return reconcile(sent, answer, earlier_try, same_leads=same_leads)

    monkeypatch.setattr(send, "reconcile", broken)


async def run(process: Process, scene: Scene) -> None:
    """Run the job as the program does, and do what it does about a bug."""
    broken = BrokenRuns(process.runner.jobs, process.runner.thread, process.runner, lambda: "J7QK")
    dispatcher = LocalDispatcher(process.runner.run, broken.stop)
    dispatcher.dispatch("J1")
    await dispatcher._tasks["J1"]
    assert not scene.ledger.resent


async def test_the_job_stops_and_goes_on_without_the_leads_in_question(scene: Scene) -> None:
    """The other calls under way are heard to their end; who may be in is unconfirmed, and not sent again."""
    scene.workers = 2
    await scene.write(scene.job(), leads(5 * scene.batch_size))
    async with scene.process() as process:
        await run(process, scene)
        assert await scene.job_state() is JobState.STOPPED
        stopped = await scene.check()
        assert stopped[Outcome.UNCONFIRMED] == scene.batch_size
        assert stopped[Outcome.ADDED] + stopped[Outcome.NOT_SENT] == 4 * scene.batch_size
        assert scene.wall.lines["J1", "stopped"] == f"broken: J7QK, {stopped.line}"
        await scene.store.jobs.move("J1", JobEvent.CONFIRM)
        await run(process, scene)
    assert await scene.job_state() is JobState.DONE
    tally = await scene.check_report()
    assert (tally[Outcome.UNCONFIRMED], tally[Outcome.ADDED]) == (scene.batch_size, 4 * scene.batch_size)


async def test_a_bug_before_anything_was_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also then the job is not left with nobody to go on."""
    await scene.write(scene.job(), leads(scene.batch_size))
    async with scene.process() as process:
        with monkeypatch.context() as patch:
            patch.setattr("bot.jobs.run.start_in_turn", None)
            await run(process, scene)
    assert await scene.job_state() is JobState.STOPPED
    assert await scene.outcomes() == [Outcome.NOT_SENT] * scene.batch_size


async def test_where_nobody_can_be_told_the_job_stops_all_the_same(scene: Scene) -> None:
    """Nothing more is sent, whatever becomes of the message."""
    await scene.write(scene.job(), leads(2 * scene.batch_size))
    scene.wall.failing["failed"] = [lambda: SlackError("no")] * 30
    async with scene.process() as process:
        await run(process, scene)
    assert await scene.job_state() is JobState.STOPPED
