"""Several sequences go by a name: the menu to choose one from."""

from bot.adding.alias_request import AliasRequest, as_typed, read_alias_request
from bot.adding.errors import UsageError
from bot.adding.job import Options
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

BLOCK_ID_LIMIT = 255
_ALIAS = "alias:"


def choice(several: Choice) -> Message:
    """A menu whose values are ids. Its block stands for one alias, in the words in which it was asked for.

    Where those are too many for that (who sends, values for every lead), the person is told to say it again
    with the id.
    """
    asked = f"{_ALIAS}{several.request.name.lower()} {as_typed(several.request.defaults)}".strip()
    if not _says_it_all(asked, several.request):
        return Message.of(text.sequences.choice(several, by_menu=False))
    told_apart = len({text.sequences.option(one) for one in several.matches}) == len(several.matches)
    by_menu = told_apart and len(several.matches) <= MOST_OPTIONS
    said = text.sequences.choice(several, by_menu=by_menu)
    menu: Block = {
        "type": "static_select",
        "action_id": Action.CHOOSE_ALIAS_TARGET,
        "placeholder": plain(text.sequences.CHOOSE, PLACEHOLDER_LIMIT),
        "options": [
            {"text": plain(text.sequences.option(one), OPTION_LIMIT), "value": one.id}
            for one in several.matches[:MOST_OPTIONS]
        ],
    }
    return Message.of(said, actions(menu) | {"block_id": asked})


def chosen(block_id: str, sequence_id: str) -> AliasRequest:
    """What somebody asked for who chose from such a menu."""
    name = block_id.removeprefix(_ALIAS).split(maxsplit=1)[0]
    return AliasRequest(name, sequence_id, _defaults_of(block_id))


def _says_it_all(block_id: str, request: AliasRequest) -> bool:
    try:
        return len(block_id) <= BLOCK_ID_LIMIT and _defaults_of(block_id) == request.defaults
    except UsageError:
        return False


def _defaults_of(block_id: str) -> Options:
    name, defaults = [*block_id.removeprefix(_ALIAS).split(maxsplit=1), "", ""][:2]
    asked = read_alias_request(f"{name} ID {defaults}")
    return asked.defaults if asked else Options()
