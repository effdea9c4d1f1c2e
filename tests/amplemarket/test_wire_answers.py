"""Every documented answer is read; what is none is never taken for one."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.adding.answer import AddLeadsAnswer, NamedLead
from bot.adding.outcome import SkipReason
from bot.amplemarket.wire import AddLeadsResponse

SKIP_LISTS = {
    SkipReason.EXCLUSION_LIST: "in_exclusion_list_and_skipped",
    SkipReason.RECENTLY_CONTACTED: "recently_contacted_and_skipped",
    SkipReason.ALREADY_IN_SEQUENCE: "already_in_sequence_and_skipped",
    SkipReason.IN_OTHER_DRAFT_SEQUENCES: "in_other_draft_sequences_and_skipped",
    SkipReason.IN_OTHER_ACTIVE_SEQUENCES: "in_other_active_sequences_and_skipped",
}

names = st.text(min_size=1, max_size=10)
skipped = st.lists(st.fixed_dictionaries({}, optional={"email": names, "linkedin_url": names}), max_size=3)
counts = st.integers(0, 300)
answers = st.fixed_dictionaries(
    {"total": counts},
    optional={
        "total_added_to_sequence": counts,
        "duplicate_emails": st.lists(names, max_size=3),
        "duplicate_linkedin_urls": st.lists(names, max_size=3),
        **dict.fromkeys(SKIP_LISTS.values(), skipped),
    },
)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SKIP_LISTS.values(), "total"]), inner)
    ),
    max_leaves=6,
)


def read(content: object) -> AddLeadsAnswer:
    return AddLeadsResponse.model_validate_json(json.dumps(content)).answer()


def test_the_documented_example_is_read(operation: dict[str, Any]) -> None:
    """The OpenAPI file's own 200: one lead, added."""
    example = operation["responses"]["200"]["content"]["application/json"]["examples"]["Adding a single lead"]
    assert read(example["value"]) == AddLeadsAnswer(total=1, added=1)


def test_the_model_has_every_field_of_the_contract(operation: dict[str, Any]) -> None:
    """A list that we did not know would be leads that we call added."""
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(AddLeadsResponse.model_fields) == set(schema["properties"])
    assert set(SKIP_LISTS) == set(SkipReason)


@settings(max_examples=100, deadline=None)
@given(answers)
def test_every_answer_of_the_contract_is_read(
    validator: Callable[[str], jsonschema.Draft202012Validator], content: dict[str, Any]
) -> None:
    """Every count and every name of a valid answer arrives, under the right reason."""
    validator("200").validate(content)
    answer = read(content)
    assert (answer.total, answer.added) == (content["total"], content.get("total_added_to_sequence"))
    for reason, key in SKIP_LISTS.items():
        named = [NamedLead(e.get("email"), e.get("linkedin_url")) for e in content.get(key, []) if e]
        assert list(answer.skipped.get(reason, ())) == named
    duplicates = [d.email or d.linkedin_url for d in answer.duplicates]
    assert duplicates == [*content.get("duplicate_emails", []), *content.get("duplicate_linkedin_urls", [])]


@settings(max_examples=150, deadline=None)
@given(any_json.map(json.dumps).map(str.encode) | st.binary(max_size=60))
def test_nothing_else_breaks_the_reader(body: bytes) -> None:
    """Any bytes are an answer or one that can't be read; no other error escapes."""
    with suppress(ValidationError):
        AddLeadsResponse.model_validate_json(body).answer()


def test_null_and_unknown_parts_are_passed_over() -> None:
    """Null lists, null entries, null values and new keys do not hide the rest."""
    answer = read(
        {
            "total": None,
            "total_added_to_sequence": 4,
            "duplicate_emails": None,
            "duplicate_linkedin_urls": [None, "https://www.linkedin.com/in/jo", ""],
            "recently_contacted_and_skipped": [None, {}, {"email": None, "linkedin_url": "u", "id": 3}],
            "brand_new": [1],
        }
    )
    assert answer == AddLeadsAnswer(
        total=None,
        added=4,
        skipped={SkipReason.RECENTLY_CONTACTED: (NamedLead(linkedin_url="u"),)},
        duplicates=(NamedLead(linkedin_url="https://www.linkedin.com/in/jo"),),
    )


@pytest.mark.parametrize(
    "content",
    [
        [],
        None,
        "done",
        {},
        {"object": "error", "_errors": []},
        {"total": "3"},
        {"total": 3.5},
        {"total": True},
        {"total_added_to_sequence": -1},
        {"duplicate_emails": "jane@acme.example"},
        {"duplicate_emails": [{"email": "jane@acme.example"}]},
        {"already_in_sequence_and_skipped": {"email": "jane@acme.example"}},
        {"already_in_sequence_and_skipped": ["jane@acme.example"]},
        {"already_in_sequence_and_skipped": [{"email": 7}]},
    ],
)
def test_wrong_types_are_not_guessed_at(content: object) -> None:
    """A value of an undocumented type makes the whole answer unreadable, rather than a lead wrongly added."""
    with pytest.raises(ValidationError):
        read(content)
