"""Who gets in, who is kept out, which list says so, and what lifts it."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks
from bot.sandbox.amplemarket.adding import LIFTED_BY, SKIP_LISTS
from bot.sandbox.amplemarket.contract import OVERRIDES

Post = Callable[..., Awaitable[httpx.Response]]

JANE = "jane@acme.example"
JANE_URL = "https://www.linkedin.com/in/jane-doe"


def lists_naming(answer: dict[str, Any]) -> set[str]:
    return {name for name in SKIP_LISTS if answer[name]}


async def kept_out_everywhere(amplemarket: AmplemarketSandbox, q4: str) -> None:
    amplemarket.exclude(JANE)
    amplemarket.contacted_recently(JANE)
    amplemarket.put_in(q4, JANE)
    amplemarket.put_in(amplemarket.add_sequence("Draft", status="draft"), JANE)
    amplemarket.put_in(amplemarket.add_sequence("Paused", status="paused"), JANE)


async def test_added(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """A good lead is in, with what was sent, by this very call; the answer has all nine fields."""
    answer = (await post(q4, {"email": JANE, "data": {"it": "x"}})).json()
    [member] = amplemarket.added(q4)
    assert (member.email, member.linkedin_url, member.data, member.call) == (JANE, None, {"it": "x"}, 1)
    assert answer == {
        "total": 1,
        "total_added_to_sequence": 1,
        "duplicate_emails": [],
        "duplicate_linkedin_urls": [],
        **{name: [] for name in SKIP_LISTS},
    }


@pytest.mark.parametrize("spelling", [JANE, "JANE@Acme.Example"])
async def test_already_in(post: Post, amplemarket: AmplemarketSandbox, q4: str, spelling: str) -> None:
    """The same address again, in any case, is already in the sequence, and stays there once."""
    await post(q4, JANE)
    answer = (await post(q4, spelling)).json()
    assert answer["already_in_sequence_and_skipped"] == [{"email": spelling}]
    assert answer["total_added_to_sequence"] == 0
    assert len(amplemarket.added(q4)) == 1


async def test_one_of_two_identities_is_enough(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Somebody known by LinkedIn is recognised although the address is new, whatever the URL's spelling."""
    amplemarket.put_in(q4, JANE_URL)
    answer = (await post(q4, {"email": JANE, "linkedin_url": "http://linkedin.com/in/Jane-Doe/?x=1"})).json()
    assert lists_naming(answer) == {"already_in_sequence_and_skipped"}


@pytest.mark.parametrize(
    ("excluded", "email", "out"),
    [
        (JANE, "Jane@ACME.example", True),
        ("acme.example", JANE, True),
        ("ACME.example", JANE, True),
        ("acme.example", "jane@mail.acme.example", False),
        ("acme.example", "jane@notacme.example", False),
        (JANE, "joe@acme.example", False),
    ],
)
async def test_exclusion_list(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, excluded: str, email: str, *, out: bool
) -> None:
    """Addresses and whole domains, in any case; neither subdomains nor look-alikes."""
    amplemarket.exclude(excluded)
    answer = (await post(q4, email)).json()
    assert bool(answer["in_exclusion_list_and_skipped"]) is out
    assert answer["total_added_to_sequence"] == (not out)


@pytest.mark.parametrize(
    ("status", "named"),
    [
        ("draft", {"in_other_draft_sequences_and_skipped"}),
        ("active", {"in_other_active_sequences_and_skipped"}),
        ("paused", {"in_other_active_sequences_and_skipped"}),
        ("archived", set()),
    ],
)
async def test_other_sequences(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, status: str, named: set[str]
) -> None:
    """Drafts have their own list, live and paused ones share one, archived ones do not matter."""
    amplemarket.put_in(amplemarket.add_sequence("Other", status=status), JANE)
    assert lists_naming((await post(q4, JANE)).json()) == named


async def test_every_reason_is_named(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """A lead with several reasons stands in each list."""
    await kept_out_everywhere(amplemarket, q4)
    answer = (await post(q4, JANE)).json()
    assert lists_naming(answer) == set(SKIP_LISTS)
    assert (answer["total"], answer["total_added_to_sequence"]) == (1, 0)


async def test_or_only_the_first(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Switched over, it stands in the first list only."""
    await kept_out_everywhere(amplemarket, q4)
    amplemarket.quirks = Quirks(first_reason_only=True)
    assert lists_naming((await post(q4, JANE)).json()) == {SKIP_LISTS[0]}


@pytest.mark.parametrize("override", sorted(OVERRIDES))
async def test_an_override_lifts_its_own_check(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, override: str
) -> None:
    """One flag takes one list away and no other; false lifts nothing."""
    await kept_out_everywhere(amplemarket, q4)
    lead = {"email": JANE, "overrides": {override: True, **dict.fromkeys(OVERRIDES - {override}, False)}}
    named = lists_naming((await post(q4, lead)).json())
    [lifted] = set(SKIP_LISTS) - named
    assert LIFTED_BY[lifted] == override


async def test_nothing_lifts_already_in(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """With all four overrides a lead that is in stays skipped; in another sequence it gets in."""
    await kept_out_everywhere(amplemarket, q4)
    lead = {"email": JANE, "overrides": dict.fromkeys(OVERRIDES, True)}
    assert lists_naming((await post(q4, lead)).json()) == {"already_in_sequence_and_skipped"}
    assert (await post(amplemarket.add_sequence("New"), lead)).json()["total_added_to_sequence"] == 1


async def test_overrides_are_each_leads_own(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """The flag on one lead does nothing for its neighbour."""
    amplemarket.exclude("acme.example")
    lifted = {"email": JANE, "overrides": {"ignore_exclusion_list": True}}
    answer = (await post(q4, lifted, "joe@acme.example")).json()
    assert answer["in_exclusion_list_and_skipped"] == [{"email": "joe@acme.example"}]


async def test_duplicates_in_a_request(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """The first mention goes in; later ones are named by the value that was repeated."""
    url = {"linkedin_url": JANE_URL}
    answer = (
        await post(q4, {"email": JANE, **url}, "JANE@acme.example", {"linkedin_url": f"{JANE_URL}/"})
    ).json()
    assert answer["duplicate_emails"] == ["JANE@acme.example"]
    assert answer["duplicate_linkedin_urls"] == [f"{JANE_URL}/"]
    assert (answer["total"], answer["total_added_to_sequence"]) == (3, 1)
    assert len(amplemarket.added(q4)) == 1


async def test_duplicates_may_not_count(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Switched over, `total` leaves duplicates out."""
    amplemarket.quirks = Quirks(total_counts_duplicates=False)
    assert (await post(q4, JANE, JANE)).json()["total"] == 1


async def test_leads_as_seeds(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """A `Lead` seeds with both its identities."""
    lead = Lead.of(2, email=JANE, linkedin_url=JANE_URL)
    amplemarket.contacted_recently(lead)
    amplemarket.exclude(lead)
    answer = (await post(q4, {"linkedin_url": JANE_URL}, JANE)).json()
    assert answer["recently_contacted_and_skipped"] == [{"linkedin_url": JANE_URL}, {"email": JANE}]
    assert answer["in_exclusion_list_and_skipped"] == [{"email": JANE}]


def test_seeds_that_name_nobody_are_told() -> None:
    """A mistake in a test's own seeding does not pass in silence."""
    sandbox = AmplemarketSandbox()
    sequence = sandbox.add_sequence("Q4")
    for wrong in (
        lambda: sandbox.exclude(JANE_URL),
        lambda: sandbox.exclude(Lead.of(1, linkedin_url=JANE_URL)),
        lambda: sandbox.contacted_recently("jane"),
        lambda: sandbox.put_in(sequence, "jane"),
        lambda: sandbox.add_sequence("Odd", status="live"),
        lambda: sandbox.set_status(sequence, "live"),
        lambda: sandbox.add_sequence("Again", sequence_id=sequence),
        lambda: sandbox.add_user("Sam", "sam@sandbox.example"),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()
