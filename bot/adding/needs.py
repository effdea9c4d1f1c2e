"""Which merge fields a sequence needs, as far as Amplemarket told, and which leads lack one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.job import Options
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.refusal import lacks
from bot.leads.lead import Lead

OWN_VALUES = frozenset({"email", "linkedin_url"})
"""Amplemarket knows these as merge fields too; a lead has them outside of its `data`, if at all."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Fields.

    fields: the merge fields that the sequence uses.
    given: the values that every lead of the job is sent with.
    """

    fields: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sequence: ListedSequence | None, options: Options) -> Self:
        """What a sequence needs of leads that go with these options; nothing where nobody told."""
        return cls((sequence and sequence.dynamic_fields_used) or (), options.data)

    def lacking(self, lead: Lead) -> tuple[str, ...]:
        """The fields that a lead has no value for."""
        return tuple(
            name
            for name in self.fields
            if name not in OWN_VALUES and not lead.data.get(name) and not self.given.get(name)
        )

    def divided(self, leads: Sequence[Lead]) -> tuple[Sequence[Lead], Sequence[Lead]]:
        """Who can be sent, and who lacks something. With nobody left to send, all are sent all the same."""
        if not self.fields:
            return leads, ()
        lacking = [lead for lead in leads if self.lacking(lead)]
        if not lacking or len(lacking) == len(leads):
            return leads, ()
        return [lead for lead in leads if not self.lacking(lead)], lacking

    def invalid(self, lead: Lead) -> RowOutcome:
        """The end of a lead that lacks something, in the words that a 422 gives it."""
        return RowOutcome(lead.row, Outcome.INVALID, detail="; ".join(map(lacks, self.lacking(lead))))


NEEDS_NOTHING = Needs()
