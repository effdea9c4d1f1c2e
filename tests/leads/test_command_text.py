"""Typed and pasted leads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.command_text import read_text
from bot.leads.errors import ListError, NoLeadsError
from bot.leads.reading import Reading


def people(reading: Reading) -> list[tuple[str, dict[str, str]]]:
    """Each lead's name and merge fields."""
    return [(lead.name, dict(lead.data)) for lead in reading.leads]


def problems(reading: Reading) -> list[tuple[int, str]]:
    """Each invalid row's number and text."""
    return [(problem.row, problem.value) for problem in reading.problems]


BO = "https://www.linkedin.com/in/bo-li"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane@acme.com", [("jane@acme.com", {})]),
        ("jane@acme.com bo@x.com", [("jane@acme.com", {}), ("bo@x.com", {})]),
        ("jane@acme.com, bo@x.com; zoe@x.com", [("jane@acme.com", {}), ("bo@x.com", {}), ("zoe@x.com", {})]),
        ("jane@acme.com,bo@x.com", [("jane@acme.com", {}), ("bo@x.com", {})]),
        ("jane@acme.com\nbo@x.com\n", [("jane@acme.com", {}), ("bo@x.com", {})]),
        (
            "jane@acme.com linkedin.com/in/bo-li first_name=Bo",
            [("jane@acme.com", {}), (BO, {"first_name": "Bo"})],
        ),
        ("https://www.linkedin.com/in/bo-li?trk=a,b", [(BO, {})]),
        ("Jane Doe <jane@acme.com>", [("jane@acme.com", {"first_name": "Jane", "last_name": "Doe"})]),
        ('"Doe, Jane" <jane@acme.com>', [("jane@acme.com", {"first_name": "Jane", "last_name": "Doe"})]),
        (
            "Doe, Jane <jane@acme.com>; Li, Bo <bo@x.com>",
            [
                ("jane@acme.com", {"first_name": "Jane", "last_name": "Doe"}),
                ("bo@x.com", {"first_name": "Bo", "last_name": "Li"}),
            ],
        ),
        (
            'jane@acme.com first_name=Jane company="Acme GmbH"',
            [("jane@acme.com", {"first_name": "Jane", "company_name": "Acme GmbH"})],
        ),
        (
            "jane@acme.com first_name=“Jane Ann”\u00a0title=CEO",
            [("jane@acme.com", {"first_name": "Jane Ann", "title": "CEO"})],
        ),
        ("jane@acme.com, first_name=Jane", [("jane@acme.com", {"first_name": "Jane"})]),
        ("jane@acme.com name='Jane Doe'", [
            ("jane@acme.com", {"name": "Jane Doe", "first_name": "Jane", "last_name": "Doe"})
        ]),
        (
            "company=Acme jane@acme.com bo@x.com company=Li",
            [("jane@acme.com", {"company_name": "Acme"}), ("bo@x.com", {"company_name": "Li"})],
        ),
        (
            "jane@acme.com first_name=Jane\nfirst_name=Bo bo@x.com",
            [("jane@acme.com", {"first_name": "Jane"}), ("bo@x.com", {"first_name": "Bo"})],
        ),
        ("jane@acme.com\nfirst_name=Jane", [("jane@acme.com", {"first_name": "Jane"})]),
        ("jane@acme.com data.Industry=Fintech", [("jane@acme.com", {"industry": "Fintech"})]),
        ("jane@acme.com personal_email=j@x.com", [("jane@acme.com", {"personal_email": "j@x.com"})]),
        ("<mailto:jane@acme.com|jane@acme.com>", [("jane@acme.com", {})]),
        ("Jane &lt;<mailto:jane@acme.com|jane@acme.com>&gt;", [("jane@acme.com", {"first_name": "Jane"})]),
        ("<https://www.linkedin.com/in/bo-li|linkedin.com/in/bo-li>", [(BO, {})]),
        ('jane@acme.com company="R&amp;D &lt;L&gt;"', [("jane@acme.com", {"company_name": "R&D <L>"})]),
        ("jane@acme.com\u200b", [("jane@acme.com", {})]),
        ("• jane@acme.com\n• bo@x.com", [("jane@acme.com", {}), ("bo@x.com", {})]),
        ("*jane@acme.com*", [("jane@acme.com", {})]),
        ("`jane@acme.com`", [("jane@acme.com", {})]),
    ],
)  # fmt: skip
def test_reads(text: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    """Addresses, names and merge fields in the ways people type and paste them."""
    reading = read_text(text)
    assert people(reading) == expected
    assert not reading.problems


def test_the_other_half_of_a_lead() -> None:
    """`linkedin_url=` and `email=` complete the lead before instead of becoming merge fields."""
    (lead,) = read_text("jane@acme.com linkedin_url=linkedin.com/in/jane-doe first_name=Jane").leads
    assert lead.keys == ("email:jane@acme.com", "in:jane-doe")
    assert lead.data == {"first_name": "Jane"}
    (lead,) = read_text("linkedin.com/in/jane-doe email=jane@acme.com").leads
    assert lead.keys == ("email:jane@acme.com", "in:jane-doe")


def test_leads_made_of_pairs_only() -> None:
    """`email=` where no lead waits for an address begins a lead."""
    reading = read_text("email=jane@acme.com first_name=Jane email=bo@x.com first_name=Bo")
    assert people(reading) == [("jane@acme.com", {"first_name": "Jane"}), ("bo@x.com", {"first_name": "Bo"})]


def test_what_is_no_lead_is_an_invalid_row() -> None:
    """Nothing is dropped: every entry that is no lead becomes a row with a sentence."""
    reading = read_text("jane@acme.com, hello world; bo@, linkedin.com/company/acme\nhttps://acme.com")
    assert problems(reading) == [
        (2, "hello world"),
        (3, "bo@"),
        (4, "linkedin.com/company/acme"),
        (5, "https://acme.com"),
    ]
    assert all(problem.sentence.endswith(".") for problem in reading.problems)
    assert [row.number for row in reading.rows] == [1, 2, 3, 4, 5]


def test_words_beside_a_lead_are_named() -> None:
    """Words that are neither address nor pair are not guessed to be a name; a note says so."""
    reading = read_text("please add jane@acme.com")
    assert people(reading) == [("jane@acme.com", {})]
    assert reading.notes[0].sentence.startswith('I left out "please add".')


def test_the_same_person_twice() -> None:
    """Duplicates are found in typed text as in files."""
    reading = read_text("jane@acme.com bo@x.com JANE@acme.com")
    assert [(one.row, one.first_row) for one in reading.duplicates] == [(3, 1)]


def test_rows_can_be_written_to_a_result_file() -> None:
    """The header is the two addresses and every merge field; each row has a cell for each."""
    reading = read_text("jane@acme.com title=CEO, linkedin.com/in/bo-li first_name=Bo, bo@")
    assert reading.header == ("email", "linkedin_url", "title", "first_name")
    assert [row.cells for row in reading.rows] == [
        ["jane@acme.com", "", "CEO", ""],
        ["", BO, "", "Bo"],
        ["bo@", "", "", ""],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Email\tFirst Name\njane@acme.com\tJane\nbo@x.com\tBo",
        "\nFirst Name\tE-mail\r\nJane\tjane@acme.com\r\nBo\tbo@x.com\r\n",
        "email,first name\njane@acme.com,Jane\nbo@x.com,Bo",
    ],
)
def test_pasted_cells_with_header(text: str) -> None:
    """Cells pasted from a spreadsheet are read as a table; rows count from 1 below the column names."""
    reading = read_text(text)
    assert people(reading) == [("jane@acme.com", {"first_name": "Jane"}), ("bo@x.com", {"first_name": "Bo"})]
    assert [row.number for row in reading.rows] == [1, 2]


def test_pasted_cells_without_header() -> None:
    """Without column names the values say where the address is; the rest goes along under made-up names."""
    reading = read_text("Jane\tjane@acme.com\nBo\tbo@x.com")
    assert people(reading) == [("jane@acme.com", {"column_1": "Jane"}), ("bo@x.com", {"column_1": "Bo"})]


@pytest.mark.parametrize("text", ["", "  \n ", ",;,", "\u200b"])
def test_nothing_to_add(text: str) -> None:
    """A text without a word is refused."""
    with pytest.raises(NoLeadsError):
        read_text(text)


PIECES = st.sampled_from(
    ["jane@acme.com", "bo@x.de", "linkedin.com/in/bo-li", "first_name=Jo", 'c="x y"', " ", ",", ";", "\n",
     "hi", "<", ">", '"', "'", "=", "a@", "email=z@z.de", "linkedin_url=x", "&lt;", "Jo <j@x.de>", "\t"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_every_entry_is_accounted_for(text: str) -> None:
    """Whatever is typed: only our errors, and leads, problems and duplicates together are the rows."""
    try:
        reading = read_text(text)
    except ListError:
        return
    used = [one.row for group in (reading.leads, reading.problems, reading.duplicates) for one in group]
    assert sorted(used) == [row.number for row in reading.rows] == list(range(1, len(used) + 1))
    assert all(len(row.cells) == len(reading.header) for row in reading.rows)
