"""The same person twice in one list.

Two rows are one person when they share an e-mail key or a LinkedIn key, directly or by way of other rows; the
first row wins.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, compress
from operator import not_

from bot.leads.lead import Lead, LeadKey
from bot.leads.lead_rows import Keys, LeadRows
from bot.leads.rows import Duplicate


def split_duplicates(leads: Sequence[Lead]) -> tuple[Sequence[Lead], list[Duplicate]]:
    """Part the first mention of every person from the later ones, both in the order given.

    Each duplicate names its own row, the winner's row and the key by which its person was recognised: one
    that the winner has too where there is one, else the one that joins it by way of another row.
    """
    keys = _keys_of(leads)
    groups = _Groups(keys)
    later = {index: first for index in groups.sharing if (first := groups.root(index)) != index}
    if not later:
        return leads, []
    is_first = bytearray(b"\1") * len(leads)
    for index in later:
        is_first[index] = 0
    numbers = leads.numbers if isinstance(leads, LeadRows) else [lead.row for lead in leads]
    duplicates = [
        Duplicate(numbers[index], numbers[first], _joining_key(keys[index], keys[first], groups.shared))
        for index, first in later.items()
    ]
    firsts = leads.only(is_first) if isinstance(leads, LeadRows) else list(compress(leads, is_first))
    return firsts, duplicates


def _keys_of(leads: Sequence[Lead]) -> Sequence[Keys]:
    return leads.keys if isinstance(leads, LeadRows) else [lead.keys for lead in leads]


def filled_from_later_rows(leads: Sequence[Lead]) -> list[Lead]:
    """The same leads, the first of each person with what later rows add to it: an address, merge fields."""
    groups = _Groups(_keys_of(leads))
    filled = list(leads)
    for index in groups.sharing:
        first = groups.root(index)
        filled[first] = _merged(filled[first], leads[index])
    return filled


def _merged(first: Lead, later: Lead) -> Lead:
    if first is later:
        return first
    email, linkedin_url = first.email or later.email, first.linkedin_url or later.linkedin_url
    keys = tuple(dict.fromkeys(first.keys + later.keys))
    return first._replace(
        email=email, linkedin_url=linkedin_url, data={**later.data, **first.data}, keys=keys
    )


class _Groups:
    """Which rows are one person.

    Fields:
        shared: the keys that stand in more than one row.
        sharing: the rows (by position, in order) that hold a shared key. All others stand alone.
    """

    def __init__(self, rows: Sequence[Sequence[LeadKey]]) -> None:
        self.shared = _repeated(chain.from_iterable(rows))
        is_sharing = map(not_, map(self.shared.isdisjoint, rows))
        self.sharing = list(compress(range(len(rows)), is_sharing)) if self.shared else []
        self._merged: dict[int, int] = {}  # a row that is not its person's first → an earlier one of them
        first_of_key: dict[LeadKey, int] = {}
        for index in self.sharing:
            for key in rows[index]:
                self._merge(index, first_of_key.setdefault(key, index))

    def root(self, index: int) -> int:
        """The first row of the person this row belongs to."""
        merged = self._merged
        while (parent := merged.get(index)) is not None:
            merged[index] = merged.get(parent, parent)  # halves the path, so that long chains stay cheap
            index = parent
        return index

    def _merge(self, one: int, other: int) -> None:
        first, later = sorted((self.root(one), self.root(other)))
        if first != later:
            self._merged[later] = first


def _repeated(keys: Iterable[LeadKey]) -> set[LeadKey]:
    """The keys that come more than once."""
    seen: set[LeadKey] = set()
    remember = seen.add
    return {key for key in keys if key in seen or remember(key)}


def _joining_key(keys: Keys, first: Keys, shared: set[LeadKey]) -> LeadKey:
    common = next((key for key in keys if key in first), None)
    return common or next(key for key in keys if key in shared)
