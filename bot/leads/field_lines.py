"""`Department = it`, one per line: how a person renames merge fields, or leaves columns out (`Notes =`)."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.leads.column_choice import RESERVED_KEYS
from bot.leads.merge_fields import merge_key

_KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_MOST_QUOTED = 60


@dataclass(frozen=True, slots=True)
class FieldLines:
    """Fields.

    keys: the merge field key of each column, "" for one that is left out.
    problem: what is wrong, as a sentence; "" where all is well.
    """

    keys: Mapping[int, str]
    problem: str = ""


def read_lines(
    text: str, labels: Sequence[str], keys: Mapping[int, str], roles: Mapping[str, int]
) -> FieldLines:
    """The merge fields as a person wants them.

    Args:
        text: what the person wrote.
        labels: what each column is called in the lines, each name once.
        keys: what is in force; columns that no line names keep it.
        roles: the columns that are chosen for something, by the key that this takes; their lines are void.
    """
    known = {_folded(label): column for column, label in enumerate(labels)}
    chosen = set(roles.values())
    said: dict[int, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, key = (part.strip() for part in line.rpartition("="))
        if not equals:
            return FieldLines({}, f"“{_quoted(line)}” has no “=”. Write Column = key.")
        column = known.get(_folded(name))
        if column is None:
            return FieldLines({}, f"This list has no column “{_quoted(name)}”.")
        if column in said:
            return FieldLines({}, f"“{_quoted(name)}” stands in two lines.")
        said[column] = key
    wanted = {column: key for column, key in {**keys, **said}.items() if column not in chosen}
    return FieldLines(wanted, next(_problems(wanted, said, roles), ""))


def _problems(wanted: Mapping[int, str], said: Collection[int], roles: Mapping[str, int]) -> Iterator[str]:
    taken = set(roles)
    for column in sorted(wanted, key=lambda column: column in said):  # blame what the person wrote
        key = wanted[column]
        if not key:
            continue
        if not _KEY.fullmatch(key) or merge_key(key) != key:
            better = merge_key(key)
            hint = f" Did you mean {_quoted(better)}?" if better else ""
            yield f"“{_quoted(key)}” can't be a key: use small letters, digits and single _ between.{hint}"
        elif key in RESERVED_KEYS:
            yield f"“{key}” is no merge field. Choose its column in the menu above."
        elif key in taken:
            yield f"Two columns would be “{_quoted(key)}”. Give one of them another key."
        taken.add(key)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _quoted(text: str) -> str:
    return text if len(text) <= _MOST_QUOTED else f"{text[: _MOST_QUOTED - 1]}…"
