"""From a reading to the rows of a job."""

from collections import Counter

import hypothesis.strategies as st
from hypothesis import given

from bot.adding.needs import Needs
from bot.adding.outcome import Outcome
from bot.adding.plan import batches, plan
from bot.leads.command_text import read_text
from bot.leads.lead import Lead


def test_each_row_has_its_place_before_anything_is_sent() -> None:
    """Leads wait in a batch; invalid and duplicate rows have their end, with the reason in words."""
    rows = plan(read_text("a@x.example\nnot-an-address\nA@X.example\nb@x.example"), 250).rows
    assert [row.outcome.outcome for row in rows] == [
        Outcome.NOT_SENT,
        Outcome.INVALID,
        Outcome.DUPLICATE,
        Outcome.NOT_SENT,
    ]
    assert [row.batch for row in rows] == [0, None, None, 0]
    assert rows[1].outcome.detail
    assert rows[2].outcome.detail == "same person as row 1"


@given(st.integers(0, 700), st.integers(1, 250))
def test_batches_hold_every_lead_once_and_never_too_many(count: int, size: int) -> None:
    """Cutting into calls loses nobody, repeats nobody and keeps the order."""
    leads = [Lead.of(row, email=f"p{row}@x.example") for row in range(count)]
    cut = list(batches(leads, size))
    assert [lead for batch in cut for lead in batch] == leads
    assert all(1 <= len(batch) <= size for batch in cut)
    assert len(cut) == -(-count // size)


@given(st.integers(1, 40), st.integers(1, 7))
def test_a_plan_numbers_its_batches_without_gaps(count: int, size: int) -> None:
    """Batch numbers run from 0, one entry in `earlier_tries` for each."""
    made = plan(read_text("\n".join(f"p{row}@x.example" for row in range(count))), size)
    assert {row.batch for row in made.rows if row.batch is not None} == set(range(len(made.earlier_tries)))
    assert made.leads == count


@given(
    st.lists(st.sampled_from(["full", "lacks", "bad", "again"]), min_size=1, max_size=30), st.integers(1, 5)
)
def test_every_row_of_the_list_stands_in_the_plan_once(kinds: list[str], size: int) -> None:
    """In order, by index, slice and in a loop alike; whoever lacks a field shares no call with the others."""
    lines = [
        {
            "full": f"p{at}@x.example it=1",
            "lacks": f"p{at}@x.example",
            "bad": f"p{at}@",
            "again": "p@x.example",
        }[kind]
        for at, kind in enumerate(kinds)
    ]
    reading = read_text("\n".join(["p@x.example it=1", *lines]))
    made = plan(reading, size, Needs(("it",)))
    rows = list(made.rows)
    assert [row.row for row in rows] == [row.number for row in reading.rows]
    assert rows == [made.rows[at] for at in range(len(rows))] == list(made.rows[:])
    assert [row.lead for row in rows if row.lead] == list(reading.leads)
    calls = Counter(row.batch for row in rows if row.batch is not None)
    assert set(calls) == set(range(len(made.earlier_tries)))
    assert max(calls.values()) <= size
    lacking = {row.batch for row in rows if row.lead and row.outcome.outcome is Outcome.INVALID}
    assert lacking.isdisjoint(row.batch for row in rows if row.outcome.outcome is Outcome.NOT_SENT)
