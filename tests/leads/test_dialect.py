"""Delimited text as it is found: every delimiter, quote and break, and what people and programs spoil."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.leads.errors import NotATableError, TooLargeError
from bot.leads.reading import read_leads, read_rows

TABLE = [["name", "email"], ["Jane", "jane@acme.com"], ["Bo", "bo@acme.com"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    """Comma, semicolon, tab and bar; LF, CRLF and CR; with and without an end of the last line."""
    text = end.join(delimiter.join(row) for row in TABLE)
    assert read_rows(text.encode()) == TABLE
    assert read_rows((text + end).encode()) == TABLE


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\r\nJane,j@x.de\nBo,b@x.de\rZ,z@x.de", [["Jane", "j@x.de"], ["Bo", "b@x.de"], ["Z", "z@x.de"]]),
        ('name;note\n"Doe; Jane";"said ""hi""\nand left"\n', [["Doe; Jane", 'said "hi"\nand left']]),
        ("sep=;\r\nname;amount\r\nJane;1,5\r\n", [["Jane", "1,5"]]),
        ("name,mail\n'Doe, J','j@x.de'\n'Li, Bo','b@x.de'\n", [["Doe, J", "j@x.de"], ["Li, Bo", "b@x.de"]]),
        ("name,town\nO'Neil,'s-Hertogenbosch\n", [["O'Neil", "'s-Hertogenbosch"]]),
        ('name,note\n"Jane","said \\"hi\\", twice"\n', [["Jane", 'said "hi", twice']]),
        ('name,path\nJane,"C:\\new\\table"\n', [["Jane", "C:\\new\\table"]]),
        ("name, email\nJane, j@x.de\n", [["Jane", "j@x.de"]]),
        ('name, note\nJane, "a, b"\n', [["Jane", "a, b"]]),
        ("name email\nJane j@x.de\nBo b@x.de\n", [["Jane", "j@x.de"], ["Bo", "b@x.de"]]),
        ("name;price\nJane;1,50\nBo;2,50\nZoe;3,50\n", [["Jane", "1,50"], ["Bo", "2,50"], ["Zoe", "3,50"]]),
        ('name,firm\nJane,"Bar "Zum Löwen" GmbH"\n', [["Jane", 'Bar "Zum Löwen" GmbH']]),
        ("name,email\n\n , \nJane,j@x.de\n,,\n\n", [["Jane", "j@x.de"]]),
        ("a,b,c\n1,2\n1,2,3,4\n1,2,3\n", [["1", "2"], ["1", "2", "3", "4"], ["1", "2", "3"]]),
        ("email\nj@x.de\nb@x.de\n", [["j@x.de"], ["b@x.de"]]),
    ],
)  # fmt: skip
def test_written_like_this(text: str, rows: list[list[str]]) -> None:
    """Quotes, breaks inside quotes, apostrophes and backslashes only where the text shows them, odd rows."""
    assert read_rows(text.encode())[1:] == rows


def test_lines_that_stand_in_quotes_as_a_whole() -> None:
    """As Excel saves a list that it opened as one column; a column of values with commas is left alone."""
    wrapped = '"Email,Name,Note"\r\n"j@x.de,Jane,""a, b"""\r\n\r\n"b@x.de,Bo,"\r\n'
    reading = read_leads(wrapped.encode())
    assert [(row.number, list(row.cells)) for row in reading.rows] == [
        (2, ["j@x.de", "Jane", "a, b"]),
        (4, ["b@x.de", "Bo", ""]),
    ]
    assert reading.assumptions == ("quotes around whole lines taken off",)
    names = [["name"], ["Doe, Jane"], ["Li, Bo"]]
    assert read_rows(b'"name"\n"Doe, Jane"\n"Li, Bo"\n') == names


@pytest.mark.parametrize(
    "broken",
    ['"2,b,Jane,j@x.de', '1,"b,Jane,j@x.de', '1,b,"Jane,j@x.de', "1;b;Jane;j@x.de", "1\tb\tJane\tj@x.de"],
)
def test_one_broken_row_stays_one_row(broken: str) -> None:
    """A quote that never closes, or a line with another delimiter, spoils neither its own nor other rows."""
    good = ['1,b,"Doe, Bo",b@x.de', "2,c,Zoe,z@x.de", "3,d,Kim,k@x.de"]
    rows = read_rows("\n".join(["id,x,name,email", good[0], broken, *good[1:]]).encode())
    assert len(rows) == 5
    assert all(len(row) == 4 for row in rows)
    assert [row[3] for row in rows[1:]] == ["b@x.de", "j@x.de", "z@x.de", "k@x.de"]


def test_many_quotes_that_never_close() -> None:
    """Thousands of broken rows are read, each on its own, in reasonable time."""
    lines = [
        "id,firm,email",
        *(f'{n},"Acme {n},p{n}@x.de' if n % 2 else f"{n},Acme,p{n}@x.de" for n in range(4000)),
    ]
    rows = read_rows("\n".join(lines).encode())
    assert len(rows) == 4001
    assert sum(len(row) == 3 for row in rows) == 4001


def test_titles_above_and_notes_below() -> None:
    """Title lines and a report's footer are left out and counted; no row with an address is among them."""
    text = (
        "Leads Q4\nExported by Ana\n\nname,email,city\nJane,j@x.de,Bonn\nBo,b@x.de,Ulm\n\n"
        "Confidential Information - Do Not Distribute\nCopyright (c) 2024 Acme\n"
    )
    reading = read_leads(text.encode())
    assert [lead.row for lead in reading.leads] == [5, 6]
    assert reading.assumptions == ("2 lines above the table left out", "2 lines below the table left out")


def test_a_lone_address_at_the_end_is_no_note() -> None:
    """A last row that holds nothing but an address stays a row."""
    assert read_rows(b"name,city,email\nJane,Bonn,j@x.de\n\nb@x.de\n")[-1] == ["b@x.de"]


NAMES = st.from_regex(r"[A-Za-z][A-Za-z ]{0,8}[A-Za-z]", fullmatch=True)
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;\t|"\n '), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header of words and rows of anything, none of them blank."""
    width = draw(st.integers(2, 5))
    header = draw(st.lists(NAMES, min_size=width, max_size=width))
    first = NAMES  # a row has a first cell, so that none is blank or taken for a note
    rows = draw(st.lists(st.tuples(first, *[CELLS] * (width - 2), NAMES).map(list), min_size=1, max_size=6))
    return [header, *rows]


@settings(max_examples=300)
@given(
    table=tables(),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\r\n", "\n"]),
    quote_all=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_csv_writer_writes_comes_back(
    table: list[list[str]], *, delimiter: str, end: str, quote_all: bool, encoding: str
) -> None:
    """Any table in any of our delimiters, line ends, quotings and certain encodings comes back equal."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    if quote_all:
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows(table)
    assert read_rows(out.getvalue().encode(encoding)) == table


def test_hostile_shapes() -> None:
    """200,000 columns and a cell of 50 MB are refused; NULs only are empty."""
    with pytest.raises(TooLargeError, match="200,000 columns"):
        read_leads(b",".join([b"x"] * 200_000) + b"\n" + b",".join([b"y"] * 200_000))
    with pytest.raises(TooLargeError, match="a cell of 50,000,000 characters"):
        read_leads(b"email,x\njane@acme.com," + b"x" * 50_000_000)
    with pytest.raises(NotATableError, match="is empty"):
        read_leads(b"\0" * 10_000)
