"""Rows kept as text come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from bot.leads.packed import chosen, column_of, holds_longer, pack, widened, widths_of

CELLS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=5)
ROWS = st.lists(st.lists(CELLS, max_size=4), max_size=80)


@given(ROWS, st.slices(80))
def test_packed_rows_are_the_same_rows(rows: list[list[str]], part: slice) -> None:
    """All of them, each one, any slice, from the end too."""
    packed = pack(rows)
    assert list(packed) == rows
    assert [packed[index] for index in range(len(packed))] == rows
    assert list(packed[part]) == rows[part]
    assert not rows or packed[-1] == rows[-1]


@given(ROWS, st.integers(0, 5))
def test_questions_about_rows_have_one_answer(rows: list[list[str]], index: int) -> None:
    """Packed or not: widths, columns, choosing, filling up."""
    packed = pack(rows)
    assert widths_of(packed) == widths_of(rows)
    assert column_of(packed, index) == column_of(rows, index)
    wanted = [len(row) > 1 for row in rows]
    assert list(chosen(packed, wanted)) == chosen(rows, wanted)
    wide = widened(rows, 6)
    assert list(widened(packed, 6)) == wide
    assert holds_longer(pack(wide), index, 3) == holds_longer(wide, index, 3)


def test_a_row_that_was_changed_changes_nothing_else() -> None:
    """Rows are made anew; a sum of many blocks still finds each."""
    packed = pack([str(number), "a\nb"] for number in range(1000))
    packed[500].append("more")
    assert [packed[at][0] for at in (0, 31, 32, 999)] == ["0", "31", "32", "999"]
    assert len(list(packed.multiline())) == 1000
