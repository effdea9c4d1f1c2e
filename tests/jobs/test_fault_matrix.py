"""Each fault in the first, a middle and the last batch: what is told agrees with the truth, row by row."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.adding.outcome import Outcome, SkipReason
from bot.sandbox.amplemarket import faults
from bot.sandbox.amplemarket.faults import Fault
from tests.jobs.scene import Scene, Seeds, in_batch, lead, leads
from tests.jobs.virtual_clock import START

BATCHES = 3
SIZE = 4
WHERE = {"first": 2, "middle": 6, "last": 10}
"""The first row of the batch that meets the fault."""

MIDDLE = WHERE["middle"]

SEEDS: Seeds = {
    row + at: frozenset(reasons)
    for row in WHERE.values()
    for at, reasons in (
        (0, {SkipReason.RECENTLY_CONTACTED, SkipReason.IN_OTHER_DRAFT_SEQUENCES}),
        (2, {SkipReason.ALREADY_IN_SEQUENCE}),
    )
}

TRANSIENT: dict[str, Callable[[], Fault]] = {
    "429 in seconds": lambda: faults.rate_limited("7"),
    "429 until a date": lambda: faults.rate_limited(START + timedelta(seconds=30)),
    "429 that names no time": lambda: faults.rate_limited(None),
    "500 before": faults.server_failed,
    "500 after": lambda: faults.server_failed(processed=True),
    "502 html": lambda: faults.html(502),
    "503 empty": lambda: faults.empty(503),
    "200 empty": lambda: faults.empty(200, processed=True),
    "200 truncated": faults.truncated,
    "dropped before": faults.dropped,
    "dropped after": lambda: faults.dropped(processed=True),
    "cut off": faults.cut_off,
    "late": lambda: faults.delayed(30),
    "413": faults.too_large,
    "422 unknown": lambda: faults.answered(
        422, {"validation_errors": [{"error_code": "odd", "message": "Something is odd"}]}
    ),
    "400 unknown": lambda: faults.answered(400, {"object": "error", "_errors": [{"code": "odd"}]}),
    "strangers": faults.strangers,
    "respelled": faults.respelled,
    "counted too many": lambda: faults.miscounted(1),
}


IN_TURN = ("429 in seconds", "500 after", "502 html", "dropped after", "200 truncated", "413", "422 unknown")
"""One of each kind. They meet one batch and then another; the others meet all three batches of one job."""

CELLS = [
    *product(IN_TURN, ((place,) for place in WHERE)),
    *((fault, tuple(WHERE)) for fault in TRANSIENT if fault not in IN_TURN),
]


@pytest.mark.parametrize(("fault", "places"), CELLS)
async def test_what_passes_leaves_no_trace(scene: Scene, fault: str, places: tuple[str, ...]) -> None:
    """A fault that comes once costs time; all that can be added is added, and told as such."""
    scene.keep_out(SEEDS)
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    for place in places:
        scene.amplemarket.inject(TRANSIENT[fault](), when=in_batch(WHERE[place]))
    await scene.live()
    tally = await scene.check_report(seeds=SEEDS)
    assert tally[Outcome.SKIPPED] + tally[Outcome.ADDED] == BATCHES * SIZE
    by_first_try = (
        len(places) if "after" in fault or fault in {"200 empty", "200 truncated", "cut off"} else 0
    )
    assert tally[Outcome.SKIPPED] == 6 - by_first_try


@pytest.mark.parametrize("processed", [False, True])
async def test_two_lost_answers_are_unconfirmed(scene: Scene, *, processed: bool) -> None:
    """A lost answer is asked for once more, and no third time; the rest of the job is not touched."""
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    scene.amplemarket.inject(faults.dropped(processed=processed), times=None, when=in_batch(MIDDLE))
    await scene.live()
    tally = await scene.check_report()
    assert (tally[Outcome.UNCONFIRMED], tally[Outcome.ADDED]) == (SIZE, (BATCHES - 1) * SIZE)
    assert sum(call.names(lead(MIDDLE)) for call in scene.amplemarket.calls) == 2


async def test_a_count_that_is_too_low_confirms_nothing(scene: Scene) -> None:
    """Nobody can say which of them are in, so none is told as added."""
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    scene.amplemarket.inject(faults.miscounted(-1), when=in_batch(MIDDLE))
    await scene.live()
    tally = await scene.check_report()
    assert (tally[Outcome.UNCONFIRMED], tally[Outcome.ADDED]) == (SIZE, (BATCHES - 1) * SIZE)


async def test_all_reasons_at_once(scene: Scene) -> None:
    """A lead that five lists name is one skipped row with five reasons."""
    row = MIDDLE + 1
    seeds = {row: frozenset(SkipReason)}
    assert lead(row).email
    scene.keep_out(seeds)
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    await scene.live()
    tally = await scene.check_report(seeds=seeds)
    assert tally.reasons == dict.fromkeys(SkipReason, 1)


@pytest.mark.parametrize("base", [0, 1])
async def test_a_missing_field_costs_only_who_lacks_it(scene: Scene, base: int) -> None:
    """Whatever the indexes count from: those at fault are invalid, the others of the batch are added."""
    scene.amplemarket.sequence(scene.sequence).required_fields = ("title",)
    scene.amplemarket.quirks = replace(scene.amplemarket.quirks, index_base=base)
    lacking = {MIDDLE, MIDDLE + 1}
    people = [
        lead(row, **({} if row in lacking else {"title": "CEO"})) for row in range(2, 2 + BATCHES * SIZE)
    ]
    await scene.write(scene.job(), people)
    await scene.live()
    tally = await scene.check_report()
    assert (tally[Outcome.INVALID], tally[Outcome.ADDED]) == (2, BATCHES * SIZE - 2)
    invalid = {row.row for row in await scene.rows() if row.outcome.outcome is Outcome.INVALID}
    assert invalid == lacking


async def test_one_lead_that_is_always_refused(scene: Scene) -> None:
    """For a reason nobody can read: halving finds it, and only it."""
    refused = faults.answered(422, {"validation_errors": [{"error_code": "odd", "message": "No."}]})
    row = MIDDLE + 2
    scene.amplemarket.inject(refused, times=None, when=in_batch(row))
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    await scene.live()
    tally = await scene.check_report()
    assert (tally[Outcome.INVALID], tally[Outcome.ADDED]) == (1, BATCHES * SIZE - 1)
    assert sum(call.names(lead(row)) for call in scene.amplemarket.calls) == 3


async def test_a_request_that_is_too_large_is_halved(scene: Scene) -> None:
    """By number of leads, here: the real limit is not documented."""
    scene.amplemarket.leads_per_request = 3
    people = leads(BATCHES * SIZE)
    await scene.write(scene.job(), people)
    scene.amplemarket.inject(faults.dropped(processed=True), when=in_batch(MIDDLE))
    await scene.live()
    tally = await scene.check_report()
    assert tally[Outcome.ADDED] == len(people)


async def test_a_refusal_of_everything_blames_no_lead(scene: Scene) -> None:
    """After eight refused alone nobody is halved any further, and nobody is told as invalid."""
    scene.batch_size = 32
    refused = faults.answered(422, {"validation_errors": [{"error_code": "odd", "message": "No."}]})
    scene.amplemarket.inject(refused, times=None)
    await scene.write(scene.job(), leads(32))
    await scene.live()
    tally = await scene.check_report()
    assert tally[Outcome.FAILED] == 32
    assert len(scene.amplemarket.calls) <= 32


async def test_a_lost_answer_of_one_half_says_nothing_about_the_other(scene: Scene) -> None:
    """Who was in before is told as skipped, though a call of the same batch was lost."""
    first = MIDDLE
    seeds = {first + at: frozenset({SkipReason.ALREADY_IN_SEQUENCE}) for at in (2, 3)}
    scene.keep_out(seeds)
    await scene.write(scene.job(), leads(BATCHES * SIZE))
    scene.amplemarket.inject(faults.too_large(), when=in_batch(first))
    scene.amplemarket.inject(faults.dropped(processed=True), when=in_batch(first))
    await scene.live()
    tally = await scene.check_report(seeds=seeds)
    assert tally[Outcome.SKIPPED] == 2
    assert tally[Outcome.ADDED] == BATCHES * SIZE - 2
