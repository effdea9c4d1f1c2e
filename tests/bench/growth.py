"""How cost grows with the list: reading it, and a whole job, from a thousand rows to a million."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.bench import reading
from tests.bench.figures import Figure
from tests.bench.job_run import JobRun, run_job
from tests.bench.workplace import UNLIMITED, Workplace, workplace

QUICK_CALL = 0.02
"""Seconds that a call takes here: what is to be seen is our own work."""

A_MILLION = {"ADDLEADS_MAX_LEADS": "1000000", "ADDLEADS_MAX_FILE_MB": "200"}
"""The limits of a list, raised."""

AIM = 11
"""Of the cost for ten times the rows."""


def of_reading(sizes: Sequence[int], rounds: int) -> list[Figure]:
    """CPU seconds of reading, each list in processes of their own."""
    found = []
    with tempfile.TemporaryDirectory(prefix="addleads-bench-") as folder:
        for rows in sizes:
            file = Path(folder, f"{rows}.csv")
            file.write_bytes(reading.make_list(rows))
            found.append(median(reading.alone("cpu", file)[0] for _ in range(rounds)))
    return [Figure(f"read {rows:,} rows", cpu, "s CPU") for rows, cpu in zip(sizes, found, strict=True)]


async def of_a_job(sizes: Sequence[int]) -> list[Figure]:
    """CPU seconds of whole jobs, from the file to the result file, and memory meanwhile."""
    async with workplace(latency=QUICK_CALL, per_minute=UNLIMITED, more=A_MILLION) as place:
        await run_job(place, 1_000, "warm")
        return [figure for rows in sizes for figure in await _job(place, rows)]


async def _job(place: Workplace, rows: int) -> list[Figure]:
    place.bot.forget_peak()
    run = await run_job(place, rows, f"of{rows}")
    return list(_told(run, place.bot.peak_mb - place.idle_mb))


def _told(run: JobRun, memory: float) -> Iterator[Figure]:
    took = f"{run.previewed - run.shared + run.filed - run.confirmed:.1f} s by the clock"
    yield Figure(f"whole job of {run.leads:,} rows", run.cpu, "s CPU", note=took)
    yield Figure(f"whole job of {run.leads:,} rows: peak memory above idle", memory, "MB")
