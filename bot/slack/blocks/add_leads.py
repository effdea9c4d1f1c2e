"""The modal that adds leads: what it shows, and what a person has filled in."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from bot.adding.job import Alias, Distribution, Options
from bot.adding.overrides import Override, Overrides
from bot.leads.email_address import check_email
from bot.slack.blocks.elements import (
    OPTION_LIMIT,
    PLACEHOLDER_LIMIT,
    Block,
    plain,
    section,
)
from bot.slack.blocks.suggestions import alias_option, asking_select
from bot.slack.ids import Action, Modal
from bot.slack.text import form as text

SEQUENCE, CHANNEL_SEQUENCE = "sequence", "channel_sequence"
"""Two ids for one field: filled in with the channel's default it is a new field. Of one that it has already,
Slack's client would keep what it shows."""

LEADS, FILES, DISTRIBUTION, MAILBOXES, OVERRIDES = "leads", "files", "distribution", "mailboxes", "overrides"
"""Block and element go by the same id."""

TITLE_LIMIT = 24
TEXT_LIMIT = 3000
"""The most that a text box of Slack's takes."""

MOST_FILES = 10
FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xlsm"]
AS_SET_UP = "as_set_up"

_SEPARATORS = re.compile(r"[\s,;]+")
_DISTRIBUTIONS = {
    AS_SET_UP: text.AS_SET_UP,
    Distribution.SEQUENCE_SENDERS.value: text.SEQUENCE_SENDERS,
    Distribution.CUSTOM_MAILBOXES.value: text.CUSTOM_MAILBOXES,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the modal was opened. It travels in the view, as ids.

    Fields:
        channel: where answers go; "" where no channel is known.
        thread_ts: the thread of the message whose files are meant, "" elsewhere.
        files: the ids of those files; none where the form asks for leads itself.
    """

    channel: str = ""
    thread_ts: str = ""
    files: tuple[str, ...] = ()

    @property
    def metadata(self) -> str:
        return json.dumps([self.channel, self.thread_ts, *self.files], separators=(",", ":"))

    @classmethod
    def of(cls, metadata: str) -> Self:
        """Out of a view's private_metadata, which is trusted for nothing but ids."""
        channel, thread_ts, *files = map(str, json.loads(metadata or '["",""]'))
        return cls(channel, thread_ts, tuple(files[:MOST_FILES]))


@dataclass(frozen=True, slots=True)
class Filled:
    """What a person has filled in.

    Fields:
        sequence: the value of the chosen option, "" where none is.
        sequence_field: the block_id of the field for it.
        leads: the text box, "" where it is empty.
        files: ids.
        problems: what is wrong, by the block_id of the field it is shown at.
    """

    sequence: str
    sequence_field: str
    leads: str
    files: tuple[str, ...]
    options: Options
    problems: Mapping[str, str]


# ---- what it shows ----------------------------------------------------------------------------------


def form(place: Place, offered: Overrides, names: Sequence[str] = (), default: Alias | None = None) -> Block:
    """The form.

    Args:
        place: where it is opened; its files take the place of the fields for leads.
        offered: the overrides that the person may choose.
        names: what the files are called, "" where that is not known.
        default: the sequence to begin with.
    """
    ways_in = [section(text.files_mrkdwn(names))] if place.files else [_leads(), _files()]
    blocks = [_sequence(default), *ways_in, _distribution(), _mailboxes(), _overrides(offered)]
    if place.files:
        blocks[0], blocks[1] = blocks[1], blocks[0]
    return _modal(place, blocks, close=text.CANCEL) | {"submit": plain(text.SUBMIT, TITLE_LIMIT)}


def notice(place: Place, mrkdwn: str) -> Block:
    """In the form's place, when there is nothing to be done with it any more."""
    return _modal(place, [section(mrkdwn)], close=text.CLOSE)


def _modal(place: Place, blocks: list[Block], *, close: str) -> Block:
    return {
        "type": "modal",
        "callback_id": Modal.ADD_LEADS.value,
        "private_metadata": place.metadata,
        "title": plain(text.TITLE, TITLE_LIMIT),
        "close": plain(close, TITLE_LIMIT),
        "blocks": blocks,
    }


def _sequence(default: Alias | None) -> Block:
    menu = asking_select(text.CHOOSE_SEQUENCE, Action.SEQUENCE)
    if default is None:
        return _input(SEQUENCE, text.SEQUENCE, menu, hint=text.SEQUENCE_HINT)
    chosen = menu | {"initial_option": alias_option(default)}
    return _input(CHANNEL_SEQUENCE, text.SEQUENCE, chosen, hint=text.SEQUENCE_OF_CHANNEL)


def _leads() -> Block:
    box = _text_box(LEADS, multiline=True) | {"placeholder": plain(text.LEADS_EXAMPLE, PLACEHOLDER_LIMIT)}
    return _optional(_input(LEADS, text.LEADS, box, hint=text.LEADS_HINT))


def _files() -> Block:
    element = {
        "type": "file_input",
        "action_id": FILES,
        "filetypes": list(FILE_TYPES),
        "max_files": MOST_FILES,
    }
    return _optional(_input(FILES, text.FILES, element, hint=text.FILES_HINT))


def _distribution() -> Block:
    options = [
        {"text": plain(label, OPTION_LIMIT), "value": value} for value, label in _DISTRIBUTIONS.items()
    ]
    element = {
        "type": "static_select",
        "action_id": DISTRIBUTION,
        "options": options,
        "initial_option": options[0],
    }
    return _optional(_input(DISTRIBUTION, text.DISTRIBUTION, element))


def _mailboxes() -> Block:
    box = _text_box(MAILBOXES, multiline=True)
    return _optional(_input(MAILBOXES, text.MAILBOXES, box, hint=text.MAILBOXES_HINT))


def _overrides(offered: Overrides) -> Block:
    options = [
        {"text": plain(name, OPTION_LIMIT), "description": plain(meaning, OPTION_LIMIT), "value": check.value}
        for check, (name, meaning) in text.CHECKS.items()
        if check in offered
    ]
    element = {"type": "checkboxes", "action_id": OVERRIDES, "options": options}
    return _optional(_input(OVERRIDES, text.OVERRIDES, element, hint=text.OVERRIDES_HINT))


def _text_box(action_id: str, *, multiline: bool) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": multiline,
        "max_length": TEXT_LIMIT,
    }


def _input(block_id: str, label: str, element: Block, *, hint: str = "") -> Block:
    made = {"type": "input", "block_id": block_id, "label": plain(label, OPTION_LIMIT), "element": element}
    return made | {"hint": plain(hint, TEXT_LIMIT)} if hint else made


def _optional(block: Block) -> Block:
    return block | {"optional": True}


# ---- what a person has filled in --------------------------------------------------------------------


def filled_in(place: Place, values: Mapping[str, Any]) -> Filled:
    """A submitted form, read. Fields that the form did not show count as empty.

    Args:
        place: where the form was opened.
        values: the view's state.
    """
    held = {action: field for block in values.values() for action, field in block.items()}
    leads = str(_held(held, LEADS).get("value") or "").strip()
    files = place.files or tuple(
        str(one.get("id") or "") for one in _held(held, FILES).get("files") or () if one.get("id")
    )
    sequence = str((_held(held, Action.SEQUENCE).get("selected_option") or {}).get("value") or "")
    field = CHANNEL_SEQUENCE if CHANNEL_SEQUENCE in values else SEQUENCE
    options = _options(held)
    problems = {
        **({} if sequence else {field: text.NO_SEQUENCE}),
        **dict(_lead_problems(leads, files)),
        **dict(sender_problems(options)),
    }
    return Filled(sequence, field, leads, files, options, problems)


def _held(held: Mapping[str, Any], action: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = held.get(action) or {}
    return found


def _options(held: Mapping[str, Any]) -> Options:
    known = {override.value: override for override in Override}
    lifted = (one.get("value") for one in _held(held, OVERRIDES).get("selected_options") or ())
    mailboxes = tuple(filter(None, _SEPARATORS.split(str(_held(held, MAILBOXES).get("value") or ""))))
    wanted = str((_held(held, DISTRIBUTION).get("selected_option") or {}).get("value") or AS_SET_UP)
    distribution = None if wanted == AS_SET_UP else Distribution(wanted)
    if mailboxes and distribution is None:  # as with --mailboxes in the command
        distribution = Distribution.CUSTOM_MAILBOXES
    return Options(frozenset(known[one] for one in lifted if one in known), distribution, mailboxes)


def _lead_problems(leads: str, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not leads and not files:
        yield LEADS, text.NO_LEADS
    elif leads and files:
        yield FILES, text.BOTH
    elif len(leads) > TEXT_LIMIT:
        yield LEADS, text.too_long(TEXT_LIMIT)


def sender_problems(options: Options) -> Iterator[tuple[str, str]]:
    """What is wrong with who is to send, at the field for the mailboxes."""
    wrong = next((one for one in options.mailboxes if check_email(one) is None), None)
    if wrong is not None:
        yield MAILBOXES, text.no_mailbox(wrong)
    elif options.distribution is Distribution.CUSTOM_MAILBOXES and not options.mailboxes:
        yield MAILBOXES, text.NO_MAILBOXES
    elif options.distribution is Distribution.SEQUENCE_SENDERS and options.mailboxes:
        yield MAILBOXES, text.MAILBOXES_UNUSED
