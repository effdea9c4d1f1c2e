"""All figures of one run of `make bench`: a table for people, JSON for programs, the plot and README."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from tests.bench.figures import Figure, as_json, table


@dataclass(frozen=True, slots=True)
class Section:
    """Fields.

    key: its name on the command line.
    figures: none where it could not be measured; then the title says why.
    """

    key: str
    title: str
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Measured:
    """Fields.

    machine: what it ran on.
    quick: whether the lists were smaller than those that the aims are for.
    """

    machine: str
    quick: bool
    sections: Sequence[Section]

    def figures(self, key: str) -> Iterator[Figure]:
        """Those of one part of the run; nothing where it was left out."""
        return (one for section in self.sections if section.key == key for one in section.figures)

    def as_table(self) -> str:
        tables = [table(one.title, one.figures) for one in self.sections]
        missed = [one.name for section in self.sections for one in section.figures if one.met is False]
        verdict = f"Missed: {'; '.join(missed)}." if missed else "Every aim is met."
        return "\n\n".join([self.machine, *tables, verdict]) + "\n"

    def as_json(self) -> str:
        sections = [asdict(one) | {"figures": as_json(one.figures)} for one in self.sections]
        return (
            json.dumps({"machine": self.machine, "quick": self.quick, "sections": sections}, indent=2) + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> "Measured":
        found = json.loads(text)
        sections = [
            Section(one["key"], one["title"], [_figure(figure) for figure in one["figures"]])
            for one in found["sections"]
        ]
        return cls(found["machine"], found["quick"], sections)


def _figure(found: dict[str, object]) -> Figure:
    """Whether it is met is worked out anew, not believed."""
    return Figure(**{name: value for name, value in found.items() if name != "met"})  # type: ignore[arg-type] # its own JSON
