"""A channel's default sequence. All of it is mrkdwn."""

from bot.adding.job import Alias
from bot.slack.escaping import inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import called

_HOW_TO_SET = f"`{COMMAND} here NAME` sets one"
HERE_USAGE = f"Write `{COMMAND} here NAME`, `{COMMAND} here none`, or `{COMMAND} here` to see what is set."


def default_set(alias: Alias) -> str:
    name = inline(alias.name)
    return (
        f"Lists shared in this channel now go to *{name}* when nobody names a sequence. I show what would "
        f"happen before I send anything. `{COMMAND} here none` ends this."
    )


def default_shown(name: str) -> str:
    return (
        f"The default of this channel is *{inline(name)}*. `{COMMAND} here NAME` sets another one, "
        f"`{COMMAND} here none` none."
    )


def default_lost(name: str) -> str:
    return (
        f"The default of this channel was *{inline(name)}*, which I no longer know, so I ask for each list. "
        f"{_HOW_TO_SET}."
    )


NO_DEFAULT = f"This channel has no default sequence, so I ask for each list that names none. {_HOW_TO_SET}."
DEFAULT_CLEARED = "This channel has no default sequence any more: I ask for each list that names none."


def name_the_sequence(first: str) -> str:
    """Plain text: where leads were typed and no sequence."""
    return (
        f"To which sequence? Write its name first: `{COMMAND} NAME {called(first)}`. `{COMMAND} list` shows "
        f"all; `{COMMAND} here NAME` sets a default for this channel."
    )
