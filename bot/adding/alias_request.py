"""`/addleads alias add NAME TARGET [--mailboxes=…] [--distribution=…] [field=value …]`, taken to pieces.

The target is an id, an address in the dashboard or a sequence's own name; a name needs no quotes as long as
no option is among its words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adding.errors import UsageError
from bot.adding.job import Options
from bot.adding.options import read_options
from bot.leads.merge_fields import MAX_VALUE, merge_key

_QUOTED = re.compile(r"[\"“”„«»](?P<target>[^\"“”„«»\n]+)[\"“”„«»](?!\S)")
_BARE = re.compile(
    r"(?P<target>\S+(?:\s+(?!(?:--|[—–])(?:mailboxes|distribution|override)\b|[A-Za-z_][\w.:-]*=)\S+)*)"
)
_PAIR = re.compile(
    r"(?<!\S)(?P<key>[A-Za-z_][\w.:-]*)=(?:[\"“”„](?P<quoted>[^\"“”„\n]*)[\"“”„]|(?P<word>\S*))(?!\S)"
)
MOST_NAME = 80
"""Characters of an alias. A button that stands for it has to hold it."""

_OWN = frozenset({"email", "linkedin_url"})


@dataclass(frozen=True, slots=True)
class AliasRequest:
    """Fields.

    target: an id, an address or a name, as it was written, without its quotes.
    defaults: the options that jobs of the alias have unless they say otherwise.
    """

    name: str
    target: str
    defaults: Options


def read_alias_request(text: str) -> AliasRequest | None:
    """What stands behind `alias add`; None where name or target is missing.

    Raises:
        UsageError: an option or a field that an alias can't have, or a name that is not short.
    """
    name, rest = [*text.split(maxsplit=1), "", ""][:2]
    target = _QUOTED.match(rest) or _BARE.match(rest)
    if target is None:
        return None
    if len(name) > MOST_NAME:
        raise UsageError(f"A short name has at most {MOST_NAME} characters.")
    return AliasRequest(name, target["target"].strip(), _defaults(rest[target.end() :]))


def _defaults(text: str) -> Options:
    """Options and pairs, in any order."""
    pairs = {match["key"]: match["quoted"] or match["word"] or "" for match in _PAIR.finditer(text)}
    options, left = read_options(_PAIR.sub(" ", text))
    if options.overrides:
        raise UsageError(
            "An alias can't switch safety checks off: whoever adds leads says so, each time, with --override."
        )
    if left:
        raise UsageError(f'I do not understand "{left}". A sequence\'s name with such words goes in quotes.')
    return replace(options, data=constant_data(pairs))


def alias_defaults(mailboxes: str, distribution: str, pairs: Sequence[str]) -> Options:
    """The same out of separate values; "" and () for what is not said.

    Args:
        mailboxes: addresses, separated by commas.
        distribution: as the API spells it.
        pairs: `key=value` each.

    Raises:
        UsageError: one of them can't be.
    """
    said = (("mailboxes", "".join(mailboxes.split())), ("distribution", distribution.strip()))
    options, _ = read_options(" ".join(f"--{name}={value}" for name, value in said if value))
    if unpaired := next((pair for pair in pairs if "=" not in pair), None):
        raise UsageError(f'"{unpaired}" is not of the form KEY=VALUE.')
    split = (pair.partition("=") for pair in pairs)
    return replace(options, data=constant_data({key: value for key, _, value in split}))


def as_typed(defaults: Options) -> str:
    """Defaults in the form in which they are typed; "" where there are none."""
    who = f"--distribution={defaults.distribution}" if defaults.distribution else ""
    if defaults.mailboxes:
        who = f"--mailboxes={','.join(defaults.mailboxes)}"
    pairs = [f'{key}="{value}"' if " " in value else f"{key}={value}" for key, value in defaults.data.items()]
    return " ".join(filter(None, [who, *pairs]))


def constant_data(pairs: Mapping[str, str]) -> dict[str, str]:
    """Merge fields for every lead of an alias, by the keys that Amplemarket takes.

    Raises:
        UsageError: a key or a value that can't be one.
    """
    data: dict[str, str] = {}
    for name, value in pairs.items():
        key, trimmed = merge_key(name), value.strip()
        if not key or key in _OWN:
            raise UsageError(f'"{name}" can\'t be a field with the same value for every lead.')
        if not trimmed or len(trimmed) > MAX_VALUE:
            raise UsageError(f'The value of "{name}" needs 1 to {MAX_VALUE:,} characters.')
        data[key] = trimmed
    return data
