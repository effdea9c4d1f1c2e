"""One person in several rows: joined by e-mail or LinkedIn, directly or not; the first row wins."""

from hypothesis import given
from hypothesis import strategies as st

from bot.leads.duplicates import split_duplicates
from bot.leads.lead import Lead, LeadKey
from bot.leads.rows import Duplicate


def lead(row: int, *keys: str) -> Lead:
    return Lead(row, None, None, {}, tuple(map(LeadKey, keys)))


def test_names_both_rows_and_the_key() -> None:
    """A later row with a known e-mail is a duplicate of the first one."""
    first, other, again = lead(2, "email:a"), lead(3, "email:b"), lead(4, "email:a", "in:x")
    assert split_duplicates([first, other, again]) == ([first, other], [Duplicate(4, 2, LeadKey("email:a"))])


def test_joins_by_way_of_a_third_row() -> None:
    """Row 4 shares its e-mail with row 2 and its profile with row 3: all three are one person."""
    rows = [lead(2, "email:a"), lead(3, "in:x"), lead(4, "email:a", "in:x")]
    firsts, duplicates = split_duplicates(rows)
    assert firsts == rows[:1]
    assert duplicates == [Duplicate(3, 2, LeadKey("in:x")), Duplicate(4, 2, LeadKey("email:a"))]


def test_a_long_chain_in_the_worst_order() -> None:
    """20,000 rows of which each joins the next one are one person, and quickly so."""
    rows = [lead(row, f"email:{row}", f"in:{row}") for row in range(20_000, 0, -1)]
    rows += [lead(20_000 + row, f"email:{row}", f"in:{row + 1}") for row in range(1, 20_000)]
    firsts, duplicates = split_duplicates(rows)
    assert len(firsts) == 1
    assert len(duplicates) == len(rows) - 1


KEYS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3, unique=True)


@given(st.lists(KEYS, max_size=12))
def test_is_the_partition_by_shared_keys(rows: list[list[str]]) -> None:
    """Two rows have the same winner exactly when a chain of shared keys joins them."""
    leads = [lead(number, *keys) for number, keys in enumerate(rows)]
    firsts, duplicates = split_duplicates(leads)
    winner = {one.row: one.row for one in firsts} | {one.row: one.first_row for one in duplicates}
    assert sorted(winner) == list(range(len(rows)))
    assert [winner[number] for number in range(len(rows))] == _winners(rows)
    assert all(one.key in leads[one.row].keys for one in duplicates)


def _winners(rows: list[list[str]]) -> list[int]:
    """The same, done the slow way."""
    winner = list(range(len(rows)))
    for _ in rows:
        for one, keys in enumerate(rows):
            for other, more in enumerate(rows):
                if set(keys) & set(more):
                    winner[one] = winner[other] = min(winner[one], winner[other])
    return winner
