"""README's table, plot and the numbers of *Scale*, from the JSON that a run of `make bench` has written.

    python -m tests.bench.readme FILE.json          prints the table
    python -m tests.bench.readme FILE.json --write  README.md, docs/bench.json and docs/bench.svg

`make bench ARGS=--readme` does the latter with the figures of its own run.
"""

import argparse
import re
import sys
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.measured import Measured
from tests.bench.plot import ALT, plot
from tests.bench.scale import with_numbers

ROOT = Path(__file__).parents[2]
README, JSON, SVG = ROOT / "README.md", ROOT / "docs/bench.json", ROOT / "docs/bench.svg"

BEGIN, END = "<!-- bench: written by `make bench ARGS=--readme` -->", "<!-- bench: end -->"
_BETWEEN = re.compile(f"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)

ALSO = re.compile(
    r"addleads: .*|bare Bolt app: .*|.*list to last word|.*unaccounted for|cost per 1,000 leads.*"
    r"|calls to Slack for .*|[\d,]+ leads: report|whole job of [\d,]+ rows|read [\d,]+ rows|calls a minute.*"
    r"|one typed lead.*|a lead of .*|[\d,]+ leads on PostgreSQL: report|ack beside .* p50"
)
"""Figures without an aim that README shows as well."""


def readme_table(found: Measured) -> str:
    """Markdown: what has an aim, and what README shows besides."""
    lines = [f"Measured in one run on {_machine(found)}.", "", "| | measured | aim |", "|---|---|---|"]
    title = ""
    for section in found.sections:
        shown = [one for one in section.figures if one.aim is not None or ALSO.fullmatch(one.name)]
        if section.title != title:
            lines.append(f"| **{_cell(section.title)}** | | |")
        lines += [_row(one) for one in shown]
        title = section.title
    return "\n".join(lines) + "\n"


def _machine(found: Measured) -> str:
    quick = "; a quick run, with smaller lists than those that the aims are for" if found.quick else ""
    return f"{found.machine}{quick}"


def _row(one: Figure) -> str:
    sign = "≥ " if one.at_least else "≤ " if one.aim else ""  # no fewer than none
    aim = "" if one.aim is None else f"{sign}{_shown(one.aim, one.unit)}"
    missed = " – **missed**" if one.met is False else ""
    return f"| {_cell(one.name)} | {_shown(one.value, one.unit)}{missed} | {aim} |"


def _shown(value: float, unit: str) -> str:
    text = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
    return f"{text} {'×' if unit == 'x' else unit}".rstrip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def block(found: Measured) -> str:
    """What stands between the two marks in README."""
    return f"{BEGIN}\n![{ALT}](docs/bench.svg)\n\n{readme_table(found)}{END}"


def with_figures(readme: str, found: Measured) -> str:
    """README with the figures of a run. Raises ValueError: the marks are not there."""
    written, places = _BETWEEN.subn(lambda _: block(found), readme)
    if places != 1:
        raise ValueError(f"README needs the line {BEGIN} once, and {END} below it")
    return with_numbers(written, found)


def publish(found: Measured) -> None:
    """Write README's figures, the JSON that they come from, and the plot."""
    README.write_text(with_figures(README.read_text("utf-8"), found), "utf-8")
    JSON.write_text(found.as_json(), "utf-8")
    SVG.write_text(plot(found), "utf-8")


def main() -> None:
    """Parse the command line; print or write."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
        prog="python -m tests.bench.readme",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = Measured.from_json(options.file.read_text("utf-8"))
    if options.write:
        publish(found)
    else:
        sys.stdout.write(readme_table(found))


if __name__ == "__main__":
    main()
