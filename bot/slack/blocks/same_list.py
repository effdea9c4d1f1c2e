"""What is shown of a list that was added before, and of a job that waits for another one's leads."""

from collections.abc import Sequence

from bot.adding.job import Job
from bot.adding.same_list import Earlier
from bot.slack import text
from bot.slack.blocks.elements import Block, Message, actions, button
from bot.slack.ids import Action


def ways_to_go(job: Job, earlier: Earlier) -> Sequence[Block]:
    """The buttons in the place of `Add N leads`: only the new ones, where it is known who is; or all."""
    everybody = button(text.same_list.all_button(earlier.leads), Action.ADD_JOB, job.id)
    if not earlier.left or earlier.forgotten:
        return [everybody]
    new = button(text.same_list.only_new_button(earlier), Action.ADD_NEW_LEADS, job.id, primary=True)
    return [new, everybody]


def waiting(job: Job, ahead: Job, shared: int) -> Message:
    """The status message of a job that waits for its turn."""
    cancel = button(text.buttons.CANCEL_BUTTON, Action.CANCEL_JOB, job.id)
    return Message.of(text.same_list.waiting(job, ahead, shared), actions(cancel))
