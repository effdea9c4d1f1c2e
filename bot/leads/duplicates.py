"""The same person twice in one list.

Two rows are one person when they share an e-mail key or a LinkedIn key, directly or by way of other rows; the
first row wins.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.leads.lead import Lead, LeadKey
from bot.leads.rows import Duplicate


def split_duplicates(leads: Sequence[Lead]) -> tuple[list[Lead], list[Duplicate]]:
    """Part the first mention of every person from the later ones, both in the order given.

    Each duplicate names its own row, the winner's row and the key by which its person was recognised: one
    that the winner has too where there is one, else the one that joins it by way of another row.
    """
    groups = _Groups()
    owners = groups.owners([lead.keys for lead in leads])
    if not groups.shared:
        return list(leads), []
    firsts, duplicates = [], []
    for index, (lead, owner) in enumerate(zip(leads, owners, strict=True)):
        if owner == index and index not in groups.merged:
            firsts.append(lead)
            continue
        first = leads[groups.root(owner)]
        duplicates.append(Duplicate(lead.row, first.row, _joining_key(lead, first, groups.shared)))
    return firsts, duplicates


def filled_from_later_rows(leads: Sequence[Lead]) -> list[Lead]:
    """The same leads, the first of each person with what later rows add to it: an address, merge fields."""
    groups = _Groups()
    owners = groups.owners([lead.keys for lead in leads])
    filled = list(leads)
    for lead, owner in zip(leads, owners, strict=True):
        root = groups.root(owner)
        filled[root] = _merged(filled[root], lead)
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
    """Which rows are one person. A row's owner is the first row (by position) that shares a key with it.

    Fields:
        shared: the keys that stand in more than one row.
        merged: a row that is not its person's first → an earlier one of them.
    """

    def __init__(self) -> None:
        self.merged: dict[int, int] = {}
        self.shared: set[LeadKey] = set()

    def owners(self, rows: Sequence[Sequence[LeadKey]]) -> list[int]:
        """Each row's owner so far; `root` tells the final one."""
        self.shared = _repeated(chain.from_iterable(rows))
        owners = list(range(len(rows)))
        first_of_key: dict[LeadKey, int] = {}
        for index, keys in enumerate(rows):
            if self.shared.isdisjoint(keys):
                continue
            for key in keys:
                owners[index] = self._merge(owners[index], first_of_key.setdefault(key, index))
        return owners

    def root(self, index: int) -> int:
        """The first row of the person this row belongs to."""
        merged = self.merged
        while (parent := merged.get(index)) is not None:
            merged[index] = merged.get(parent, parent)  # halves the path, so that long chains stay cheap
            index = parent
        return index

    def _merge(self, one: int, other: int) -> int:
        first, later = sorted((self.root(one), self.root(other)))
        if first != later:
            self.merged[later] = first
        return first


def _repeated(keys: Iterable[LeadKey]) -> set[LeadKey]:
    """The keys that come more than once."""
    seen: set[LeadKey] = set()
    remember = seen.add
    return {key for key in keys if key in seen or remember(key)}


def _joining_key(lead: Lead, first: Lead, shared: set[LeadKey]) -> LeadKey:
    common = next((key for key in lead.keys if key in first.keys), None)
    return common or next(key for key in lead.keys if key in shared)
