"""The form for an alias: what it shows, and what a person has filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adding.alias_request import AliasRequest, alias_defaults
from bot.adding.errors import UsageError
from bot.adding.job import Alias, Distribution, Options
from bot.slack.blocks.add_leads import DISTRIBUTION, MAILBOXES, sender_problems
from bot.slack.blocks.elements import OPTION_LIMIT, Block, plain, section
from bot.slack.blocks.modals import input_block, modal, text_box, with_submit
from bot.slack.blocks.suggestions import alias_option, asking_select
from bot.slack.ids import Action, Modal
from bot.slack.text import form
from bot.slack.text import home as text

NAME, TARGET, DATA = "name", "target", "data"
SEQUENCE = Action.SEQUENCE.value
"""Block and element go by the same id."""

NAME_LIMIT, TARGET_LIMIT, TEXT_LIMIT = 64, 300, 3000

_DISTRIBUTIONS = {
    "as_set_up": form.AS_SET_UP,
    Distribution.SEQUENCE_SENDERS.value: form.SEQUENCE_SENDERS,
    Distribution.CUSTOM_MAILBOXES.value: form.CUSTOM_MAILBOXES,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person has filled in.

    Fields:
        name: of the alias.
        chosen: the value of the option in the list of sequences, "" where none is chosen.
        target: what was typed in its place.
        problems: what is wrong, by the block_id of the field it is shown at.
    """

    name: str
    chosen: str
    target: str
    defaults: Options
    problems: Mapping[str, str]

    def request(self, sequence_id: str) -> AliasRequest:
        return AliasRequest(self.name, sequence_id, self.defaults)


def blank() -> Block:
    """To add one."""
    box = text_box(NAME, placeholder=text.NAME_EXAMPLE, longest=NAME_LIMIT)
    name = input_block(NAME, text.NAME, box, hint=text.NAME_HINT)
    return _form("", text.TITLE_ADD, name, asking_select(text.FIND, SEQUENCE), Options())


def editing(alias: Alias) -> Block:
    """To change what one stands for. Its name stays."""
    chosen = {"initial_option": alias_option(alias)}
    menu = asking_select(text.FIND, SEQUENCE) | chosen
    return _form(alias.name, text.TITLE_EDIT, section(text.edited_mrkdwn(alias.name)), menu, alias.defaults)


def notice(name: str, mrkdwn: str) -> Block:
    """In the form's place."""
    return modal(
        Modal.ALIAS, name, text.TITLE_EDIT if name else text.TITLE_ADD, [section(mrkdwn)], form.CLOSE
    )


def _form(name: str, title: str, first: Block, menu: Block, defaults: Options) -> Block:
    target = text_box(TARGET, longest=TARGET_LIMIT)
    blocks = [
        first,
        input_block(SEQUENCE, text.SEQUENCE, menu, hint=text.SEQUENCE_HINT, optional=True),
        input_block(TARGET, text.TARGET, target, hint=text.TARGET_HINT, optional=True),
        input_block(DISTRIBUTION, text.DISTRIBUTION, _distribution(defaults), optional=True),
        _lines(MAILBOXES, text.MAILBOXES, form.MAILBOXES_HINT, "\n".join(defaults.mailboxes)),
        _lines(DATA, text.DATA, text.DATA_HINT, "\n".join(_pairs(defaults))),
    ]
    return with_submit(modal(Modal.ALIAS, name, title, blocks, text.CANCEL), text.SAVE)


def _pairs(defaults: Options) -> list[str]:
    return [f"{key}={value}" for key, value in defaults.data.items()]


def _distribution(defaults: Options) -> Block:
    options = {
        value: {"text": plain(label, OPTION_LIMIT), "value": value} for value, label in _DISTRIBUTIONS.items()
    }
    chosen = defaults.distribution.value if defaults.distribution else "as_set_up"
    return {
        "type": "static_select",
        "action_id": DISTRIBUTION,
        "options": list(options.values()),
        "initial_option": options[chosen],
    }


def _lines(block_id: str, label: str, hint: str, initial: str) -> Block:
    box = text_box(block_id, initial=initial, longest=TEXT_LIMIT) | {"multiline": True}
    return input_block(block_id, label, box, hint=hint, optional=True)


def filled_in(name: str, values: Mapping[str, Any]) -> Filled:
    """A submitted form, read.

    Args:
        name: of the alias that is edited, "" where one is added.
        values: the view's state.
    """
    held = {action: field for block in values.values() for action, field in block.items()}
    name = name or _typed(held, NAME)
    chosen, target = _option(held, SEQUENCE), _typed(held, TARGET)
    problems: dict[str, str] = {}
    if not chosen and not target:
        problems[SEQUENCE] = text.NO_SEQUENCE
    if chosen and target and not _is_unchanged(name, chosen):
        problems[TARGET] = text.BOTH
    defaults = Options()
    try:
        defaults = _defaults(held)
    except UsageError as error:
        problems[DATA] = str(error)
    problems |= sender_problems(defaults)
    return Filled(name, "" if target else chosen, target, defaults, problems)


def _is_unchanged(name: str, chosen: str) -> bool:
    """An edited alias begins with itself in the list: naming another sequence below means that one."""
    return chosen == f"alias:{name}"


def _defaults(held: Mapping[str, Any]) -> Options:
    distribution = _option(held, DISTRIBUTION)
    mailboxes = ",".join(_typed(held, MAILBOXES).replace(",", " ").replace(";", " ").split())
    pairs = [line.strip() for line in _typed(held, DATA).splitlines() if line.strip()]
    return alias_defaults(mailboxes, "" if distribution == "as_set_up" else distribution, pairs)


def _typed(held: Mapping[str, Any], action: str) -> str:
    return str((held.get(action) or {}).get("value") or "").strip()


def _option(held: Mapping[str, Any], action: str) -> str:
    return str(((held.get(action) or {}).get("selected_option") or {}).get("value") or "")
