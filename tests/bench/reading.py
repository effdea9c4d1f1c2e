"""How fast lists are read, next to a bare `csv.reader` pass over the same bytes in the same run.

    python -m tests.bench.reading [--rows 100000] [--growth 1000000] [--rounds 9] [--json FILE]

Prints every figure beside its aim. All are CPU time, as other programs on the machine must not count:
    ratio: `read_leads` over the bare pass, in turns, the median of the rounds;
    growth: the large list over the small one, each read in processes of their own, medians;
    peak memory: above what a process has that holds the bytes unread;
    longest stall: how long the process worked, at most, between two turns of an event loop that wants one
        every millisecond, while a thread reads. By the clock it is longer where other programs run.
"""

import argparse
import asyncio
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bot.leads.reading import read_leads
from tests.bench.figures import Figure, as_json, table

HEADER = (
    *("First Name", "Last Name", "Work Email", "Person Linkedin Url", "Company Name", "Job Title"),
    *("Website", "City", "Country", "Industry", "Employees", "Notes"),
)


def make_list(rows: int, seed: int = 1) -> bytes:
    """A list of 12 columns: 3 % bad addresses, 5 % repeats, quoted commas, a few quoted line ends."""
    dice = random.Random(seed)  # noqa: S311 - made-up people
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    domains = [f"company-{number}.com" for number in range(4000)]
    for number in range(rows):
        person = dice.randrange(number) if number and dice.random() < 0.05 else number
        domain = domains[person % len(domains)]
        email = f"first{person}.last@{domain}" if dice.random() > 0.03 else "n/a"
        remark = "Met at the fair\nwants a call" if person % 50 == 0 else "Spoke at the fair last year"
        writer.writerow(
            [
                f"First{person}",
                f"Last{person}",
                email,
                f"https://www.linkedin.com/in/first-last-{person}",
                f"Company {person % 4000}, Inc.",
                "Head of Sales, EMEA",
                f"https://www.{domain}",
                "Zürich" if person % 3 else "Boston",
                "Switzerland",
                "Financial Services",
                str(person % 5000),
                remark,
            ]
        )
    return out.getvalue().encode()


LARGEST_FILE = 20_000_000  # bytes: what a file has at most unless the operator says otherwise


def bare_pass(data: bytes) -> None:
    """What the ratio is measured against."""
    for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")):
        pass


def cpu_seconds(work: Callable[[bytes], object], data: bytes) -> float:
    """CPU time of one run, that of giving the result back left out."""
    start = time.process_time()
    result = work(data)
    seconds = time.process_time() - start
    del result
    return seconds


# ---- what a process of its own measures -------------------------------------------------------------


def _cpu(data: bytes) -> list[float]:
    return [cpu_seconds(read_leads, data)]


def _memory(data: bytes) -> list[float]:
    before = _memory_mb("VmRSS")
    read_leads(data)
    return [_memory_mb("VmHWM") - before]


def _memory_mb(what: str) -> float:
    """Of this process: VmRSS now, VmHWM at the highest; `getrusage` counts what the parent had, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024


async def _longest_stall(data: bytes) -> list[float]:
    """Milliseconds between two turns of the loop, at most: that this process worked, and by the clock."""
    reading = asyncio.create_task(asyncio.to_thread(read_leads, data))
    worked = waited = 0.0
    while not reading.done():
        clock, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(0.001)
        worked = max(worked, time.process_time() - cpu)
        waited = max(waited, time.perf_counter() - clock)
    await reading
    return [1000 * worked, 1000 * waited]


_ALONE: dict[str, Callable[[bytes], list[float]]] = {
    "cpu": _cpu,
    "memory": _memory,
    "stall": lambda data: asyncio.run(_longest_stall(data)),
}


def _measure_alone(what: str, file: Path) -> None:
    data = file.read_bytes()
    read_leads(data[: data.index(b"\n", 2000)])  # imports and regular expressions are not the list's
    print(json.dumps(_ALONE[what](data)))  # noqa: T201


def alone(what: str, file: Path) -> list[float]:
    """What a new process measures."""
    command = [sys.executable, "-m", "tests.bench.reading", "--alone", what, str(file)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own module
    figures: list[float] = json.loads(done.stdout)
    return figures


# ---- all of it --------------------------------------------------------------------------------------


def measure(rows: int, growth: int, rounds: int) -> list[Figure]:
    """All figures of one run.

    Args:
        rows: of the list that most is measured with.
        growth: rows of the large list; 0 leaves it out.
        rounds: how often the ratio is measured; the others a third as often.
    """
    few = range(-(-rounds // 3))
    data = make_list(rows)
    # In turns, so that a busy machine slows both.
    turns = [(cpu_seconds(bare_pass, data), cpu_seconds(read_leads, data)) for _ in range(rounds)]
    bare, full = map(median, zip(*turns, strict=True))
    with tempfile.TemporaryDirectory() as folder:
        small = _written(Path(folder, "small.csv"), data)
        western = _written(Path(folder, "western.csv"), _of_20_mb(data).decode().encode("cp1252"))
        return [
            Figure(f"bare csv.reader pass, {rows:,} rows", bare, "s CPU"),
            Figure(f"read_leads, {rows:,} rows", full, "s CPU", note=f"{len(data) / 1e6:.1f} MB"),
            Figure(
                "read_leads / bare csv.reader pass", median(full / bare for bare, full in turns), "x", 3.5
            ),
            *_growth(small, Path(folder), growth, few),
            Figure("peak memory above idle", median(alone("memory", small)[0] for _ in few), "MB", 250),
            _stall(f"longest stall, {rows:,} rows", small, few),
            _stall("longest stall, 20 MB, Windows-1252", western, few),
        ]


def _growth(small: Path, folder: Path, rows: int, few: range) -> list[Figure]:
    if not rows:
        return []
    large = _written(folder / "large.csv", make_list(rows))
    turns = [(alone("cpu", small)[0], alone("cpu", large)[0]) for _ in few]
    of_small, of_large = map(median, zip(*turns, strict=True))
    note = f"{of_small:.2f} s and {of_large:.2f} s CPU"
    return [Figure(f"growth to {rows:,} rows", of_large / of_small, "x", 11, note)]


def _stall(name: str, file: Path, few: range) -> Figure:
    worked, waited = map(median, zip(*(alone("stall", file) for _ in few), strict=True))
    return Figure(name, worked, "ms CPU", 50, f"{waited:.0f} ms by the clock, other programs included")


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _of_20_mb(data: bytes) -> bytes:
    """As many whole rows, over again where they are too few."""
    data *= 1 + LARGEST_FILE // len(data)
    return data[: data.rindex(b"\r\n", 0, LARGEST_FILE) + 2]


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--growth", type=int, default=1_000_000, help="rows of the large list; 0: left out")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", type=Path, help="a file to write the figures to")
    parser.add_argument("--alone", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        _measure_alone(options.alone[0], Path(options.alone[1]))
        return
    figures = measure(options.rows, options.growth, options.rounds)
    print(table("Reading a list", figures))  # noqa: T201
    if options.json:
        options.json.write_text(json.dumps(as_json(figures), indent=2) + "\n")


if __name__ == "__main__":
    main()
