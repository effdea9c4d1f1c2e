"""A result file of ours, corrected and dropped back in."""

from bot.leads.reading import read_leads

RESULT = (
    "\ufeffemail,name,phone,row,outcome,reason\r\n"
    "jane@acme.com,Jane,'+49 1,2,added,\r\n"
    "bo@acme.com,Bo,'+49 2,3,skipped,recently_contacted\r\n"
    "zoe@acme.com,Zoe,,4,invalid,\r\n"
    "JANE@acme.com,Jane,,5,duplicate,same person as row 2\r\n"
    "kim@acme.com,Kim,,6,Added,\r\n"
).encode()


def test_rows_that_are_added_are_left_out() -> None:
    """They are counted apart; all other rows are accounted for as ever."""
    reading = read_leads(RESULT, "leads-results.csv")
    assert reading.already_added == [2, 6]
    assert [row.number for row in reading.rows] == [3, 4, 5]
    assert [lead.row for lead in reading.leads] == [3, 4]


def test_nobody_who_is_added_is_sent_again() -> None:
    """A row of a person whom another row names added is a duplicate of that one."""
    reading = read_leads(RESULT)
    assert [(one.row, one.first_row) for one in reading.duplicates] == [(5, 2)]


def test_our_columns_are_no_merge_fields() -> None:
    """Row, outcome and reason go; what was made safe for spreadsheets is as it was."""
    reading = read_leads(RESULT)
    assert reading.header == ("email", "name", "phone")
    assert dict(reading.leads[0].data) == {
        "name": "Bo",
        "phone": "+49 2",
        "first_name": "Bo",
    }
    assert reading.rows[0].cells == ["bo@acme.com", "Bo", "+49 2"]


def test_all_added() -> None:
    """When nothing is left to do, the reading says so by its numbers."""
    reading = read_leads(b"email,row,outcome,reason\njane@acme.com,2,added,\n")
    assert (len(reading.rows), len(reading.leads), list(reading.already_added)) == (0, 0, [2])


def test_columns_of_that_name_elsewhere_are_the_persons_own() -> None:
    """Only the three together at the end are ours."""
    reading = read_leads(b"email,outcome,row\njane@acme.com,added,7\n")
    assert dict(reading.leads[0].data) == {"outcome": "added", "row": "7"}


def test_later_rows_fill_blanks_when_asked() -> None:
    """Then the first row of a person gains what only later rows have; else it stays as it is."""
    data = b"email,linkedin,title\njane@acme.com,,\njane@acme.com,linkedin.com/in/jane-doe,CEO\n"
    assert read_leads(data).leads[0].linkedin_url is None
    (lead,) = read_leads(data, fill_blanks=True).leads
    assert lead.linkedin_url == "https://www.linkedin.com/in/jane-doe"
    assert dict(lead.data) == {"title": "CEO"}
