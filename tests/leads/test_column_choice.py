"""What people choose about columns: it comes into force as chosen, here and on the next list of the kind."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.leads.column_choice import (
    CHOSEN_ROLES,
    ColumnChoice,
    as_mapping,
    choice_in_force,
    from_kept,
    to_keep,
)
from bot.leads.columns import fingerprint, plan_columns
from bot.leads.headers import Role
from bot.leads.reading import read_leads, reread
from bot.leads.rows import SourceRows

HEADER = ("Work Email", "Personal Email", "First Name", "Company", "vmid", "Notes")
ROWS = [["jo@acme.example", "jo@home.example", "Jo", "Acme", "ACwAAB", "x"]]


def choose(header: tuple[str, ...], rows: list[list[str]], wanted: ColumnChoice) -> ColumnChoice:
    """What is in force after a choice."""
    said = as_mapping(header, plan_columns(header, rows), wanted)
    return choice_in_force(header, plan_columns(header, rows, said))


def test_the_choice_in_force_shows_each_column_once() -> None:
    """Addresses and names in the menus, the others as merge fields."""
    choice = choice_in_force(HEADER, plan_columns(HEADER, ROWS))
    assert choice.roles == {Role.EMAIL: 0, Role.FIRST_NAME: 2, Role.COMPANY_NAME: 3}
    assert choice.keys == {1: "personal_email", 4: "vmid", 5: "notes"}


def test_who_changes_nothing_keeps_the_places_to_look_next() -> None:
    """A row without a work address still has its personal one, and a member id still adds a key."""
    before = plan_columns(HEADER, ROWS)
    after = plan_columns(HEADER, ROWS, as_mapping(HEADER, before, choice_in_force(HEADER, before)))
    assert (after.emails, after.member_ids, after.fields) == (
        before.emails,
        before.member_ids,
        before.fields,
    )


def test_another_email_column_is_the_only_one() -> None:
    """What was guessed wrong is no longer looked at."""
    before = plan_columns(HEADER, ROWS)
    shown = choice_in_force(HEADER, before)
    wanted = ColumnChoice({**shown.roles, Role.EMAIL: 5}, {1: "personal_email", 4: "vmid"})
    after = plan_columns(HEADER, ROWS, as_mapping(HEADER, before, wanted))
    assert after.emails == (5,)
    assert after.fields[0] == "work_email"


def test_a_role_that_nobody_has_is_sent_under_another_key() -> None:
    """A column that is no first name does not go out as one."""
    before = plan_columns(HEADER, ROWS)
    shown = choice_in_force(HEADER, before)
    wanted = ColumnChoice({Role.EMAIL: 0}, shown.keys)
    after = choose(HEADER, ROWS, wanted)
    assert Role.FIRST_NAME not in after.roles
    assert after.keys[2] == "first_name_2"


def test_without_an_email_column_no_value_is_taken_for_one() -> None:
    """Not even where a nameless column is full of addresses."""
    header, rows = ("", "LinkedIn"), [["jo@acme.example", "linkedin.com/in/jo"]] * 3
    after = choose(header, rows, ColumnChoice({Role.LINKEDIN: 1}, {0: "contact"}))
    assert after == ColumnChoice({Role.LINKEDIN: 1}, {0: "contact"})


names = st.one_of(
    st.sampled_from(["Email", "E-Mail", "First Name", "Name", "LinkedIn", "Company", "vmid", "", "#", "%"]),
    st.text(max_size=8),
)


@st.composite
def choices(draw: st.DrawFn) -> tuple[tuple[str, ...], ColumnChoice]:
    """A header and a choice that a person could submit."""
    header = tuple(draw(st.lists(names, min_size=1, max_size=8)))
    columns = draw(st.permutations(range(len(header))))
    asked = draw(st.lists(st.sampled_from(CHOSEN_ROLES), unique=True, max_size=len(header)))
    roles = dict(zip(asked, columns, strict=False))
    keys = {column: draw(st.sampled_from(["", f"key_{column}"])) for column in columns[len(roles) :]}
    return header, ColumnChoice(roles, keys)


@given(choices())
@settings(deadline=None)
def test_any_choice_comes_into_force_as_it_is(chosen: tuple[tuple[str, ...], ColumnChoice]) -> None:
    """Whatever the columns are called and hold."""
    header, wanted = chosen
    rows = [["jo@acme.example"] * len(header), ["linkedin.com/in/jo"] * len(header)]
    assert choose(header, rows, wanted) == wanted


@given(st.lists(names, max_size=8), st.randoms())
@settings(deadline=None)
def test_what_is_kept_holds_for_the_same_columns_in_another_order(header: list[str], random: object) -> None:
    """Namesakes are told apart by which comes first."""
    said: dict[int | str, str] = {column: f"field:key_{column}" for column in range(len(header))}
    kept = to_keep(header, said)
    assert from_kept(header, kept) == said
    shuffled = list(range(len(header)))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = [header[column] for column in shuffled]
    assert fingerprint(other) == fingerprint(header)
    assert sorted(from_kept(other, kept).values()) == sorted(said.values())


def test_columns_that_a_list_lacks_are_ignored() -> None:
    """A mapping outlives a dropped column."""
    assert from_kept(("Email",), {"1:email": "email", "1:gone": "field:x", "2:email": "ignore"}) == {
        0: "email"
    }


LIST = b"Email,Kontakt\nbo@us.example,jo@acme.example\nbo@us.example,kim@x.example\nbo@us.example,nobody\n"


def test_a_list_read_anew_is_as_if_it_had_been_read_so() -> None:
    """From its stored rows, without its bytes."""
    first = read_leads(LIST)
    assert (len(first.leads), len(first.duplicates)) == (1, 2)
    said: dict[int | str, str] = {0: "field:manager", 1: "email"}
    rows = SourceRows([row.number for row in first.rows], [row.cells for row in first.rows])
    anew, at_once = reread(first.header, rows, said), read_leads(LIST, mapping=said)
    assert [lead.email for lead in anew.leads] == ["jo@acme.example", "kim@x.example"]
    assert [dict(lead.data) for lead in anew.leads] == [{"manager": "bo@us.example"}] * 2
    for reading in (anew, at_once):
        assert [problem.row for problem in reading.problems] == [4]
        assert not reading.duplicates
        assert not reading.assumptions
    assert list(anew.leads) == list(at_once.leads)


@pytest.mark.parametrize("what", ["email", "linkedin_url"])
def test_what_a_person_said_is_no_assumption(what: str) -> None:
    """Although there are other places to look."""
    data = (
        b"Email,Email 2,LinkedIn,LI URL\n"
        b"jo@a.example,j@b.example,linkedin.com/in/jo-li,linkedin.com/in/jo-li-2\n"
    )
    column = {"email": 0, "linkedin_url": 2}[what]
    before, after = read_leads(data).assumptions, read_leads(data, mapping={column: what}).assumptions
    assert len(before) == 2
    assert len(after) == 1


def test_a_column_that_is_called_a_first_name_may_hold_full_names() -> None:
    """Then both names come out of it, and the whole goes under a key of its own."""
    reading = read_leads(
        b"Email,First Name\njo@a.example,Jo Li\n", mapping={0: "email", 1: Role.FULL_NAME.value}
    )
    assert dict(reading.leads[0].data) == {"first_name": "Jo", "last_name": "Li", "first_name_2": "Jo Li"}
