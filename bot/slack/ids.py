"""Every id that Slack sends back to us. Buttons carry a job's id as their value and nothing else.

The action ids are fixed interfaces: messages posted years ago still carry them.
"""

from enum import StrEnum, unique

from bot.adding.retry import RetryKind

COMMAND = "/addleads"


@unique
class Action(StrEnum):
    ADD_JOB = "add_job"
    CANCEL_JOB = "cancel_job"
    CHANGE_COLUMNS = "change_columns"
    CHOOSE_SEQUENCE = "choose_sequence"
    RETRY_EXCLUSION_LIST = "retry_exclusion_list"
    RETRY_RECENTLY_CONTACTED = "retry_recently_contacted"
    RETRY_IN_OTHER_DRAFT_SEQUENCES = "retry_in_other_draft_sequences"
    RETRY_IN_OTHER_ACTIVE_SEQUENCES = "retry_in_other_active_sequences"
    RETRY_FAILED = "retry_failed"


@unique
class Modal(StrEnum):
    """The callback_id of each modal. Its private_metadata is a job's id and nothing else."""

    CHANGE_COLUMNS = "change_columns"


RETRIES = {Action(f"retry_{kind}"): kind for kind in RetryKind}
"""The retry actions, and what each retries."""


def retry_action(kind: RetryKind) -> Action:
    """The button's id for a kind of retry."""
    return Action(f"retry_{kind}")
