"""What people, and programs, see of the findings."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.checks.finding import Finding, Mark

_SIGNS = {Mark.OK: ("✓", "green"), Mark.WRONG: ("✗", "bold red"), Mark.UNKNOWN: ("–", "yellow")}


def all_good(findings: Sequence[Finding]) -> bool:
    """Whether nothing is wrong. What could not be looked at is not."""
    return all(one.mark is not Mark.WRONG for one in findings)


def shown(findings: Sequence[Finding], console: Console) -> None:
    """One line each, the next step below it."""
    width = max(len(one.name) for one in findings)
    for line in (line for one in findings for line in _lines(one, width)):
        console.print(line, soft_wrap=True, highlight=False)


def as_json(findings: Sequence[Finding]) -> str:
    """For programs: whether all is good, and each finding."""
    checks = [asdict(one) for one in findings]
    return json.dumps({"ok": all_good(findings), "checks": checks}, ensure_ascii=False, indent=2)


def _lines(finding: Finding, width: int) -> Iterator[Text]:
    sign, colour = _SIGNS[finding.mark]
    yield Text.assemble((sign, colour), f" {finding.name:{width}}  {finding.says}")
    if finding.next:
        yield Text(f"  {'':{width}}  → {finding.next}")
