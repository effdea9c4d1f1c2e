"""README's section *Scale*: its numbers, worked out from the figures of a run.

A number stands there as `<!--name-->17<!---->`, which nobody sees; a run replaces it.
"""

import re
from collections.abc import Iterator

from tests.bench.measured import Measured

LEADS_A_MINUTE = 480 * 250
A_TEAM, TEN_TEAMS, A_THOUSAND = 10_000, 100_000, 10_000_000
"""Leads a day."""

A_RUSH = 10 * A_THOUSAND / (8 * 3600)
"""Leads a second: ten times the mean of eight hours."""

DAYS = 30
_NUMBER = re.compile(r"<!--(\w+)-->.*?<!---->")


def numbers(found: Measured) -> dict[str, str]:
    """What the run says of each; left out where it was not measured."""
    return {name: _short(value) for name, value in _numbers(found)}


def with_numbers(readme: str, found: Measured) -> str:
    """README with these numbers; one that was not measured stays as it is."""
    known = numbers(found)

    def number(match: re.Match[str]) -> str:
        name = match[1]
        return f"<!--{name}-->{known[name]}<!---->" if name in known else match[0]

    return _NUMBER.sub(number, readme)


def _numbers(found: Measured) -> Iterator[tuple[str, float]]:
    if cpu := _value(found, "adding", "cost per 1,000 leads: CPU, file to result"):
        yield "cpu", cpu
        yield "cpu_minute", cpu * LEADS_A_MINUTE / 1000
        yield "cpu_share", 100 * cpu * LEADS_A_MINUTE / 1000 / 60
        yield "cpu_team", cpu * A_TEAM / 1000
        yield "cpu_ten", cpu * TEN_TEAMS / 1000
    if cpu := _value(found, "processes", "cost per 1,000 leads on PostgreSQL: CPU, file to result"):
        yield "cpu_pg", cpu
        yield "cpu_thousand", cpu * A_THOUSAND / 1000
        yield "cpu_rush", cpu * A_RUSH / 1000
    if memory := _value(found, "bolt", "addleads: idle memory"):
        yield "memory", memory
        yield "memory_ten", memory * 10 / 1000
        yield "memory_thousand", memory
    if bytes_ := _value(found, "processes", "a lead of seven columns in PostgreSQL"):
        yield "bytes", bytes_
        yield "gb_day", bytes_ * A_THOUSAND / 1e9
        yield "gb_kept", bytes_ * A_THOUSAND * DAYS / 1e9


def _value(found: Measured, key: str, name: str) -> float | None:
    """Rounded first: who works out README's arithmetic gets README's results."""
    found_ones = (one.value for one in found.figures(key) if one.name == name)
    return next((float(f"{value:.2g}") for value in found_ones), None)


def _short(value: float) -> str:
    """Two digits that count; README works with round numbers."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"
