"""Every cell: each fault × before or after processing × first, middle, last batch × once, for ever × restart.

Whatever happens, what is told agrees with the sandbox's truth, row by row, and the report is told once. By
default every second fault meets one cell; `make stress` (ADDLEADS_STRESS=1) runs them all.
"""

import os
from collections.abc import Callable
from itertools import product

import pytest

from bot.adding.outcome import SkipReason
from bot.adding.state import JobEvent, JobState
from bot.jobs import send
from bot.sandbox.amplemarket import faults
from bot.sandbox.amplemarket.faults import Fault
from tests.jobs.life import Death, Life
from tests.jobs.scene import Scene, Seeds, in_batch, lead, leads

SIZE, BATCHES = 3, 3
PLACES = {"first": 2, "middle": 5, "last": 8}
"""The first row of the batch that meets the fault."""

ODD = {"validation_errors": [{"error_code": "odd", "message": "Something is odd"}]}
SETTINGS = {"validation_errors": [{"error_code": "settings_invalid", "message": "No."}]}

FAULTS: dict[str, Callable[[], Fault]] = {
    "429 in seconds": lambda: faults.rate_limited("7"),
    "429 that names no time": lambda: faults.rate_limited(None),
    "500 before": faults.server_failed,
    "500 after": lambda: faults.server_failed(processed=True),
    "502 before": lambda: faults.html(502),
    "502 after": lambda: faults.html(502, processed=True),
    "503 before": lambda: faults.empty(503),
    "503 after": lambda: faults.empty(503, processed=True),
    "504 before": lambda: faults.html(504),
    "504 after": lambda: faults.html(504, processed=True),
    "200 empty before": lambda: faults.empty(200),
    "200 empty after": lambda: faults.empty(200, processed=True),
    "200 truncated": faults.truncated,
    "dropped before": faults.dropped,
    "dropped after": lambda: faults.dropped(processed=True),
    "cut off before": lambda: faults.cut_off(processed=False),
    "cut off after": faults.cut_off,
    "413": faults.too_large,
    "400 about size": lambda: faults.answered(400, {"_errors": [{"code": "too_many_leads"}]}),
    "400 unknown": lambda: faults.answered(400, {"_errors": [{"code": "odd"}]}),
    "422 unknown": lambda: faults.answered(422, ODD),
    "422 about settings": lambda: faults.answered(422, SETTINGS),
    "401": lambda: faults.answered(401, {}),
    "404": lambda: faults.answered(404, {}),
    "302": lambda: faults.answered(302, headers={"Location": "https://elsewhere.example/"}),
    "strangers": faults.strangers,
    "respelled": faults.respelled,
    "counted too many": lambda: faults.miscounted(1),
    "counted too few": lambda: faults.miscounted(-1),
}

Cell = tuple[str, str, bool, bool]

ALL: list[Cell] = list(product(FAULTS, PLACES, (False, True), (False, True)))
IN_EACH = len(PLACES) * 4

CELLS = (
    ALL
    if os.environ.get("ADDLEADS_STRESS")
    else [ALL[at * IN_EACH + 5 * at % IN_EACH] for at in range(0, len(FAULTS), 2)]
)


@pytest.fixture(autouse=True)
def most_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour of 429s costs a look at the store for each two seconds of it."""
    monkeypatch.setattr(send, "MOST_TURNED_AWAY", 5)


class DiesAtTheFault(Life):
    """A process that is killed when the faulty call has ended, before it can write down what came of it."""

    def __init__(self, scene: Scene, row: int) -> None:
        super().__init__()
        self._scene, self._row = scene, row

    @property
    def dead(self) -> bool:
        return any(call.names(lead(self._row)) for call in self._scene.amplemarket.calls)


@pytest.mark.parametrize(("fault", "place", "for_ever", "restart"), CELLS)
async def test_what_is_told_is_true(
    scene: Scene, fault: str, place: str, *, for_ever: bool, restart: bool
) -> None:
    """Where the job stops, it goes on once the fault is over."""
    row = PLACES[place]
    seeds: Seeds = {row + 1: frozenset({SkipReason.ALREADY_IN_SEQUENCE})}
    scene.keep_out(seeds)
    scene.batch_size = SIZE
    await scene.write(scene.job(), leads(SIZE * BATCHES))
    scene.amplemarket.inject(FAULTS[fault](), times=None if for_ever else 1, when=in_batch(row))
    if restart:
        await killed(scene, row)
    await scene.live()
    if await scene.job_state() is JobState.STOPPED:
        await scene.check(seeds=seeds)
        scene.amplemarket.clear_faults()
        await scene.store.jobs.move("J1", JobEvent.CONFIRM)
        await scene.live()
    assert await scene.job_state() is JobState.DONE
    await scene.check_report(seeds=seeds)


async def killed(scene: Scene, row: int) -> None:
    life = DiesAtTheFault(scene, row)
    async with scene.process(life) as process:
        try:
            await process.runner.run("J1")
        except BaseExceptionGroup as group:
            died, others = group.split(Death)
            assert died is not None
            assert others is None
        except Death:
            pass
    assert life.dead
