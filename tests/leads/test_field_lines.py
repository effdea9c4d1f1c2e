"""Merge fields, renamed by people: a line each in the modal, a word in a message."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.leads.field_lines import read_lines
from bot.leads.renames import Rename, read_renames, read_renames_ahead, renamed

LABELS = ["Email", "Department", "Notes", "A = B", "First Name"]
KEYS = {1: "department", 2: "notes", 3: "a_b"}
ROLES = {"email": 0, "first_name": 4}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", KEYS),
        ("Department = it", KEYS | {1: "it"}),
        (" department=it \n\n NOTES =", KEYS | {1: "it", 2: ""}),
        ("A = B = ab", KEYS | {3: "ab"}),
        ("Department = notes\nNotes = department", KEYS | {1: "notes", 2: "department"}),
        ("Email = whatever it was", KEYS),
        ("Notes\u00a0= n_2", KEYS | {2: "n_2"}),
    ],
)
def test_lines_say_what_they_rename(text: str, keys: dict[int, str]) -> None:
    """Columns without a line keep their key; lines of columns that are chosen for something are void."""
    found = read_lines(text, LABELS, KEYS, ROLES)
    assert (found.keys, found.problem) == (keys, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Department", "has no “=”"),
        ("Budget = it", "no column “Budget”"),
        ("= it", "no column “”"),
        ("Notes = a\nNotes = b", "in two lines"),
        ("Notes = My Key", "Did you mean my_key?"),
        ("Notes = Ключ", "can't be a key"),
        ("Notes = a__b", "Did you mean a_b?"),
        ("Notes = _a", "Did you mean a?"),
        ("Notes = email", "no merge field"),
        ("Notes = department", "Two columns would be “department”"),
        ("Notes = first_name", "Two columns would be “first_name”"),
        ("x" * 5000 + " = it", "no column “" + "x" * 59 + "…”"),
    ],
)
def test_lines_that_make_no_sense_are_told(text: str, problem: str) -> None:
    """In one short sentence."""
    assert problem in read_lines(text, LABELS, KEYS, ROLES).problem


@given(st.text())
def test_any_lines_give_keys_or_a_short_sentence(text: str) -> None:
    """Slack shows it below the field."""
    found = read_lines(text, LABELS, KEYS, ROLES)
    assert len(found.problem) < 250
    assert found.problem or len({key for key in found.keys.values() if key}) == sum(
        bool(key) for key in found.keys.values()
    )


@pytest.mark.parametrize(
    ("text", "renames", "rest"),
    [
        ("for q4-outbound please", [], "for q4-outbound please"),
        ("for q4 field:it=Department", [Rename("it", "Department")], "for q4"),
        ("for q4 data.it=Department, thanks", [Rename("it", "Department")], "for q4 , thanks"),
        ('field:it="Cost Center" for q4', [Rename("it", "Cost Center")], "for q4"),
        ("field:it = “Cost Center” for q4", [Rename("it", "Cost Center")], "for q4"),
        ("field:it='Cost Center' q4.", [Rename("it", "Cost Center")], "q4."),
        ("q4 FIELD:IT=Department.", [Rename("IT", "Department")], "q4"),
        ("field:a=A field:b=B", [Rename("a", "A"), Rename("b", "B")], ""),
        ("see https://x.example/?field:a=b", [], "see https://x.example/?field:a=b"),
    ],
)
def test_renames_stand_anywhere_in_a_message(text: str, renames: list[Rename], rest: str) -> None:
    """In any quotes; the other words stay."""
    found, words = read_renames(text)
    assert found == renames
    assert words.split() == rest.split()


def test_renames_stand_ahead_of_pasted_cells() -> None:
    """Those in the cells are cells."""
    found, rest = read_renames_ahead(' field:it=Dept data.x="A B"\nEmail\tDept\nfield:y=z\tq')
    assert found == [Rename("it", "Dept"), Rename("x", "A B")]
    assert rest.strip() == "Email\tDept\nfield:y=z\tq"


HEADER = ("Email", "Department", "department", "Vorname")


@pytest.mark.parametrize(
    ("rename", "said", "mapping"),
    [
        (Rename("it", "department"), {}, {2: "field:it"}),
        (Rename("it", "DEPARTMENT"), {}, {1: "field:it"}),
        (Rename("First Name", "Department"), {}, {1: "first_name"}),
        (Rename("it", "Department"), {0: "email", 3: "field:it"}, {0: "email", 1: "field:it"}),
        (Rename("it", "Department"), {1: "ignore"}, {1: "field:it"}),
    ],
)
def test_a_rename_wins_over_what_was_said_before(
    rename: Rename, said: dict[int | str, str], mapping: dict[int | str, str]
) -> None:
    """No key is given to two columns."""
    assert renamed(HEADER, [rename], said) == (mapping, "")


@pytest.mark.parametrize(
    ("renames", "problem"),
    [
        ([Rename("it", "Budget")], "no column “Budget”"),
        ([Rename("email", "Vorname")], "can't be called “email”"),
        ([Rename("!", "Vorname")], "can't be called “!”"),
        ([Rename("it", "Department"), Rename("it", "Vorname")], "named once"),
        ([Rename("a", "Vorname"), Rename("b", "Vorname")], "named once"),
    ],
)
def test_renames_that_make_no_sense_are_told(renames: list[Rename], problem: str) -> None:
    """Nothing is sent under a name that nobody meant."""
    assert problem in renamed(HEADER, renames, {})[1]
