"""The result file."""

import csv
import io

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.result_file import BOM, result_file, result_file_name


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


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    """A hostile list does not become a hostile report."""
    (_, row) = parsed(result_file((cell,), [((cell,), RowOutcome(2, Outcome.ADDED))]))
    assert row[0] == f"'{cell}"


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
    lambda text: not text.startswith(("=", "+", "-", "@", "\t", "\r"))
)


@given(st.lists(st.tuples(safe_text, safe_text), max_size=20))
def test_every_cell_comes_back_as_it_was(cells: list[tuple[str, str]]) -> None:
    """Quotes, commas and line breaks inside cells survive."""
    rows = [(pair, RowOutcome(number, Outcome.ADDED)) for number, pair in enumerate(cells, start=2)]
    assert [tuple(row[:2]) for row in parsed(result_file(("a", "b"), rows))[1:]] == cells
