"""The modal that changes columns: what it shows, that Slack takes it, and what it reads out of a form."""

import json
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.jobs.columns import Offer
from bot.leads.column_choice import CHOSEN_ROLES
from bot.leads.headers import Role
from bot.sandbox.slack import check_view
from bot.slack.blocks import columns
from tests.slack.columns_modal import CELLS, HEADER, MODALS, WIDE, offer_of
from tests.slack.conftest import GoldenView
from tests.slack.test_any_message_fits import hostile, mrkdwn_of

VIEW_SIZE = 250_000
"""Bytes from which on Slack refuses a view."""


def state_of(form: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends when somebody submits the form untouched."""
    found = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            held = {
                "selected_option": element.get("initial_option"),
                "value": element.get("initial_value"),
            }
            found[block["block_id"]] = {element["action_id"]: held}
    return found


def fits(form: dict[str, Any]) -> None:
    """What must hold for every form."""
    assert check_view(form) == []
    assert len(json.dumps(form)) < VIEW_SIZE
    assert form["private_metadata"] == "9f2c41d07be8a355"
    assert not any("<" in mrkdwn for mrkdwn in mrkdwn_of(form["blocks"]))


@pytest.mark.parametrize("name", MODALS)
def test_a_modal_reads_as_its_golden_file(name: str, golden_view: GoldenView) -> None:
    """Letter by letter what was reviewed, and Slack takes it."""
    golden_view(name, MODALS[name])
    assert check_view(MODALS[name]) == []


headers = st.lists(
    st.one_of(hostile, st.sampled_from(["Email", "email", "", "LinkedIn", "a = b"])), max_size=30
)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    header = tuple(draw(headers)) + tuple(draw(hostile) for _ in range(draw(st.sampled_from([1, 1, 120]))))
    rows = draw(st.lists(st.tuples(*[hostile] * len(header)), max_size=1))
    return offer_of(header, *rows)


@given(offers())
@settings(max_examples=40, deadline=None)
def test_any_form_fits_and_says_what_is_in_force(offer: Offer) -> None:
    """Whatever the columns are called and hold; and who submits it untouched changes nothing."""
    form = columns.form(offer)
    fits(form)
    filled = columns.filled_in(offer, state_of(form))
    assert filled.choice == offer.choice
    assert not set(filled.problems) - {"email"}


@pytest.mark.parametrize(
    ("width", "char"),
    [(98, "x"), (99, "é"), (100, '"'), (101, "\\"), (250, "👩"), (1000, "\u202e"), (16_384, "x")],
)
def test_the_widest_form_fits(width: int, char: str) -> None:
    """Long names in any script, and a spreadsheet's last column."""
    header = tuple(f"{number}{char * 300}" for number in range(width - 1))
    offer = offer_of(("Email", *header), ("jo@acme.example", *[char * 300] * (width - 1)))
    form = columns.form(offer)
    fits(form)
    menus = [block["element"] for block in form["blocks"] if block.get("block_id") in {*CHOSEN_ROLES}]
    assert len(menus) == len(CHOSEN_ROLES)
    assert all(len(menu["options"]) > 25 for menu in menus)
    assert columns.filled_in(offer, state_of(form)).choice == offer.choice


def test_columns_that_do_not_fit_are_told() -> None:
    """Those in use are in the menus all the same."""
    form = columns.form(offer_of((*WIDE, "Email"), (*[""] * len(WIDE), "jo@acme.example")))
    assert "This list has 241 columns, more than fit here" in str(form["blocks"])
    menu = next(block["element"] for block in form["blocks"] if block.get("block_id") == "email")
    assert menu["initial_option"]["value"] == "240"
    assert menu["initial_option"] in menu["options"]
    assert len(menu["options"]) == 100


def test_namesakes_and_nameless_columns_are_told_apart() -> None:
    """By the place that a person sees in the spreadsheet."""
    assert columns.labels_of(("a", "", "A", "b\nc", "Column 2", "a (column 1)")) == [
        "a (column 1)",
        "Column 2 (column 2)",
        "A (column 3)",
        "b c",
        "Column 2 (column 5)",
        "a (column 1)'",
    ]


def test_what_is_chosen_is_read() -> None:
    """A menu by the column's index, merge fields by their lines."""
    offer = offer_of(HEADER, CELLS)
    state = state_of(columns.form(offer))
    state["email"]["email"]["selected_option"] = {"value": "none"}
    state["title"]["title"]["selected_option"] = {"value": "4"}
    state["merge_fields"]["merge_fields"]["value"] = "Column 6 =\nNotes (column 7) = more"
    filled = columns.filled_in(offer, state)
    assert filled.problems == {}
    assert Role.EMAIL not in filled.choice.roles
    assert filled.choice.roles[Role.TITLE] == 4
    assert filled.choice.keys == {5: "", 6: "more"}


@pytest.mark.parametrize(("value", "told"), [("7", "no such column"), ("99999999", "no such column")])
def test_a_column_that_is_not_there_is_refused(value: str, told: str) -> None:
    """No payload is trusted to name what the form offered."""
    offer = offer_of(HEADER, CELLS)
    state = state_of(columns.form(offer))
    state["email"]["email"]["selected_option"] = {"value": value}
    assert told in columns.filled_in(offer, state).problems["email"]
