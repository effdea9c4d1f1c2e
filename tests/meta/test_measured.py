"""What `make bench` makes of its figures: table, JSON, README, plot. Measuring them needs a quiet machine."""

import os
import re
import xml.etree.ElementTree as ET

import pytest
from playwright.async_api import async_playwright

from tests.bench.figures import Figure, number, percentile, table
from tests.bench.measured import Measured, Section
from tests.bench.plot import plot
from tests.bench.readme import BEGIN, END, JSON, README, SVG, block, readme_table, with_figures
from tests.bench.scale import numbers, with_numbers
from tests.bench.svg import PAD, SIZE, WIDE, width
from tests.sandbox.page.visit import ARGUMENTS, chromium

NAMESPACE = {"svg": "http://www.w3.org/2000/svg"}

SLOWER = Figure("the obvious bot / addleads", 17.573, "x", 10, at_least=True)
MISSED = Figure("start: addleads / bare Bolt app", 2.6398, "x", 2)
PLAIN = Figure("1,000 leads: the obvious bot, list to last word", 5.114, "s", note="50 calls")


def measured(*sections: Section, quick: bool = False) -> Measured:
    return Measured("Python 3.11, 2 cores, load before 0.1", quick, sections)


LONG = "AMPLEMARKET_REQUESTS_PER_MINUTE & <b>a name</b> that nobody has thought of, " * 3
"""Wider than a card, with what would be markup."""

STRANGE = measured(
    Section("obvious", "x", [PLAIN, Figure(f"{LONG}: addleads, list to last word", 123456.789, "s")]),
    Section("bolt", "x", [MISSED, Figure(f"{LONG}: addleads / bare", 1e9, "x", 1.3), Figure("0", 0, "x", 0)]),
    Section("growth", "x", [Figure("read 1,000 rows", 0), Figure("whole job of 1,000,000 rows", 1e6, "s")]),
    Section("processes", "x", [Figure("calls a minute, no limit: 1 process", 1791.2)]),
)


def test_an_aim_may_be_the_most_or_the_least() -> None:
    """What has no aim is neither met nor missed."""
    assert (SLOWER.met, MISSED.met, PLAIN.met) == (True, False, None)
    assert not Figure("slower", 9.99, "x", 10, at_least=True).met
    assert "≥" not in table("t", [SLOWER])  # plain characters in the terminal
    assert [line.split()[-5:] for line in table("t", [SLOWER, MISSED]).splitlines()[2:]] == [
        ["17.573", "x", ">=", "10", "met"],
        ["2.640", "x", "<=", "2", "MISSED"],
    ]


def test_numbers_have_as_many_digits_as_mean_something() -> None:
    """Thousands are marked."""
    assert [number(one) for one in (0, 1234567, 0.1234, 99.5, 1791.24)] == [
        "0",
        "1,234,567",
        "0.123",
        "99.500",
        "1,791.2",
    ]
    assert (percentile([3, 1, 2], 0.5), percentile([], 0.99), percentile([1, 2], 1.0)) == (2, 0, 2)


def test_the_json_holds_everything() -> None:
    """What is read back is what was written; whether an aim is met is worked out anew."""
    found = measured(Section("obvious", "Beside", [SLOWER, PLAIN]), Section("page", "none", []), quick=True)
    text = found.as_json()
    assert Measured.from_json(text).as_json() == text
    lied = text.replace('"value": 17.573', '"value": 7.573')
    assert not next(Measured.from_json(lied).figures("obvious")).met


def test_the_terminal_names_what_was_missed() -> None:
    """At the end, where it is seen."""
    told = measured(Section("bolt", "Bolt", [MISSED, SLOWER])).as_table()
    assert told.endswith("Missed: start: addleads / bare Bolt app.\n")
    assert measured(Section("obvious", "Obvious", [SLOWER])).as_table().endswith("Every aim is met.\n")


def test_readme_says_what_was_missed_and_what_was_quick() -> None:
    """In the table itself; a part that could not be measured says so in its title."""
    sections = [Section("bolt", "Bolt", [MISSED, SLOWER, PLAIN]), Section("page", "Page: not measured", [])]
    assert readme_table(measured(*sections)).splitlines()[2:] == [
        "| | measured | aim |",
        "|---|---|---|",
        "| **Bolt** | | |",
        "| start: addleads / bare Bolt app | 2.64 × – **missed** | ≤ 2 × |",
        "| the obvious bot / addleads | 17.6 × | ≥ 10 × |",
        "| 1,000 leads: the obvious bot, list to last word | 5.11 s |  |",
        "| **Page: not measured** | | |",
    ]
    assert "a quick run" in readme_table(measured(*sections, quick=True))


def test_figures_go_between_the_marks_and_nowhere_else() -> None:
    """Twice is once; without the marks nothing is written."""
    found = measured(Section("bolt", r"Bolt \1", [MISSED]))
    once = with_figures(f"before\n{BEGIN}\nold\n{END}\nafter\n", found)
    assert once.startswith("before\n")
    assert once.endswith("\nafter\n")
    assert "old" not in once
    assert r"Bolt \1" in once
    assert with_figures(once, found) == once
    with pytest.raises(ValueError, match="README needs"):
        with_figures("no marks", found)


def test_readme_and_plot_show_the_committed_figures() -> None:
    """Nobody has written them by hand: table, numbers and plot follow from docs/bench.json."""
    found, readme = Measured.from_json(JSON.read_text("utf-8")), README.read_text("utf-8")
    assert block(found) in readme
    assert with_figures(readme, found) == readme
    assert SVG.read_text("utf-8") == plot(found)


def test_scale_works_with_the_figures_of_the_run() -> None:
    """The run has a value for each number that the section names; what a run lacks stays as it was."""
    found = Measured.from_json(JSON.read_text("utf-8"))
    named = set(re.findall(r"<!--(\w+)-->", README.read_text("utf-8")))
    assert named == set(numbers(found))
    cost = Figure("cost per 1,000 leads: CPU, file to result", 0.25, "s")
    run = measured(Section("adding", "Adding", [cost]))
    was = "<!--cpu-->1<!----> s, <!--cpu_share-->1<!----> %, <!--memory-->7<!----> MB"
    assert (
        with_numbers(was, run)
        == "<!--cpu-->0.25<!----> s, <!--cpu_share-->50<!----> %, <!--memory-->7<!----> MB"
    )


@pytest.mark.parametrize("found", [measured(), STRANGE])
def test_no_text_of_the_plot_leaves_its_card(found: Measured) -> None:
    """However long a name is, and whatever is missing; by a width that no common font exceeds."""
    for text in ET.fromstring(plot(found)).iterfind(".//svg:text", NAMESPACE):  # noqa: S314 - our own
        x, wide = float(text.attrib["x"]), width(text.text or "")
        left = x - wide / 2 if text.get("text-anchor") == "middle" else x
        assert left >= PAD - 1
        assert left + wide <= WIDE - PAD + SIZE


def test_the_plot_says_what_was_not_measured() -> None:
    """A card stays where it is."""
    assert plot(measured()).count("not measured in this run") == 6
    assert plot(STRANGE).count("not measured in this run") == 2


def test_names_are_no_markup() -> None:
    """They are escaped, and come out as they were."""
    drawn = plot(STRANGE)
    assert "<b>" not in drawn
    assert "<b>a name</b>" in "".join(ET.fromstring(drawn).itertext())  # noqa: S314 - our own


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_browser_cuts_nothing_off(scheme: str) -> None:
    """In both themes all text stands inside its card, and in another colour than its ground."""
    path = chromium()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("no Chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = await browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
        for drawn in (plot(STRANGE), SVG.read_text("utf-8")):
            await page.set_content(drawn)
            outside, contrasts = await page.evaluate(LOOK)
            assert outside == []
            assert min(contrasts) >= 4.5
        await browser.close()


LOOK = """() => {
  const light = (colour) => colour.match(/\\d+/g).slice(0, 3).map((one) => one / 255)
    .map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0.05)
  const outside = [], contrasts = []
  for (const text of document.querySelectorAll("text")) {
    const card = text.closest("g").querySelector(".card")
    const [inner, outer] = [text.getBoundingClientRect(), card.getBoundingClientRect()]
    if (inner.left < outer.left || inner.right > outer.right || inner.top < outer.top
        || inner.bottom > outer.bottom) outside.push(text.textContent)
    const pair = [text, card].map((one) => light(getComputedStyle(one).fill)).sort()
    contrasts.push(Math.max(...pair) / Math.min(...pair))
  }
  return [outside, contrasts]
}"""
"""Text outside of its card, and the contrast of each text (WCAG 2)."""
