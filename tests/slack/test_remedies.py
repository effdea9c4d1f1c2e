"""What can be done about rows that were not added: buttons, modals, and what is read out of a form."""

import json
from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow
from bot.adding.retry import LIFTING, RetryKind
from bot.jobs.fixing import MOST_CORRECTED, Filling, Gaps, Wrong
from bot.jobs.retry import Choice
from bot.leads.lead import Lead
from bot.sandbox.slack import check_message, check_view
from bot.slack.blocks import approval, choosing, fixing
from bot.slack.blocks.elements import Block
from bot.slack.blocks.report import report_message
from bot.slack.ids import Action
from tests.slack.conftest import Golden, GoldenView
from tests.slack.remedies import (
    ADMIN,
    AFTER_PRESSES,
    RECENT,
    REMEDY_MESSAGES,
    REMEDY_MODALS,
    choice,
    gaps,
    request,
    wrong,
)
from tests.slack.samples import FILE_JOB, row
from tests.slack.test_any_message_fits import fits as message_fits
from tests.slack.test_any_message_fits import hostile, jobs, mrkdwn_of

VIEW_SIZE = 250_000
"""Bytes from which on Slack refuses a view."""


@pytest.mark.parametrize("name", REMEDY_MESSAGES)
def test_a_message_reads_as_its_golden_file(name: str, golden: Golden) -> None:
    """Letter by letter what was reviewed, and Slack takes it."""
    message = REMEDY_MESSAGES[name]
    golden(name, message)
    assert check_message({"text": message.text, "blocks": message.blocks}) == []


@pytest.mark.parametrize("name", REMEDY_MODALS)
def test_a_modal_reads_as_its_golden_file(name: str, golden_view: GoldenView) -> None:
    """Likewise."""
    golden_view(name, REMEDY_MODALS[name])
    assert check_view(REMEDY_MODALS[name]) == []


def test_each_button_carries_a_jobs_id_and_nothing_else() -> None:
    """What it means is looked up when it is pressed."""
    values = [one["value"] for one in buttons(report_message(AFTER_PRESSES).blocks)]
    assert len(values) > 5
    assert set(values) == {FILE_JOB.id}


def buttons(blocks: list[Block]) -> list[Block]:
    return [one for block in blocks for one in block.get("elements", ()) if one.get("type") == "button"]


def fits(view: Block) -> None:
    """What must hold for every modal."""
    assert check_view(view) == []
    assert len(json.dumps(view)) < VIEW_SIZE
    assert not any("<" in mrkdwn for mrkdwn in mrkdwn_of(view["blocks"]))


def state_of(view: Block, filled: dict[str, str] | None = None) -> dict[str, Any]:
    """What Slack sends when somebody fills in these inputs and leaves the others as they are."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            value = (filled or {}).get(block["block_id"], element.get("initial_value"))
            found[block["block_id"]] = {element["action_id"]: {"value": value}}
    return found


# ---- choosing ---------------------------------------------------------------------------------------


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    count = draw(st.sampled_from([1, 2, 10, 11, 100, 101, 250]))
    kind, name = draw(st.sampled_from(LIFTING)), draw(hostile)
    skipped = RowOutcome(1, Outcome.SKIPPED, (SkipReason(kind.value),))
    rows = [
        JobRow(row, (), Lead(row, name, None), 0, replace(skipped, row=row))
        for row in range(99_000, 99_000 + count)
    ]
    return Choice(draw(jobs), kind, rows, count)


@given(choices())
@settings(max_examples=40, deadline=None)
def test_any_choice_fits(choice: Choice) -> None:
    """Whoever is in the list; and each lead can be told by its row."""
    view = choosing.form(choice)
    fits(view)
    options = choosing.options(choice.rows)
    assert len({one["value"] for one in options}) == min(len(choice.rows), 100)
    assert all(f"(row {int(one['value']):,})" in one["text"]["text"] for one in options)


@pytest.mark.parametrize(
    ("count", "element"),
    [
        (10, "checkboxes"),
        (11, "multi_static_select"),
        (100, "multi_static_select"),
        (101, "multi_external_select"),
    ],
)
def test_the_menu_depends_on_how_many_there_are(count: int, element: str) -> None:
    """Ten are ticked, a hundred are picked, more are searched."""
    (shown,) = [block["element"] for block in choosing.form(choice(count))["blocks"] if "element" in block]
    assert shown["type"] == element


def test_what_is_chosen_is_read() -> None:
    """The kind of retry out of the field's id; what is no row is passed over."""
    held = {"selected_options": [{"value": "3"}, {"value": "14"}, {"value": "x"}]}
    values = {RetryKind.RECENTLY_CONTACTED.value: {Action.CHOSEN_LEADS.value: held}}
    assert choosing.chosen(values) == (RECENT, frozenset({3, 14}))


# ---- filling in -------------------------------------------------------------------------------------


@given(st.lists(hostile, min_size=1, max_size=30, unique=True), st.sampled_from([1, 2, 19, 20, 21, 500]))
@settings(max_examples=40, deadline=None)
def test_any_gap_fits(fields: list[str], count: int) -> None:
    """Whatever the fields are called, and however many leads lack them."""
    view = fixing.fill_form(gaps(count, *fields))
    fits(view)
    assert sum(block["type"] == "input" for block in view["blocks"]) <= 40


def test_one_value_for_all_or_one_for_each() -> None:
    """What is said of one lead goes before what is said of all; blanks count as nothing."""
    found: Gaps = gaps(3, "it", "budget")
    view = fixing.fill_form(found)
    said = {"all:0": "SAP", "one:41:0": "Odoo", "one:42:1": " 5k ", "all:1": "  "}
    filling = fixing.filling(found, state_of(view, said))
    assert filling == Filling({"it": "SAP"}, {(41, "it"): "Odoo", (42, "budget"): "5k"})
    assert [filling.value(row, "it") for row in (40, 41, 42)] == ["SAP", "Odoo", "SAP"]
    assert [filling.value(row, "budget") for row in (40, 42)] == ["", "5k"]


def test_a_field_that_is_gone_is_passed_over() -> None:
    """While the modal was open, others filled in what it asked for."""
    state = state_of(fixing.fill_form(gaps(3, "it", "budget")), {"all:0": "SAP", "all:1": "5k"})
    assert fixing.filling(gaps(1, "it"), state) == Filling({"it": "SAP"}, {})


# ---- correcting -------------------------------------------------------------------------------------


@given(st.lists(st.tuples(hostile, hostile), min_size=1, max_size=MOST_CORRECTED), st.integers(0, 100_000))
@settings(max_examples=40, deadline=None)
def test_any_correction_fits(found: list[tuple[str, str]], more: int) -> None:
    """Whatever the cells hold and is said of them; submitted untouched it corrects nothing."""
    rows = [
        (row(number, Outcome.INVALID, detail=detail), cell) for number, (cell, detail) in enumerate(found, 2)
    ]
    shown = Wrong(FILE_JOB, rows, len(rows) + more)
    view = fixing.correct_form(shown)
    fits(view)
    assert fixing.corrected(shown, state_of(view)) == {}


def test_what_is_corrected_is_read() -> None:
    """By row; an emptied field stays out."""
    shown = wrong(3, 3)
    state = state_of(fixing.correct_form(shown), {"row:14": " jane@acme.example ", "row:301": "  "})
    assert fixing.corrected(shown, state) == {14: "jane@acme.example"}
    assert fixing.at_rows({14: "no"}) == {"row:14": "no"}


@given(jobs, st.sampled_from(RetryKind), st.integers(1, 100_000), st.sets(st.just(ADMIN)))
@settings(max_examples=40, deadline=None)
def test_any_request_fits(job: Any, kind: RetryKind, leads: int, admins: set[str]) -> None:
    """Whatever the sequence is called; with many admins, ten are asked."""
    asked = replace(request(kind=kind), leads=leads)
    message_fits(approval.request(job, asked, admins or {ADMIN}), ADMIN)
    many = {f"U0ADMIN{number:02}" for number in range(30)}
    message_fits(approval.request(job, asked, many), *many)
    message_fits(approval.offer_to_ask(job.id, kind))
