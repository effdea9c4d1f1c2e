"""The modal that adds leads: what it shows, that Slack takes it, and what it reads out of a form."""

import json
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.adding.catalogue import Sequence, SequenceStatus
from bot.adding.job import Alias, Distribution, Options
from bot.adding.overrides import Override
from bot.jobs.choices import Offered
from bot.sandbox.slack import check_blocks, check_view
from bot.slack.blocks import add_leads
from bot.slack.blocks.add_leads import Place
from bot.slack.blocks.elements import Block, actions
from bot.slack.blocks.suggestions import Chosen, option_groups
from tests.slack.add_leads_modal import ADD_LEADS_MODALS, ALL, CHANNEL, ON_A_MESSAGE, Q4
from tests.slack.conftest import GoldenView
from tests.slack.test_any_message_fits import hostile, mrkdwn_of

ALIAS = {"selected_option": {"value": "alias:q4-outbound"}}
NOTHING: Block = {"selected_options": []}


def submitted(place: Place = CHANNEL, **fields: Block) -> add_leads.Filled:
    """What is read out of a form with these fields, and an alias chosen unless they say otherwise."""
    state: dict[str, Any] = {
        "sequence": {"sequence": ALIAS},
        "leads": {"leads": {"value": None}},
        "files": {"files": {"files": []}},
        "distribution": {"distribution": {"selected_option": {"value": "as_set_up"}}},
        "mailboxes": {"mailboxes": {"value": None}},
        "overrides": {"overrides": NOTHING},
    }
    return add_leads.filled_in(place, state | {name: {name: field} for name, field in fields.items()})


@pytest.mark.parametrize("name", ADD_LEADS_MODALS)
def test_a_modal_reads_as_its_golden_file(name: str, golden_view: GoldenView) -> None:
    """Letter by letter what was reviewed, and Slack takes it."""
    golden_view(name, ADD_LEADS_MODALS[name])
    assert check_view(ADD_LEADS_MODALS[name]) == []


def test_what_is_told_at_the_fields_reads_as_its_golden_file(golden_view: GoldenView) -> None:
    """Every sentence that a field can show."""
    told = {
        "nothing": submitted(sequence={"selected_option": None}),
        "both": submitted(leads={"value": "jo@a.io"}, files={"files": [{"id": "F1"}]}),
        "too long": submitted(leads={"value": "x" * 3001}),
        "no mailboxes": submitted(
            leads={"value": "jo@a.io"}, distribution={"selected_option": {"value": "custom_mailboxes"}}
        ),
        "mailboxes for nothing": submitted(
            leads={"value": "jo@a.io"},
            distribution={"selected_option": {"value": "sequence_senders"}},
            mailboxes={"value": "me@a.io"},
        ),
        "a bad mailbox": submitted(leads={"value": "jo@a.io"}, mailboxes={"value": "me@a.io, <!here>"}),
    }
    golden_view("add_leads_problems", {name: dict(filled.problems) for name, filled in told.items()})


def test_what_a_person_filled_in_is_read() -> None:
    """Text, options and all; the mailboxes alone say who sends, as in the command."""
    filled = submitted(
        leads={"value": " jo@acme.example\n"},
        mailboxes={"value": "ana@acme.example,\n bo@acme.example"},
        overrides={"selected_options": [{"value": "ignore_exclusion_list"}, {"value": "forged"}]},
    )
    assert not filled.problems
    assert filled.leads == "jo@acme.example"
    assert filled.options == Options(
        frozenset({Override.EXCLUSION_LIST}),
        Distribution.CUSTOM_MAILBOXES,
        ("ana@acme.example", "bo@acme.example"),
    )


def test_the_files_of_a_message_are_fixed() -> None:
    """They come from where the form was opened; a form with fields of its own is told where to begin."""
    assert submitted(ON_A_MESSAGE).files == ("F01", "F02")
    assert not submitted(ON_A_MESSAGE).problems
    assert submitted(files={"files": [{"id": "F9"}]}).files == ("F9",)


def test_the_field_that_shows_the_default_is_the_one_that_is_told() -> None:
    """An error for a block that the view does not have is refused by Slack."""
    state = {"channel_sequence": {"sequence": {"selected_option": None}}}
    filled = add_leads.filled_in(CHANNEL, state)
    assert filled.sequence_field == "channel_sequence"
    assert "channel_sequence" in filled.problems


@given(
    st.builds(
        Place,
        st.from_regex(r"[CDG][A-Z0-9]{0,20}", fullmatch=True),
        st.from_regex(r"\d{10}\.\d{6}", fullmatch=True),
        st.lists(st.from_regex(r"F[A-Z0-9]{10,20}", fullmatch=True), max_size=10).map(tuple),
    ),
    st.lists(hostile, min_size=10, max_size=10),
    st.sampled_from([None, Q4, Alias("T01", "x" * 64, "5f2a" * 10)]),
    st.sampled_from([ALL, ALL - {Override.EXCLUSION_LIST}]),
)
@settings(max_examples=30, deadline=None)
def test_any_form_fits(
    place: Place, names: list[str], default: Alias | None, offered: frozenset[Override]
) -> None:
    """Whatever the files are called; and the place comes back as it went in."""
    form = add_leads.form(place, offered, names[: len(place.files)], default)
    assert check_view(form) == []
    assert Place.of(form["private_metadata"]) == place
    assert not any("<" in mrkdwn for mrkdwn in mrkdwn_of(form["blocks"]))


@st.composite
def offers(draw: st.DrawFn) -> Offered:
    """As the store and Amplemarket may hold them: names are anything, ids and aliases are not."""
    aliases = [
        (Alias("T01", f"{number}{'x' * 60}", "5f2a" * 10), draw(hostile))
        for number in range(draw(st.sampled_from([0, 1, 60, 150])))
    ]
    sequences = [
        Sequence(f"{number:064}", draw(hostile), SequenceStatus.ACTIVE, draw(hostile))
        for number in range(draw(st.sampled_from([0, 1, 150])))
    ]
    return Offered(aliases, sequences)


@given(offers())
@settings(max_examples=15, deadline=None)
def test_any_options_fit(offered: Offered) -> None:
    """At most a hundred in all, aliases first; Slack takes each as an option of a menu."""
    groups = option_groups(offered)
    options = [option for group in groups for option in group["options"]]
    assert len(options) == min(100, len(offered.aliases) + len(offered.sequences))
    values = [option["value"] for option in options]
    assert values == sorted(values, key=lambda value: value.startswith("id:"))
    if groups:
        menu = {"type": "static_select", "action_id": "sequence", "option_groups": groups}
        assert check_blocks([actions(menu)]) == []
    assert len(json.dumps(groups)) < 100_000


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        ("alias:q4", Chosen(alias="q4")),
        ("q4", Chosen(alias="q4")),
        ("id:5f2a", Chosen(sequence_id="5f2a")),
        ("id:", Chosen(alias="")),
    ],
)
def test_an_option_of_any_age_is_understood(value: str, chosen: Chosen) -> None:
    """Menus posted long ago hold bare names."""
    assert Chosen.of(value) == chosen
