"""The same list again: when to ask before it is added once more, and what is left when only the new ones go.

Amplemarket itself keeps nobody twice in a sequence. The question is there so that people learn it before
hundreds of calls, and see who is new.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b

from bot.adding.kept_rows import ChangedRows
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.leads.lead import LeadKey

A_HANDFUL = 5
"""A list of fewer leads is never asked about: "already in this sequence" is answer enough."""

_SUM = 1 << 128


def key_number(key: LeadKey) -> int:
    """A lead's key as the store compares it, a signed number of 64 bits.

    Two people share one by chance about once in 10^19 pairs: 100,000 leads against ten million make one
    such chance in ten million.
    """
    return int.from_bytes(_digest(key, 8), signed=True)


class Fingerprint:
    """Of a list's leads: the same whatever order they stand in, whatever else the list says of them."""

    def __init__(self) -> None:
        self._sum = self._count = 0

    def add(self, keys: Iterable[LeadKey]) -> None:
        """The keys of one more lead."""
        self._count += 1
        self._sum = (self._sum + sum(int.from_bytes(_digest(key, 16)) for key in keys)) % _SUM

    def __str__(self) -> str:
        return f"{self._count}-{self._sum:032x}"


def _digest(key: LeadKey, size: int) -> bytes:
    return blake2b(key.encode(errors="surrogatepass"), digest_size=size).digest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What our jobs have brought of a draft's leads into its sequence before.

    Fields:
        by, at: who shared the most similar list, and when.
        same: whether that list had exactly the draft's leads.
        under_way: whether it is still being added.
        shared: leads of the draft that stand in that list.
        leads: leads of the draft.
        seen: those of them that stand in any earlier job.
        known: those of them that are in the sequence, as far as our jobs know, or on their way into it.
    """

    by: str
    at: datetime
    same: bool
    under_way: bool
    shared: int
    leads: int
    seen: int
    known: int

    @property
    def left(self) -> int:
        """Leads worth sending."""
        return self.leads - self.known

    @property
    def all_fresh(self) -> bool:
        """Whether nobody of those left was sent before."""
        return self.leads - self.seen == self.left

    @property
    def forgotten(self) -> bool:
        """Whether the earlier list's leads were deleted since, so that nobody can tell who is new."""
        return self.same and not self.seen

    @property
    def asks(self) -> bool:
        """Whether to ask: for the same list, and for one of which at least half is in already."""
        if self.leads < A_HANDFUL:
            return False
        return self.forgotten or (self.known > 0 and (self.same or 2 * self.known >= self.leads))


def only_new(rows: Sequence[JobRow], known: AbstractSet[int], batch_size: int) -> Plan:
    """The rows that hold a lead who is not known, in calls of their own.

    Args:
        rows: those of the draft.
        known: numbers of rows whose leads are in already.
        batch_size: leads per call, at most.
    """
    left = [place for place, row in enumerate(rows) if row.lead is not None and row.row not in known]
    placed = ChangedRows(rows, left, lambda place, row: replace(row, batch=place // batch_size))
    return Plan(placed, (EarlierTry.NONE,) * -(-len(left) // batch_size))
