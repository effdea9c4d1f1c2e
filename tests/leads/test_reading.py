"""Lists as people export them, read whole: leads, problems, duplicates, and what was assumed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.errors import ListError, NoLeadsError, NotATableError, TooLargeError
from bot.leads.reading import Reading, read_leads, read_rows


def assert_every_row_is_accounted_for(reading: Reading) -> None:
    """Each row is in exactly one of leads, problems and duplicates, and nothing else is."""
    used = [one.row for group in (reading.leads, reading.problems, reading.duplicates) for one in group]
    assert sorted(used) == [row.number for row in reading.rows]


def test_a_plain_list() -> None:
    """Columns under their common names; all others become merge fields; row numbers are the spreadsheet's."""
    data = b"First Name,Last Name,Email,Company,Job Title,Company Size\nJane,Doe,jane@acme.com,Acme,CEO,50\n"
    reading = read_leads(data, "leads.csv")
    (lead,) = reading.leads
    assert lead.row == 2
    assert lead.email == "jane@acme.com"
    assert lead.linkedin_url is None
    assert lead.keys == ("email:jane@acme.com",)
    assert lead.data == {
        "first_name": "Jane",
        "last_name": "Doe",
        "company_name": "Acme",
        "title": "CEO",
        "company_size": "50",
    }
    assert reading.assumptions == ()


def test_rows_that_cannot_be_used_say_why() -> None:
    """Each invalid row has its number, the column, the value and a sentence."""
    data = b"Name,Email\nJane,jane@acme.com\nBo,n/a\nZoe,zoe@\nMax,\n"
    reading = read_leads(data)
    assert [(one.row, one.column, one.value) for one in reading.problems] == [
        (3, "Email", "n/a"),
        (4, "Email", "zoe@"),
        (5, "", ""),
    ]
    assert reading.problems[0].sentence == '"n/a" is not an e-mail address.'
    assert reading.problems[2].sentence == "there is neither an e-mail address nor a LinkedIn profile."
    assert_every_row_is_accounted_for(reading)


def test_blank_rows_count_in_numbers_only() -> None:
    """A blank record is no row, but the rows below it keep their spreadsheet number."""
    reading = read_leads(b"email,name\n\njane@acme.com,Jane\n , \nbo@acme.com,Bo\n")
    assert [lead.row for lead in reading.leads] == [3, 5]
    assert [row.number for row in reading.rows] == [3, 5]


def test_duplicates_name_both_rows() -> None:
    """The same person by e-mail in another spelling, or by LinkedIn, is a duplicate of the first row."""
    data = (
        b"email,linkedin\njane@acme.com,linkedin.com/in/jane-doe\nJANE@acme.com,\n"
        b"j.doe@acme.com,https://uk.linkedin.com/in/Jane-Doe/\n"
    )
    reading = read_leads(data)
    assert [lead.row for lead in reading.leads] == [2]
    assert [(one.row, one.first_row, one.key) for one in reading.duplicates] == [
        (3, 2, "email:jane@acme.com"),
        (4, 2, "in:jane-doe"),
    ]


def test_no_header() -> None:
    """Without a header the first row is data, and the columns get names."""
    reading = read_leads(b"Jane,jane@acme.com\nBo,bo@acme.com\n")
    assert [lead.row for lead in reading.leads] == [1, 2]
    assert reading.header == ("column_1", "email")
    assert "no header row" in reading.assumptions


def test_says_what_was_assumed() -> None:
    """A guessed delimiter, encoding and table start are named in short phrases."""
    data = "Leads Q4\n\nVorname;E-Mail\nJürgen;j.weiß@acme.de\nZoë;zoe@acme.de\n".encode("cp1252")
    reading = read_leads(data)
    assert reading.assumptions == (
        "semicolon-separated",
        "Windows-1252 (Western European)",
        "1 line above the table left out",
    )
    assert reading.leads[0].data == {"first_name": "Jürgen"}


def test_the_plain_table() -> None:
    """`read_rows` returns header and rows as written."""
    assert read_rows(b"a;b\n1;2,5\n\n3;x\n", "x.csv") == [["a", "b"], ["1", "2,5"], ["3", "x"]]


def test_values_longer_than_amplemarket_takes_are_cut_and_told() -> None:
    """1,024 characters go along, and a note says what was cut."""
    reading = read_leads(b"email,notes\njane@acme.com," + b"x" * 1500 + b"\n")
    assert len(reading.leads[0].data["notes"]) == 1024
    (note,) = reading.notes
    assert (note.row, note.column) == (2, "notes")
    assert "1,500 characters" in note.sentence


def test_a_lead_with_a_bad_address_is_used_by_its_profile() -> None:
    """One good address of the two is enough; the other is named in a note, unless it only says "none"."""
    reading = read_leads(
        b"email,linkedin\njane@@acme.com,linkedin.com/in/jane-doe\nn/a,linkedin.com/in/bo-li\nx@y.com,foo\n"
    )
    assert [lead.row for lead in reading.leads] == [2, 3, 4]
    assert [note.sentence for note in reading.notes] == [
        '"jane@@acme.com" is not an e-mail address: it has more than one @. I use the LinkedIn profile only.',
        '"foo" is not a LinkedIn profile address (linkedin.com/in/…). I use the e-mail address only.',
    ]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\0\0\0\0", b"\xef\xbb\xbf"])
def test_empty_files(data: bytes) -> None:
    """A file without a character is no table."""
    with pytest.raises(NotATableError, match=r"leads\.csv is empty"):
        read_leads(data, "leads.csv")


def test_a_table_without_leads() -> None:
    """A table that holds no addresses is refused as such."""
    with pytest.raises(NoLeadsError):
        read_leads(b"fruit,price\napple,1\npear,2\n")


def test_too_many_rows_and_bytes() -> None:
    """The sentence says how many there are, how many we take, and what to do."""
    data = b"email\n" + b"".join(b"p%d@acme.com\n" % number for number in range(2400))
    expected = (
        "all.csv has 2,400 rows; I take at most 1,000 at a time. "
        "Split it, or ask your admin to raise the limit."
    )
    with pytest.raises(TooLargeError) as error:
        read_leads(data, "all.csv", max_rows=1000)
    assert str(error.value) == expected
    with pytest.raises(TooLargeError, match="MB; I take at most"):
        read_leads(data, "all.csv", max_bytes=1000)


CELL = st.sampled_from(
    ["", "n/a", "jane@acme.com", "JANE@acme.com", "bo@x.de", "linkedin.com/in/bo-li", "a@", "x, y"]
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_row_is_in_exactly_one_place(rows: list[list[str]]) -> None:
    """Whatever the rows: leads, problems and duplicates together are the rows."""
    data = "\n".join(["email;linkedin;name", "a@b.de;;", *(";".join(row) for row in rows)]).encode()
    assert_every_row_is_accounted_for(read_leads(data))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_only_our_own_errors(data: bytes) -> None:
    """Any bytes at all are read or refused with one of our errors."""
    with suppress(ListError):
        assert_every_row_is_accounted_for(read_leads(data))
