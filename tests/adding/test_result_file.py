"""The result file."""

import csv
import io
import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.result_file import BOM, result_file, result_file_name
from bot.leads.result_columns import without_result_columns
from bot.leads.rows import SourceRows


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode().removeprefix(BOM), newline="")))


def test_the_persons_columns_come_first_then_ours() -> None:
    """row, outcome and reason are the last three columns, in their fixed spelling."""
    skipped = RowOutcome(3, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST, SkipReason.RECENTLY_CONTACTED))
    content = result_file(
        ("Email", "Name"),
        [
            (("a@x.co", "Ana"), RowOutcome(2, Outcome.ADDED)),
            (("b@x.co", "Bo"), skipped),
            (("n/a", ""), RowOutcome(4, Outcome.INVALID, detail='"n/a" is not an e-mail address')),
        ],
    )
    assert parsed(content) == [
        ["Email", "Name", "row", "outcome", "reason"],
        ["a@x.co", "Ana", "2", "added", ""],
        ["b@x.co", "Bo", "3", "skipped", "exclusion_list; recently_contacted"],
        ["n/a", "", "4", "invalid", '"n/a" is not an e-mail address'],
    ]


def test_excel_reads_it_as_utf_8() -> None:
    """It starts with a byte order mark."""
    assert result_file(("Näme",), []).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"]
)
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    """A hostile list does not become a hostile report."""
    (_, row) = parsed(result_file((cell,), [((cell,), RowOutcome(2, Outcome.ADDED))]))
    assert row[0].startswith("'")
    assert row[0].replace("'", "") == cell


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("cell", ["a;=1+1", 'a;"=1+1', "a\n=1+1", "a;\r\n@SUM(A1)", ";;+1", "a\n;'=1"])
def test_no_part_of_a_cell_becomes_a_cell_that_is_a_formula(cell: str, separator: str) -> None:
    """A spreadsheet that expects semicolons cuts a comma-separated file in places of its own."""
    content = result_file(("Name",), [(("x", cell), RowOutcome(2, Outcome.INVALID, detail=cell))])
    text = io.StringIO(content.decode().removeprefix(BOM), newline="")
    cells = [one for row in csv.reader(text, delimiter=separator) for one in row]
    naive = [one for line in content.decode().splitlines() for one in line.split(separator)]
    for one in cells + naive:
        assert not one.lstrip("\"'\ufeff").startswith(("=", "+", "@")) or one.startswith(("'", "\"'"))


def test_what_amplemarket_says_is_no_formula() -> None:
    """Its words stand in the reason, and are no more to be trusted than a list."""
    (_, row) = parsed(result_file((), [((), RowOutcome(2, Outcome.INVALID, detail="=HYPERLINK(1)"))]))
    assert row[-1] == "'=HYPERLINK(1)"


def test_ragged_rows_are_filled_up() -> None:
    """Our three columns stand in the same place in every row."""
    rows = parsed(result_file(("Email",), [(("a@x.co", "extra"), RowOutcome(2, Outcome.ADDED))]))
    assert rows == [["Email", "", "row", "outcome", "reason"], ["a@x.co", "extra", "2", "added", ""]]


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("DACH fintech.csv", "DACH fintech-results.csv"),
        ("a.b.xlsx", "a.b-results.csv"),
        ("", "leads-results.csv"),
    ],
)
def test_it_is_named_after_the_list(name: str, result: str) -> None:
    """`<name>-results.csv`."""
    assert result_file_name(name) == result


safe_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).filter(
    lambda text: not re.search(r"(?:\A[\t\r\n－-]|(?:\A|[;\r\n])[\"']*[=+@＝＋＠])", text)
)


@given(st.lists(st.tuples(safe_text, safe_text), max_size=20))
def test_every_cell_comes_back_as_it_was(cells: list[tuple[str, str]]) -> None:
    """Quotes, commas and line breaks inside cells survive."""
    rows = [(pair, RowOutcome(number, Outcome.ADDED)) for number, pair in enumerate(cells, start=2)]
    assert [tuple(row[:2]) for row in parsed(result_file(("a", "b"), rows))[1:]] == cells


hostile_cells = st.text(st.sampled_from([*"=+-@;\"'\n\r\ta1 ", "＝"]), min_size=1, max_size=12)


@given(hostile_cells)
def test_a_cell_made_inert_is_read_as_it_was(cell: str) -> None:
    """A result file can be dropped back in, and nothing of a list has changed by that."""
    (_, row) = parsed(result_file(("a",), [((cell,), RowOutcome(2, Outcome.FAILED))]))
    header, rows = ("a", "row", "outcome", "reason"), SourceRows([2], [row])
    assert without_result_columns(header, rows)[1].cells == [[cell]]


def test_half_a_character_costs_no_file() -> None:
    """A typed value may hold half a surrogate pair, which has no bytes: a question mark stands there."""
    (_, row) = parsed(result_file(("Name",), [(("x\ud800",), RowOutcome(2, Outcome.ADDED))]))
    assert row[0] == "x?"
