"""The modal that picks single leads of one reason, and retries just those."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.adding.plan import JobRow
from bot.adding.retry import RetryKind
from bot.jobs.retry import Choice
from bot.slack.blocks.elements import (
    OPTION_LIMIT,
    OPTIONS_LIMIT,
    PLACEHOLDER_LIMIT,
    Block,
    plain,
    section,
)
from bot.slack.blocks.modals import input_block, modal, with_submit
from bot.slack.escaping import one_line, shortened
from bot.slack.ids import Action, Modal
from bot.slack.text import buttons
from bot.slack.text import retrying as text

CHECKBOXES_LIMIT = 10
"""Options of one group of checkboxes: docs.slack.dev, checkboxes element."""

ADDRESS_LIMIT = 55
"""Characters of an address in an option; the row's number follows."""


def waiting(job_id: str) -> Block:
    """What is opened at once: Slack lets nobody wait with that."""
    return modal(Modal.CHOOSE_LEADS, job_id, text.CHOOSE_TITLE, [section(text.WAIT)], text.CLOSE)


def notice(job_id: str, mrkdwn: str) -> Block:
    """In the form's place, when there is nothing to choose (any more)."""
    return modal(Modal.CHOOSE_LEADS, job_id, text.CHOOSE_TITLE, [section(mrkdwn)], text.CLOSE)


def form(choice: Choice) -> Block:
    """Checkboxes for a few, a menu for up to a hundred, and one that searches for more."""
    leads = input_block(choice.kind.value, text.CHOOSE_WHOM, _element(choice.rows))
    blocks = [section(text.choose_intro(choice.kind, choice.total)), leads]
    made = modal(Modal.CHOOSE_LEADS, choice.job.id, text.CHOOSE_TITLE, blocks, buttons.LEAVE_OUT)
    return with_submit(made, text.CHOOSE_SUBMIT)


def options(rows: Sequence[JobRow]) -> list[Block]:
    """As many as a menu holds."""
    return [_option(row) for row in rows[:OPTIONS_LIMIT]]


def kind_of(block_id: str) -> RetryKind:
    """Which kind of retry the form, or a search in it, is about."""
    return RetryKind(block_id)


def chosen(values: Mapping[str, Any]) -> tuple[RetryKind, frozenset[int]]:
    """What a submitted form says: the kind of retry, and the rows' numbers."""
    ((block_id, held),) = values.items()
    options_chosen = held[Action.CHOSEN_LEADS].get("selected_options") or []
    rows = (str(one["value"]) for one in options_chosen)
    return kind_of(block_id), frozenset(int(row) for row in rows if row.isdecimal())


def _element(rows: Sequence[JobRow]) -> Block:
    element: Block = {"action_id": Action.CHOSEN_LEADS.value}
    if len(rows) <= CHECKBOXES_LIMIT:
        return element | {"type": "checkboxes", "options": options(rows)}
    element |= {"placeholder": plain(text.CHOOSE_TYPE, PLACEHOLDER_LIMIT)}
    if len(rows) <= OPTIONS_LIMIT:
        return element | {"type": "multi_static_select", "options": options(rows)}
    return element | {"type": "multi_external_select", "min_query_length": 0}


def _option(row: JobRow) -> Block:
    who = shortened(one_line(row.lead.name), ADDRESS_LIMIT) if row.lead else ""
    return {"text": plain(text.option(row.row, who), OPTION_LIMIT), "value": str(row.row)}
