"""The plot of one run of `make bench`, from the same figures as its table: docs/bench.svg.

python -m tests.bench.plot FILE.json >FILE.svg
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.measured import Measured
from tests.bench.svg import Bar, Card, Line, bars, lines, sheet

ALT = (
    "Six charts of one run of make bench: against the obvious bot, rows lost by it, against a bare Bolt app, "
    "against the floor of latency and rate limit, growth with the list, and one to four processes"
)


def plot(found: Measured) -> str:
    """An SVG document. What was not measured says so."""
    return sheet([*_cards(found)], alt=ALT)


def _cards(found: Measured) -> Iterator[Card]:
    obvious = list(found.figures("obvious"))
    speed = [one for one in obvious if "list to last word" in one.name]
    lost = [one for one in obvious if "unaccounted" in one.name]
    yield bars(
        "1,000 leads at 100 ms a call: seconds until all is told", [_of_bot(one, "s") for one in speed]
    )
    yield bars("Rows unaccounted for when one call fails", [_of_bot(one, "") for one in lost])
    ratios = [one for one in found.figures("bolt") if one.unit == "x"]
    yield bars("As a multiple of a bare Bolt app; the mark is the aim", [_ratio(one) for one in ratios])
    floors = [one for one in found.figures("adding") if one.name.endswith("report / floor")]
    yield bars("Adding, as a multiple of its floor; the mark is the aim", [_ratio(one) for one in floors])
    yield _growth(found)
    free = [one for one in found.figures("processes") if one.name.startswith("calls a minute")]
    title = "Calls a minute without a limit, on the cores that Slack, Amplemarket and PostgreSQL share"
    yield bars(title, [_processes(one) for one in free])


def _of_bot(one: Figure, unit: str) -> Bar:
    shown = f"{one.value:.2f} {unit}" if unit else f"{one.value:,.0f}"
    return Bar(one.name, one.value, shown, ours="addleads" in one.name)


def _ratio(one: Figure) -> Bar:
    label = re.sub(r": addleads / .*|: report / floor", "", one.name)
    aim = "" if one.aim is None else f", aim {one.aim:g} ×"
    return Bar(label, one.value, f"{one.value:.2f} ×{aim}", aim=one.aim)


def _processes(one: Figure) -> Bar:
    return Bar(one.name.partition(": ")[2], one.value, f"{one.value:,.0f}")


def _growth(found: Measured) -> Card:
    kinds = {
        "read": "reading and checking a list",
        "whole job of": "a whole job, from the file to its result",
    }
    curves = [
        Line(f"{label}, CPU seconds", [*_points(found, kind)], ours=kind != "read")
        for kind, label in reversed(kinds.items())
    ]
    return lines("Growth with the rows of a list", curves, "s")


def _points(found: Measured, kind: str) -> Iterator[tuple[float, float]]:
    for one in found.figures("growth"):
        if rows := re.fullmatch(rf"{kind} ([\d,]+) rows", one.name):
            yield float(rows[1].replace(",", "")), max(one.value, 0.001)


if __name__ == "__main__":
    sys.stdout.write(plot(Measured.from_json(Path(sys.argv[1]).read_text("utf-8"))))
