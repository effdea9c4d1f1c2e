"""The modal that changes a draft's columns: what it shows, and what a person has filled in."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.adding.job import Job
from bot.jobs.columns import Offer
from bot.leads.column_choice import CHOSEN_ROLES, ColumnChoice
from bot.leads.field_lines import read_lines
from bot.leads.headers import Role
from bot.slack.blocks.elements import (
    OPTION_LIMIT,
    OPTIONS_LIMIT,
    PLACEHOLDER_LIMIT,
    Block,
    context,
    plain,
    section,
)
from bot.slack.escaping import one_line, shortened
from bot.slack.ids import Modal
from bot.slack.text import columns as text

NONE = "none"
"""The value of the option that means no column; a column's value is its index."""

FIELDS = "merge_fields"
"""The id of the merge fields' input; a menu's is the role it is for. Block and element go by the same id."""

TITLE_LIMIT = 24
LABEL_LIMIT = 40
"""Characters of a column's name; the rest of an option shows a value."""

LINES_LIMIT = 3000
MENU_SIZE = 25_000
"""Bytes of one menu as JSON: Slack takes no view of more than 250 kB, and there are seven menus."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person has filled in.

    Fields:
        problems: what is wrong, by the block_id of the field it is shown at.
    """

    choice: ColumnChoice
    problems: Mapping[str, str]


# ---- what it shows ----------------------------------------------------------------------------------


def waiting(job: Job) -> Block:
    """What is opened at once: Slack lets nobody wait with that."""
    return _modal(job.id, [section(text.WAIT)], close=text.CANCEL)


def notice(job_id: str, mrkdwn: str) -> Block:
    """In the form's place, when there is nothing to choose any more."""
    return _modal(job_id, [section(mrkdwn)], close=text.CLOSE)


def form(offer: Offer) -> Block:
    """The menus and the merge fields, filled with what is in force."""
    labels = labels_of(offer.job.header)
    shown = _columns_shown(offer, labels)
    lines, all_lines = _lines(offer.choice, labels)
    cut = len(shown) < len(labels) or not all_lines
    blocks = [
        section(text.introduction(offer.job)),
        *([context(text.not_all_shown(len(labels)))] if cut else []),
        *(_menu(role, offer, shown) for role in CHOSEN_ROLES),
        _fields(lines),
    ]
    return _modal(offer.job.id, blocks, close=text.CANCEL) | {"submit": plain(text.SUBMIT, TITLE_LIMIT)}


def labels_of(header: Sequence[str]) -> list[str]:
    """What each column is called in the modal: a name of one line that no other column has."""
    names = [
        shortened(one_line(name), LABEL_LIMIT) or text.column(number) for number, name in enumerate(header, 1)
    ]
    namesakes = Counter(name.casefold() for name in names)
    taken: set[str] = set()
    for column, name in enumerate(names):
        label = text.namesake(name, column + 1) if namesakes[name.casefold()] > 1 else name
        while label.casefold() in taken:
            label += "'"
        taken.add(label.casefold())
        names[column] = label
    return names


def _modal(job_id: str, blocks: list[Block], *, close: str) -> Block:
    return {
        "type": "modal",
        "callback_id": Modal.CHANGE_COLUMNS.value,
        "private_metadata": job_id,
        "title": plain(text.TITLE, TITLE_LIMIT),
        "close": plain(close, TITLE_LIMIT),
        "blocks": blocks,
    }


def _columns_shown(offer: Offer, labels: Sequence[str]) -> dict[int, Block]:
    """The columns of the menus as options, in their order: those in use, then the first, while they fit."""
    used = list(offer.choice.roles.values())
    others = (column for column in range(len(labels)) if column not in used)
    shown: dict[int, Block] = {}
    size = 0
    for column in [*used, *islice(others, OPTIONS_LIMIT - 1 - len(used))]:
        option = _option(text.option(labels[column], _value(offer, column)), str(column))
        size += len(json.dumps(option))
        if size > MENU_SIZE:
            break
        shown[column] = option
    return dict(sorted(shown.items()))


def _value(offer: Offer, column: int) -> str:
    """The first value that the column holds."""
    return next(filter(None, (one_line(cells[column]) for cells in offer.sample.cells)), "")


def _option(label: str, value: str) -> Block:
    return {"text": plain(label, OPTION_LIMIT), "value": value}


def _menu(role: Role, offer: Offer, shown: Mapping[int, Block]) -> Block:
    none = _option(text.NONE, NONE)
    chosen = offer.choice.roles.get(role)
    element = {
        "type": "static_select",
        "action_id": role.value,
        "placeholder": plain(text.CHOOSE, PLACEHOLDER_LIMIT),
        "options": [none, *shown.values()],
        "initial_option": none if chosen is None else shown[chosen],
    }
    return _input(role.value, text.ROLES[role], element)


def _fields(lines: str) -> Block:
    element = {
        "type": "plain_text_input",
        "action_id": FIELDS,
        "multiline": True,
        "max_length": LINES_LIMIT,
    }
    made = _input(FIELDS, text.FIELDS, element | ({"initial_value": lines} if lines else {}))
    return made | {"optional": True, "hint": plain(text.FIELDS_HINT, LINES_LIMIT)}


def _input(block_id: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block_id, "label": plain(label, OPTION_LIMIT), "element": element}


def _lines(choice: ColumnChoice, labels: Sequence[str]) -> tuple[str, bool]:
    """The merge fields in force, one per line, and whether all of them fit."""
    lines = [f"{labels[column]} = {key}".rstrip() for column, key in sorted(choice.keys.items())]
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > LINES_LIMIT - LABEL_LIMIT:  # some room to write in
            return "\n".join(lines[:number]), False
    return "\n".join(lines), True


# ---- what a person has filled in --------------------------------------------------------------------


def filled_in(offer: Offer, values: Mapping[str, Any]) -> Filled:
    """A submitted form, read.

    Args:
        offer: what there is to choose from now.
        values: the view's state.
    """
    chosen = {role: _chosen(values, role) for role in CHOSEN_ROLES}
    roles = {role: int(value) for role, value in chosen.items() if value.isdecimal()}
    lines = read_lines(
        values[FIELDS][FIELDS].get("value") or "",
        labels_of(offer.job.header),
        offer.choice.keys,
        {role.value: column for role, column in roles.items()},
    )
    problems = dict(_role_problems(roles, len(offer.job.header)))
    if lines.problem:
        problems[FIELDS] = lines.problem
    return Filled(ColumnChoice(roles, lines.keys), problems)


def nobody_found(choice: ColumnChoice) -> dict[str, str]:
    """What to say where a choice of columns holds no lead, by block_id."""
    return {role.value: text.NOBODY for role in (Role.EMAIL, Role.LINKEDIN) if role in choice.roles}


def _chosen(values: Mapping[str, Any], role: Role) -> str:
    return str((values[role.value][role.value].get("selected_option") or {}).get("value", NONE))


def _role_problems(roles: Mapping[Role, int], columns: int) -> Iterator[tuple[str, str]]:
    if Role.EMAIL not in roles and Role.LINKEDIN not in roles:
        yield Role.EMAIL.value, text.NEITHER
    seen: set[int] = set()
    for role, column in roles.items():
        if column >= columns:
            yield role.value, text.NOT_THERE
        elif column in seen:
            yield role.value, text.CHOSEN_TWICE
        seen.add(column)
