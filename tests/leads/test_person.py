"""Looking for one person in texts: every spelling of theirs, and nobody who only looks alike."""

import pytest

from bot.leads.person import Person


def person(text: str) -> Person:
    found = Person.of(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text",
    [
        "jane@acme.com",
        "<JANE@Acme.com>",
        "Jane <jane@acme.com>",
        "mailto:jane@acme.com",
        "see jane@acme.com.",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    """In any case, in brackets, in a sentence."""
    assert person("Jane@acme.com").is_named_in(text)


@pytest.mark.parametrize(
    "text", ["mary.jane@acme.com", "jane@acme.com.br", "jane@acme.company", "x+jane@acme.com", "jane"]
)
def test_an_address_that_only_holds_the_same_letters_is_another_one(text: str) -> None:
    """Nobody else is forgotten."""
    assert not person("jane@acme.com").is_named_in(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("https://www.linkedin.com/in/Bo-Li/", True),
        ("linkedin.com/in/bo-li?x=1", True),
        ("https://linkedin.com/in/bo-li-2", False),
        ("https://linkedin.com/company/bo-li", False),
    ],
)
def test_a_profile_is_found_by_its_path(text: str, named: bool) -> None:  # noqa: FBT001
    """Whatever stands before and behind it."""
    assert person("linkedin.com/in/bo-li").is_named_in(text) is named


@pytest.mark.parametrize("text", ["", "jane", "linkedin.com/company/acme", "@acme.com"])
def test_what_names_nobody_is_nobody(text: str) -> None:
    """So that nothing is removed by a slip."""
    assert Person.of(text) is None
