"""Several sequences go by a name: the menu to choose one from."""

from bot.jobs.aliasing import Choice
from bot.slack import text
from bot.slack.blocks.elements import (
    OPTION_LIMIT,
    PLACEHOLDER_LIMIT,
    Block,
    Message,
    actions,
    plain,
)
from bot.slack.ids import Action

MOST_OPTIONS = 30
"""Sequences of one menu: with names and ids of full length it stays small enough for one message. The text
tells of the others, and their ids do as well.
"""


def choice(several: Choice) -> Message:
    """A menu whose values are ids, where the ids are all there is to keep. It stands for one alias.

    What else the alias was to have (who sends, values for every lead) fits into no button: then the person
    is told to say it again with the id.
    """
    said = text.sequences.choice(several)
    if text.sequences.settings(several.request.defaults):
        return Message.of(said)
    menu: Block = {
        "type": "static_select",
        "action_id": Action.CHOOSE_ALIAS_TARGET,
        "placeholder": plain(text.sequences.CHOOSE, PLACEHOLDER_LIMIT),
        "options": [
            {"text": plain(text.sequences.option(one), OPTION_LIMIT), "value": one.id}
            for one in several.matches[:MOST_OPTIONS]
        ],
    }
    return Message.of(said, actions(menu) | {"block_id": f"alias:{several.request.name.lower()}"})
