"""Random worlds: who is on which list, what goes wrong when, when the process dies. The report is the truth.

`ADDLEADS_WORLDS=500 pytest tests/jobs/test_random_worlds.py` looks at five hundred.
"""

import os
from collections.abc import Callable
from itertools import count

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from bot.adding.outcome import SkipReason
from bot.adding.state import JobState
from bot.sandbox.amplemarket import Call, faults
from bot.sandbox.amplemarket.faults import Fault
from tests.jobs.scene import Scene, lead, leads

ROWS = 9
WORLDS = int(os.environ.get("ADDLEADS_WORLDS", "12"))
FAULTS: list[Callable[[], Fault]] = [
    lambda: faults.rate_limited("3"),
    lambda: faults.rate_limited(None),
    faults.server_failed,
    lambda: faults.server_failed(processed=True),
    lambda: faults.html(502, processed=True),
    faults.dropped,
    lambda: faults.dropped(processed=True),
    faults.cut_off,
    faults.truncated,
    faults.too_large,
    faults.strangers,
    faults.respelled,
    lambda: faults.miscounted(-1),
    lambda: faults.answered(422, {"validation_errors": [{"error_code": "odd", "message": "Odd"}]}),
    lambda: faults.answered(401),
]

worlds = count()
seeds = st.dictionaries(
    st.integers(0, ROWS - 1), st.frozensets(st.sampled_from(SkipReason), min_size=1), max_size=4
)
faults_in_order = st.lists(st.sampled_from([None, *range(len(FAULTS))]), max_size=8)
deaths = st.lists(st.integers(0, 25), max_size=2)


def numbered(place: int) -> Callable[[Call], bool]:
    return lambda call: call.number == place


def possible(row: int, reasons: frozenset[SkipReason]) -> frozenset[SkipReason]:
    """Amplemarket excludes addresses; who has none can't be on that list."""
    return reasons if lead(row).email else reasons - {SkipReason.EXCLUSION_LIST}


@settings(max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seeds=seeds, planned=faults_in_order, deaths=deaths, size=st.integers(1, 5), workers=st.integers(1, 3))
async def test_the_report_is_the_truth(
    scene: Scene,
    *,
    seeds: dict[int, frozenset[SkipReason]],
    planned: list[int | None],
    deaths: list[int],
    size: int,
    workers: int,
) -> None:
    """Row by row, whatever happens; nothing finished is sent again; the report comes, and comes once."""
    number = next(worlds)
    job_id, first = f"W{number}", 2 + 100 * number
    scene.sequence, scene.workers = scene.amplemarket.add_sequence(job_id), workers
    kept_out = {first + at: possible(first + at, reasons) for at, reasons in seeds.items()}
    scene.keep_out(kept_out)
    calls = len(scene.amplemarket.calls)
    scene.amplemarket.clear_faults()
    for place, which in enumerate(planned, start=calls + 1):
        if which is not None:
            scene.amplemarket.inject(FAULTS[which](), when=numbered(place))
    await scene.write(scene.job(job_id), leads(ROWS, first), size)
    for moments in deaths:
        await scene.live(moments)
    await scene.live()
    while await scene.job_state(job_id) is JobState.STOPPED:
        await scene.check(job_id, kept_out)
        async with scene.process() as process:
            await process.new_jobs.confirm(job_id, "T1", "U2")
            await process.quiet()
    assert await scene.job_state(job_id) is JobState.DONE
    await scene.check_report(job_id, kept_out, most=1 + len(deaths))
