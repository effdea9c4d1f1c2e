"""Every id that Slack sends back to us. Buttons carry a job's id as their value and nothing else.

The action ids are fixed interfaces: messages posted years ago still carry them.
"""

from enum import StrEnum, unique

from bot.adding.retry import LIFTING, RetryKind

COMMAND = "/addleads"


@unique
class Action(StrEnum):
    ADD_JOB = "add_job"
    ADD_NEW_LEADS = "add_new_leads"
    CANCEL_JOB = "cancel_job"
    CHANGE_COLUMNS = "change_columns"
    CHOOSE_SEQUENCE = "choose_sequence"
    SEQUENCE = "sequence"
    TRY_AGAIN = "try_again"
    CHOOSE_ALIAS_TARGET = "choose_alias_target"
    OLDER_JOBS = "older_jobs"
    RETRY_EXCLUSION_LIST = "retry_exclusion_list"
    RETRY_RECENTLY_CONTACTED = "retry_recently_contacted"
    RETRY_IN_OTHER_DRAFT_SEQUENCES = "retry_in_other_draft_sequences"
    RETRY_IN_OTHER_ACTIVE_SEQUENCES = "retry_in_other_active_sequences"
    RETRY_FAILED = "retry_failed"
    RETRY_TOGETHER = "retry_together"
    CHOOSE_EXCLUSION_LIST = "choose_exclusion_list"
    CHOOSE_RECENTLY_CONTACTED = "choose_recently_contacted"
    CHOOSE_IN_OTHER_DRAFT_SEQUENCES = "choose_in_other_draft_sequences"
    CHOOSE_IN_OTHER_ACTIVE_SEQUENCES = "choose_in_other_active_sequences"
    CHOSEN_LEADS = "chosen_leads"
    ASK_EXCLUSION_LIST = "ask_exclusion_list"
    ASK_RECENTLY_CONTACTED = "ask_recently_contacted"
    ASK_IN_OTHER_DRAFT_SEQUENCES = "ask_in_other_draft_sequences"
    ASK_IN_OTHER_ACTIVE_SEQUENCES = "ask_in_other_active_sequences"
    ASK_FAILED = "ask_failed"
    APPROVE_RETRY = "approve_retry"
    DECLINE_RETRY = "decline_retry"
    FIX_MISSING_FIELDS = "fix_missing_fields"
    CORRECT_ROWS = "correct_rows"
    ADD_ALIAS = "add_alias"
    EDIT_ALIAS = "edit_alias"
    REMOVE_ALIAS = "remove_alias"
    PREVIOUS_ALIASES = "previous_aliases"
    NEXT_ALIASES = "next_aliases"


@unique
class Shortcut(StrEnum):
    """The callback_id of each shortcut, as the manifest names it."""

    ADD_LEADS_FROM_FILE = "add_leads_from_file"


TERMS = "terms:"
"""How the id of a preview's buttons begins; behind it what the preview showed (`Job.terms`)."""


@unique
class Modal(StrEnum):
    """The callback_id of each modal. Its private_metadata holds ids and nothing else."""

    ADD_LEADS = "add_leads"
    CHANGE_COLUMNS = "change_columns"
    CHOOSE_LEADS = "choose_leads"
    FIX_MISSING_FIELDS = "fix_missing_fields"
    CORRECT_ROWS = "correct_rows"
    ALIAS = "alias"


RETRIES = {Action(f"retry_{kind}"): kind for kind in RetryKind}
"""The retry actions, and what each retries."""


CHOICES = {Action(f"choose_{kind}"): kind for kind in LIFTING}
"""The actions that open the modal to choose from, and of which kind of retry."""

ASKS = {Action(f"ask_{kind}"): kind for kind in RetryKind}
"""The actions that ask an admin, and for which kind of retry."""


def retry_action(kind: RetryKind) -> Action:
    """The button's id for a kind of retry."""
    return Action(f"retry_{kind}")


def choose_action(kind: RetryKind) -> Action:
    """The id of the button beside it."""
    return Action(f"choose_{kind}")


def ask_action(kind: RetryKind) -> Action:
    """The id of the button that asks an admin for it."""
    return Action(f"ask_{kind}")
