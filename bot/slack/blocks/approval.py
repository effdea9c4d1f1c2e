"""Asking an admin: the offer to ask, the request in the thread, and how it was decided."""

from collections.abc import Collection

from bot.adding.approval import Approval, ApprovalState
from bot.adding.job import Job
from bot.adding.retry import RetryKind
from bot.slack.blocks.elements import Message, actions, button
from bot.slack.ids import Action, ask_action
from bot.slack.text import retrying as text


def offer_to_ask(job_id: str, kind: RetryKind, sentence: str = text.ADMINS_ONLY) -> Message:
    """To the one person who may not."""
    return Message.of(sentence, actions(button(text.ASK_BUTTON, ask_action(kind), job_id)))


def asked() -> Message:
    """In the offer's place."""
    return Message.of(text.ASKED)


def request(job: Job, approval: Approval, admins: Collection[str]) -> Message:
    """The request, with buttons as long as it is open."""
    if approval.state is not ApprovalState.OPEN:
        return Message.of(text.decided(job, approval))
    decision = actions(
        button(text.APPROVE, Action.APPROVE_RETRY, approval.id, primary=True),
        button(text.DECLINE, Action.DECLINE_RETRY, approval.id),
    )
    return Message.of(text.request(job, approval, sorted(admins)), decision)
