"""How fast lists are read, next to a bare `csv.reader` pass over the same bytes in the same run.

    python -m tests.bench.reading [--rows 100000] [--growth 1000000] [--rounds 5]

Prints a table and, as its last line, JSON. Times are CPU seconds, the best of some rounds; memory is the peak
above what the process had before reading, measured in a process of its own.
"""

import argparse
import csv
import io
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from bot.leads.reading import read_leads

HEADER = (
    *("First Name", "Last Name", "Work Email", "Person Linkedin Url", "Company Name", "Job Title"),
    *("Website", "City", "Country", "Industry", "Employees", "Notes"),
)
GOAL_RATIO = 3.5
GOAL_MEMORY_MB = 250
GOAL_GROWTH = 11


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


def peak_memory_mb(rows: int) -> float:
    """Peak resident memory of reading, above what it has when it holds the bytes unread."""
    command = [sys.executable, "-m", "tests.bench.reading", "--memory-of", str(rows)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)  # noqa: S603


def _print_memory(rows: int) -> None:
    data = make_list(rows)
    read_leads(data[: data.index(b"\n", 2000)])  # imports and regular expressions are not the list's
    before = _resident_mb()
    read_leads(data)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before)  # noqa: T201


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        return int(statm.read().split()[1]) * resource.getpagesize() / 2**20


def measure(rows: int, growth: int, rounds: int) -> dict[str, float]:
    """All figures of one run."""
    data = make_list(rows)
    # In turns, so that a busy machine slows both; the best of each is what the code itself costs.
    turns = [(cpu_seconds(bare_pass, data), cpu_seconds(read_leads, data)) for _ in range(rounds)]
    bare, full = map(min, zip(*turns, strict=True))
    figures = {
        "rows": rows,
        "columns": len(HEADER),
        "megabytes": round(len(data) / 1e6, 1),
        "bare_csv_reader_s": round(bare, 3),
        "read_leads_s": round(full, 3),
        "ratio": round(full / bare, 2),
        "rows_per_cpu_s": round(rows / full),
        "peak_mb": round(peak_memory_mb(rows), 1),
    }
    if growth:
        data = make_list(growth)
        # Twice: memory that the machine has never handed out before costs it several times as much.
        large = min(cpu_seconds(read_leads, data) for _ in range(2))
        figures |= {"growth_rows": growth, "growth": round(large / full, 2)}
    return figures


def main() -> None:
    """Parse the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument(
        "--growth", type=int, default=1_000_000, help="rows of the large list; 0 leaves it out"
    )
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--memory-of", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory_of:
        _print_memory(options.memory_of)
        return
    figures = measure(options.rows, options.growth, options.rounds)
    goals = {"ratio": GOAL_RATIO, "peak_mb": GOAL_MEMORY_MB, "growth": GOAL_GROWTH}
    for name, value in figures.items():
        goal = f"  (goal: at most {goals[name]})" if name in goals else ""
        print(f"{name:20} {value:>12,}{goal}")  # noqa: T201
    print(json.dumps(figures))  # noqa: T201


if __name__ == "__main__":
    main()
