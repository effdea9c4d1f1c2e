"""The options of a menu that asks us while somebody types: short names first, then Amplemarket's own.

An option's value is `alias:NAME` or `id:ID`. Menus with fixed options, which fewer aliases get, hold the bare
name; messages posted long ago still do.
"""

from dataclasses import dataclass

from bot.adding.job import Alias
from bot.jobs.choices import Offered
from bot.slack.blocks.elements import OPTION_LIMIT, OPTIONS_LIMIT, PLACEHOLDER_LIMIT, Block, plain
from bot.slack.escaping import one_line
from bot.slack.text import form as text

_ALIAS, _ID = "alias:", "id:"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What stands behind an option: one of the two is set."""

    alias: str = ""
    sequence_id: str = ""

    @classmethod
    def of(cls, value: str) -> "Chosen":
        """Out of an option's value, of any age."""
        if value.startswith(_ID):
            return cls(sequence_id=value.removeprefix(_ID))
        return cls(alias=value.removeprefix(_ALIAS))


def asking_select(placeholder: str, action_id: str) -> Block:
    """A menu that asks us for its options, from the first look on."""
    return {
        "type": "external_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, PLACEHOLDER_LIMIT),
        "min_query_length": 0,
    }


def alias_option(alias: Alias, sequence: str = "") -> Block:
    """A short name; `sequence` is what Amplemarket calls it, where that is known."""
    return _option(alias.name, f"{_ALIAS}{alias.name}", sequence)


def option_groups(offered: Offered) -> list[Block]:
    """At most as many options as a menu holds, in one group or two; [] where nothing is found."""
    short = [alias_option(alias, name) for alias, name in offered.aliases][:OPTIONS_LIMIT]
    others = [_option(one.name or one.id, f"{_ID}{one.id}", one.owner) for one in offered.sequences]
    groups = ((text.SHORT_NAMES, short), (text.AMPLEMARKET, others[: OPTIONS_LIMIT - len(short)]))
    return [{"label": plain(label, OPTION_LIMIT), "options": options} for label, options in groups if options]


def _option(label: str, value: str, description: str = "") -> Block:
    made: Block = {"text": plain(one_line(label) or value, OPTION_LIMIT), "value": value}
    told = one_line(description)
    return made | {"description": plain(told, OPTION_LIMIT)} if told else made
