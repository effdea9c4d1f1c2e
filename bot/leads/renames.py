"""`field:it=Department`: a merge field's key for one upload, in a message or ahead of pasted cells.

`data.it=Department` says the same. A column's name that holds spaces stands in quotes, straight or not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.leads.column_choice import RESERVED_KEYS
from bot.leads.headers import Role, fold
from bot.leads.merge_fields import merge_key

_RENAME = re.compile(
    r"""
    (?<!\S) (?:field:|data\.) (?P<key>[^\s="'“”„«»]+) [ ]?=[ ]?
    (?: ["“”„«»](?P<quoted>[^"“”„«»\n]+)["“”„«»] | '(?P<single>[^'\n]+)' | (?P<word>[^\s,;"“”„«»]+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_END_OF_SENTENCE = ".!?:"
_STANDARD = frozenset({Role.FIRST_NAME, Role.LAST_NAME, Role.COMPANY_NAME, Role.TITLE})


@dataclass(frozen=True, slots=True)
class Rename:
    """Call the merge field out of this column by this key."""

    key: str
    column: str


def read_renames(text: str) -> tuple[list[Rename], str]:
    """The renames that stand anywhere in a message, and its text without them."""
    return [_rename(match) for match in _RENAME.finditer(text)], _RENAME.sub(" ", text)


def read_renames_ahead(text: str) -> tuple[list[Rename], str]:
    """The renames that stand ahead of everything else, and the text behind them."""
    renames = []
    while match := _RENAME.match(text.lstrip()):
        renames.append(_rename(match))
        text = text.lstrip()[match.end() :]
    return renames, text


def _rename(match: re.Match[str]) -> Rename:
    word = (match["word"] or "").rstrip(_END_OF_SENTENCE)
    return Rename(match["key"], (match["quoted"] or match["single"] or word).strip())


def renamed(
    header: Sequence[str], renames: Sequence[Rename], said: Mapping[int | str, str]
) -> tuple[dict[int | str, str], str]:
    """A mapping with the renames in it, and what is wrong with them: a sentence, or "".

    Args:
        header: the list's columns.
        renames: what a person wrote.
        said: what is known of the columns, by index; a rename wins over it.
    """
    new: dict[int | str, str] = {}
    for rename in renames:
        column, key = _column(header, rename.column), merge_key(rename.key)
        if column is None:
            return {}, f"This list has no column “{rename.column}”, so I can't call it {rename.key}."
        if not key or key in RESERVED_KEYS:
            return {}, f"A merge field can't be called “{rename.key}”."
        new[column] = key if key in _STANDARD else f"field:{key}"
    if len(set(new.values())) < len(renames):
        return {}, "Each merge field and each column can be named once."
    return {column: what for column, what in said.items() if what not in new.values()} | new, ""


def _column(header: Sequence[str], name: str) -> int | None:
    """The first column of that name; only where there is none, of that name folded."""
    for same in (name.__eq__, lambda other: fold(other) == fold(name) != ""):
        for column, other in enumerate(header):
            if same(other):
                return column
    return None
