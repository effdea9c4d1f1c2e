"""Cells tried many at a time get the answer that each would get alone."""

from hypothesis import given
from hypothesis import strategies as st

from bot.leads.email_address import check_email, check_emails
from bot.leads.linkedin import find_each_profile, find_profile

EMAILS = st.sampled_from(
    ["jane@acme.com", "a.b+c@x-y.co", "n/a", "", "jane＠acme.com", "a@b.test", "Jo <jo@acme.com>",
     "a@acme.com\0b", "x" * 60 + "@acme.com", "a..b@acme.com", "jane@acme.com\n", "é@acme.com", "a@b"]
)  # fmt: skip
PROFILES = st.sampled_from(
    ["https://www.linkedin.com/in/jane-doe", "", "https://www.linkedin.com/in/jo", "linkedin.com/in/jane",
     "https://www.linkedin.com/in/jane\0doe", "https://www.linkedin.com/in/" + "x" * 101, "n/a",
     "https://www.linkedin.com/company/acme", "https://www.linkedin.com/in/ACwAAB_xYz12"]
)  # fmt: skip


@given(st.lists(EMAILS, max_size=40))
def test_a_column_of_addresses(cells: list[str]) -> None:
    """Ordinary ones, odd ones, none at all, in any mixture."""
    assert check_emails(cells) == list(map(check_email, cells))


@given(st.lists(PROFILES, max_size=40))
def test_a_column_of_profiles(cells: list[str]) -> None:
    """Public names, member ids, companies, blanks, in any mixture."""
    assert find_each_profile(cells) == list(map(find_profile, cells))
