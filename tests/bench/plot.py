"""The plot of one run of `make bench`, from the same figures as its table: docs/bench.svg.

python -m tests.bench.plot FILE.json >FILE.svg
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.measured import Measured
from tests.bench.svg import Bar, Card, Line, bars, lines, sheet

ALT = (
    "Six charts of one make bench: against the obvious bot, one to four processes, rows unaccounted for, "
    "growth with the list, against a bare Bolt app, against the floor of latency and rate limit"
)


def plot(found: Measured) -> str:
    """An SVG document. What was not measured says so."""
    return sheet([*_cards(found)], alt=ALT)


def _cards(found: Measured) -> Iterator[Card]:
    """Cards of about the same height stand side by side."""
    obvious = list(found.figures("obvious"))
    speed = [one for one in obvious if "list to last word" in one.name]
    yield bars("1,000 leads, 100 ms a call: list to last word", [_of_bot(one, "s") for one in speed])
    free = [one for one in found.figures("processes") if one.name.startswith("calls a minute")]
    yield bars("Calls a minute without a limit, on one machine", [_processes(one) for one in free])
    lost = [one for one in obvious if "unaccounted" in one.name]
    yield bars("Rows unaccounted for when one call fails", [_of_bot(one, "") for one in lost])
    yield _growth(found)
    ratios = [one for one in found.figures("bolt") if one.unit == "x"]
    yield bars("Multiples of a bare Bolt app; the mark is the aim", [_ratio(one) for one in ratios])
    yield bars("Multiples of the floor; the mark is the aim", [*_floors(found)])


def _floors(found: Measured) -> Iterator[Bar]:
    """What the floor is stands in the title of each part."""
    for section in found.sections:
        for one in section.figures:
            if section.key == "adding" and one.name.endswith("report / floor"):
                yield replace(_ratio(one), label=f"{_ratio(one).label}; {section.title.partition(': ')[2]}")


def _of_bot(one: Figure, unit: str) -> Bar:
    shown = f"{one.value:.2f} {unit}" if unit else f"{one.value:,.0f}"
    label = re.sub(r"^[\d,]+ leads: |, list to last word$|, rows unaccounted for$", "", one.name)
    return Bar(label, one.value, shown, ours="addleads" in one.name)


def _ratio(one: Figure) -> Bar:
    label = re.sub(r": addleads / .*|: report / floor", "", one.name)
    aim = "" if one.aim is None else f", aim {one.aim:g} ×"
    return Bar(label, one.value, f"{one.value:.2f} ×{aim}", aim=one.aim)


def _processes(one: Figure) -> Bar:
    return Bar(one.name.partition(": ")[2], one.value, f"{one.value:,.0f}")


def _growth(found: Measured) -> Card:
    kinds = {
        "read": "reading and checking it",
        "whole job of": "the whole job",
    }
    curves = [
        Line(f"{label}, seconds of CPU", [*_points(found, kind)], ours=kind != "read")
        for kind, label in reversed(kinds.items())
    ]
    return lines("Growth with the rows of a list", curves, "s")


def _points(found: Measured, kind: str) -> Iterator[tuple[float, float]]:
    for one in found.figures("growth"):
        if rows := re.fullmatch(rf"{kind} ([\d,]+) rows", one.name):
            yield float(rows[1].replace(",", "")), max(one.value, 0.001)


if __name__ == "__main__":
    sys.stdout.write(plot(Measured.from_json(Path(sys.argv[1]).read_text("utf-8"))))
