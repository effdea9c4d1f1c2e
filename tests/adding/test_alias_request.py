"""`/addleads alias add …`, taken to pieces."""

import pytest

from bot.adding.alias_request import AliasRequest, read_alias_request
from bot.adding.errors import UsageError
from bot.adding.job import Distribution, Options
from bot.adding.overrides import Override


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("q4 81c0f", "81c0f"),
        ('q4 "Q4 Outbound – DACH"', "Q4 Outbound – DACH"),
        ("q4 “Q4 Outbound – DACH”", "Q4 Outbound – DACH"),
        ("q4 Q4 Outbound – DACH", "Q4 Outbound – DACH"),
        ("q4  Q4\tOutbound —  DACH ", "Q4\tOutbound —  DACH"),
        ('q4 "Q4 --mailboxes a=b"', "Q4 --mailboxes a=b"),
        ("q4 https://app.amplemarket.com/dashboard/sequences/abc?x=1", None),
    ],
)
def test_a_target_is_what_stands_behind_the_name(typed: str, target: str | None) -> None:
    """With or without quotes, in quotes of any kind."""
    expected = AliasRequest("q4", target or typed.split()[1], Options())
    assert read_alias_request(typed) == expected


def test_defaults_follow_in_any_order() -> None:
    """Who sends, and values for every lead, by the keys that Amplemarket takes."""
    request = read_alias_request(
        'q4 Q4 Outbound Region=DACH --mailboxes=a@x.example,b@x.example note="two words" signedBy=Bo'
    )
    assert request == AliasRequest(
        "q4",
        "Q4 Outbound",
        Options(
            distribution=Distribution.CUSTOM_MAILBOXES,
            mailboxes=("a@x.example", "b@x.example"),
            data={"region": "DACH", "note": "two words", "signed_by": "Bo"},
        ),
    )
    senders = read_alias_request("q4 Q4 —distribution=sequence_senders")
    assert senders is not None
    assert (senders.target, senders.defaults.distribution) == ("Q4", Distribution.SEQUENCE_SENDERS)


@pytest.mark.parametrize("typed", ["", "q4", "  q4  "])
def test_without_a_target_there_is_no_request(typed: str) -> None:
    """The caller says how it goes."""
    assert read_alias_request(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("q4 Q4 --override=exclusion_list", "safety checks"),
        ('q4 "Q4" and more', "and more"),
        ("q4 Q4 email=a@x.example", "every lead"),
        ("q4 Q4 linkedin_url=x", "every lead"),
        ("q4 Q4 note=", "1 to 1,024"),
        ("q4 Q4 note=" + "x" * 1025, "1 to 1,024"),
        ("q4 Q4 --distribution=everybody", "--distribution"),
    ],
)
def test_what_an_alias_can_not_have(typed: str, words: str) -> None:
    """Above all it lifts no safety check for everybody who uses it."""
    with pytest.raises(UsageError, match=words):
        read_alias_request(typed)


def test_options_of_a_command_win_over_the_alias() -> None:
    """Who sends comes from one of the two as a whole; values are put together; overrides are never lent."""
    lifted = frozenset({Override.RECENTLY_CONTACTED})
    defaults = Options(
        lifted, Distribution.CUSTOM_MAILBOXES, ("a@x.example",), {"region": "DACH", "note": "old"}
    )
    assert Options().over(defaults) == Options(
        frozenset(), Distribution.CUSTOM_MAILBOXES, ("a@x.example",), defaults.data
    )
    said = Options(lifted, Distribution.SEQUENCE_SENDERS, (), {"note": "new"}).over(defaults)
    assert said == Options(lifted, Distribution.SEQUENCE_SENDERS, (), {"region": "DACH", "note": "new"})
