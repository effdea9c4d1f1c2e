"""`make bench`: everything that is measured, in one run and one table.

    python -m tests.bench [--quick] [--json] [--only reading|adding|page]

--quick measures on smaller lists, in some 40 seconds instead of some minutes. --json prints JSON instead of
the table. Figures of a machine that does other things besides are worth little: look at the load it prints.
"""

import argparse
import asyncio
import json
import os
import platform
import sys

from tests.bench import adding, reading
from tests.bench.figures import Figure, as_json, percentile, table
from tests.sandbox.page import first_paint

Section = tuple[str, list[Figure]]


def reading_figures(*, quick: bool) -> Section:
    """Reading lists, next to a bare `csv.reader` pass."""
    figures = reading.measure(20_000, 0, 3) if quick else reading.measure(100_000, 1_000_000, 7)
    return "Reading a list", figures


async def adding_figures(*, quick: bool) -> list[Section]:
    """Adding leads, by the floor that counts."""
    rounds, huge = (1, 10_000) if quick else (adding.ROUNDS, 100_000)
    return [
        ("Adding leads: the latency is the floor", await adding.by_latency(10_000, rounds)),
        ("Adding leads: the rate limit is the floor", await adding.by_rate(huge)),
    ]


async def page_figures(*, quick: bool) -> Section:
    """What a first visitor waits for; needs a Chromium."""
    found = await first_paint.measured(3 if quick else 7)
    if not found:
        return "The sandbox in the browser: not measured, there is no Chromium here", []
    painted, connected = ([getattr(one, name) for one in found] for name in ("painted", "connected"))
    note = f"median of {len(found)}"
    return "The sandbox in the browser, after make demo", [
        Figure("first paint", percentile(painted, 0.5), "s", first_paint.AIM, note),
        Figure("the bot is connected", percentile(connected, 0.5), "s", None, note),
    ]


def measure(only: str | None, *, quick: bool) -> list[Section]:
    sections = []
    if only in {None, "reading"}:
        sections.append(reading_figures(quick=quick))
    if only in {None, "adding"}:
        sections.extend(asyncio.run(adding_figures(quick=quick)))
    if only in {None, "page"}:
        sections.append(asyncio.run(page_figures(quick=quick)))
    return sections


def main() -> int:
    """The exit code: 0 also where an aim was missed, for a busy machine is no error."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller lists")
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--only", choices=["reading", "adding", "page"])
    options = parser.parse_args()
    load = os.getloadavg()[0]
    sections = measure(options.only, quick=options.quick)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load before {load:.1f}"
    if options.json:
        found = {"machine": machine, "figures": {title: as_json(figures) for title, figures in sections}}
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return 0
    tables = [table(title, figures) for title, figures in sections]
    missed = [one.name for _, figures in sections for one in figures if one.met is False]
    verdict = f"Missed: {'; '.join(missed)}." if missed else "Every aim is met."
    sys.stdout.write("\n\n".join([machine, *tables, verdict]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
