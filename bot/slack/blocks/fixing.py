"""The two modals that mend rows: merge fields filled in, addresses corrected."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bot.jobs.fixing import Filling, Gaps, Wrong
from bot.leads.merge_fields import MAX_VALUE
from bot.slack.blocks.elements import Block, context, section
from bot.slack.blocks.modals import input_block, modal, text_box, with_submit
from bot.slack.escaping import one_line
from bot.slack.ids import Modal
from bot.slack.text import fixing as text

MOST_INPUTS = 20
"""Inputs for single leads, all fields together: more than that nobody fills in one by one."""

MOST_FIELDS = 20
"""Fields with an input for all leads."""

ADDRESS_LIMIT = 1000

_ALL, _ONE, _ROW = "all", "one", "row"
"""Beginnings of ids (`all:0`, `one:14:0`, `row:14`; fields by their place). Block and element share one."""

_TITLES = {Modal.FIX_MISSING_FIELDS: text.FILL_TITLE, Modal.CORRECT_ROWS: text.CORRECT_TITLE}


def waiting(which: Modal, job_id: str) -> Block:
    """What is opened at once: Slack lets nobody wait with that."""
    return modal(which, job_id, _TITLES[which], [section(text.WAIT)], text.CLOSE)


def notice(which: Modal, job_id: str, mrkdwn: str) -> Block:
    """In the form's place, when there is nothing to mend (any more)."""
    return modal(which, job_id, _TITLES[which], [section(mrkdwn)], text.CLOSE)


# ---- merge fields -----------------------------------------------------------------------------------


def fill_form(gaps: Gaps) -> Block:
    """An input per field for all who lack it; and one per lead, where that is not too many."""
    needs = [(place, field) for place, field in enumerate(gaps.fields[:MOST_FIELDS])]
    single = [(row, place, field) for row, fields in gaps.rows for place, field in needs if field in fields]
    some = single if len(gaps.rows) > 1 and len(single) <= MOST_INPUTS else []
    more = len(gaps.fields) - len(needs)
    blocks = [
        section(text.what_is_missing(gaps.job, gaps.fields, len(gaps.rows))),
        *([context(text.fields_left_out(more))] if more > 0 else []),
    ]
    for place, field in needs:
        lack = sum(field in fields for _, fields in gaps.rows)
        box = text_box(f"{_ALL}:{place}", longest=MAX_VALUE)
        blocks.append(input_block(f"{_ALL}:{place}", text.for_all(field, lack), box, optional=True))
    for row, place, field in some:
        who = row.lead.name if row.lead else ""
        name = f"{_ONE}:{row.row}:{place}"
        box = text_box(name, placeholder=text.SAME_FOR_ALL, longest=MAX_VALUE)
        blocks.append(input_block(name, text.for_one(field, row.row, who), box, optional=True))
    made = modal(Modal.FIX_MISSING_FIELDS, gaps.job.id, text.FILL_TITLE, blocks, text.CANCEL)
    return with_submit(made, text.SEND)


def filling(gaps: Gaps, values: Mapping[str, Any]) -> Filling:
    """A submitted form, read. Fields are named by their place; one that is not there is passed over."""
    for_all: dict[str, str] = {}
    for_one: dict[tuple[int, str], str] = {}
    for block_id, value in _typed(values):
        what, *numbers = block_id.split(":")
        *row, place = map(int, numbers)
        if place < len(gaps.fields) and what == _ALL:
            for_all[gaps.fields[place]] = value
        elif place < len(gaps.fields):
            for_one[row[0], gaps.fields[place]] = value
    return Filling(for_all, for_one)


def nothing_filled(values: Mapping[str, Any]) -> dict[str, str]:
    """What to say where nobody has all they need, by block_id: at the first field."""
    return dict.fromkeys(islice(values, 1), text.NOTHING_FILLED)


# ---- addresses --------------------------------------------------------------------------------------


def correct_form(wrong: Wrong) -> Block:
    """An input per row with what the list had, and what is wrong with it."""
    blocks = [section(text.what_is_wrong(len(wrong.rows), wrong.total))]
    for row, address in wrong.rows:
        box = text_box(f"{_ROW}:{row.row}", initial=one_line(address), longest=ADDRESS_LIMIT)
        hint = one_line(row.outcome.detail)
        blocks.append(
            input_block(f"{_ROW}:{row.row}", text.row_label(row.row), box, hint=hint, optional=True)
        )
    made = modal(Modal.CORRECT_ROWS, wrong.job.id, text.CORRECT_TITLE, blocks, text.CANCEL)
    return with_submit(made, text.SEND)


def corrected(wrong: Wrong, values: Mapping[str, Any]) -> dict[int, str]:
    """What a person changed, by row; what was left as it is, or emptied, stays out."""
    before = {row.row: one_line(address)[:ADDRESS_LIMIT] for row, address in wrong.rows}
    given = {int(block_id.partition(":")[2]): value for block_id, value in _typed(values)}
    return {row: value for row, value in given.items() if value != before.get(row, value)}


def nothing_corrected(values: Mapping[str, Any]) -> dict[str, str]:
    return dict.fromkeys(islice(values, 1), text.NOTHING_CORRECTED)


def at_rows(problems: Mapping[int, str]) -> dict[str, str]:
    """What is wrong with rows, by the block_id of their inputs."""
    return {f"{_ROW}:{row}": sentence for row, sentence in problems.items()}


def _typed(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for block_id, held in values.items():
        if value := str(held[block_id].get("value") or "").strip():
            yield block_id, value
