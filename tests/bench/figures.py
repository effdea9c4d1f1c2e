"""Figures with their aims: one table for people, the same as JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Fields:
        aim: the most it may be; None where nothing was promised.
        note: how it came about, where the number alone would mislead.
        at_least: the aim is the least that it may be.
    """

    name: str
    value: float
    unit: str = ""
    aim: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    @property
    def verdict(self) -> str:
        return {None: "", True: "met", False: "MISSED"}[self.met]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of all (0 to 1) does not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)] if ordered else 0.0


def table(title: str, figures: Iterable[Figure]) -> str:
    """The figures under their title, a line each."""
    lines = [title, "-" * len(title)]
    for one in figures:
        sign = ">=" if one.at_least else "<="
        aim = "" if one.aim is None else f"{sign} {number(one.aim)}"
        line = f"{one.name:44}{number(one.value):>11} {one.unit:6}{aim:>9}  {one.verdict:6}  {one.note}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def as_json(figures: Iterable[Figure]) -> list[dict[str, object]]:
    return [asdict(one) | {"met": one.met} for one in figures]


def number(value: float) -> str:
    """As people read it, with as many digits as mean something."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:,.3f}"
