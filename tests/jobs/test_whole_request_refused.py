"""A refusal that is about no lead stops the job: nobody is blamed or tried one by one, nothing is lost."""

import pytest

from bot.adding.outcome import Outcome
from bot.adding.state import JobEvent, JobState
from bot.sandbox.amplemarket import faults
from bot.sandbox.amplemarket.faults import Fault
from tests.jobs.scene import Scene, in_batch, leads


def errors(status: int, code: str, pointer: str) -> Fault:
    entry = {"code": code, "title": code, "detail": "No.", "source": {"pointer": pointer}}
    return faults.answered(status, {"object": "error", "_errors": [entry]})


def validation(code: str) -> Fault:
    return faults.answered(422, {"validation_errors": [{"error_code": code, "message": "No."}]})


@pytest.mark.parametrize(
    "fault",
    [
        faults.answered(302, headers={"Location": "https://elsewhere.example/"}),
        errors(400, "unsupported_value", "/settings/mailboxes/0"),
        errors(400, "missing_field", "/leads"),
        validation("sequence_not_accepting_leads"),
        validation("settings_invalid"),
        validation("mailbox_inactive"),
        faults.answered(402, {}),
        faults.answered(415, {}),
    ],
    ids=["3xx", "400 settings", "400 leads", "sequence", "settings", "mailbox", "402", "415"],
)
async def test_the_job_stops_after_one_call(scene: Scene, fault: Fault) -> None:
    """What was added stays told, the rest waits; once it is mended the job goes on to its end."""
    scene.workers = 1
    await scene.write(scene.job(), leads(12))
    scene.amplemarket.inject(fault, when=in_batch(6))
    await scene.live()
    assert await scene.job_state() is JobState.STOPPED
    tally = await scene.check()
    assert (tally[Outcome.ADDED], tally[Outcome.NOT_SENT]) == (4, 8)
    assert len(scene.amplemarket.calls) == 2
    assert scene.wall.lines["J1", "stopped"] == f"stopped: request_refused, {tally.line}"
    await scene.store.jobs.move("J1", JobEvent.CONFIRM)
    await scene.live()
    assert (await scene.check_report())[Outcome.ADDED] == 12
