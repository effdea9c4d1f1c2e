"""What to do with a request that Amplemarket did not take: who is at fault, and what to send instead.

A 422 is taken to mean that nothing of the request was processed (all or nothing: assumed, see the README).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.adding.errors import LeadsRefusedError, Refusal
from bot.adding.outcome import Outcome, RowOutcome
from bot.leads.lead import Lead

MISSING_LEAD_FIELD = "missing_lead_field"


LACKS = 'lacks the field "'
_LACKS = re.compile(rf'{LACKS}((?:(?!" that this sequence uses).)+)" that this sequence uses', re.DOTALL)


def lacks(field: str) -> str:
    """What is wrong with a lead without a merge field that its sequence uses."""
    return f'{LACKS}{field}" that this sequence uses'


def lacking(row: RowOutcome) -> tuple[str, ...]:
    """The fields that a row is invalid for lacking, as `lacks` tells them; () where it is something else."""
    if row.outcome is not Outcome.INVALID or not row.detail.startswith(LACKS):
        return ()
    return tuple(dict.fromkeys(_LACKS.findall(row.detail)))


@dataclass(frozen=True, slots=True)
class Split:
    """Fields.

    ended: outcomes of the leads at fault.
    groups: what to send next, each group in a call of its own.
    """

    ended: tuple[RowOutcome, ...]
    groups: tuple[tuple[Lead, ...], ...]


def after_refusal(leads: Sequence[Lead], error: LeadsRefusedError) -> Split:
    """Take out the leads at fault where it is clear who they are; else halve.

    Who lacks a named field is computed from the leads themselves: whether the indexes in Amplemarket's
    message count from 0 or from 1 is not documented.
    """
    faults = {lead.row: _faults(lead, error.refusals) for lead in leads}
    if any(faults.values()):
        ended = tuple(_invalid(lead, "; ".join(faults[lead.row])) for lead in leads if faults[lead.row])
        rest = tuple(lead for lead in leads if not faults[lead.row])
        return Split(ended, (rest,) if rest else ())
    return after_unclear_refusal(leads, error)


def after_unclear_refusal(leads: Sequence[Lead], error: LeadsRefusedError) -> Split:
    """Nothing says who is at fault: halve. For each lead at fault that takes 2·log2(n) calls more at most."""
    if len(leads) == 1:
        return Split((_invalid(leads[0], f"Amplemarket refused it: {error}"),), ())
    return Split((), halves(leads))


def after_too_large(leads: Sequence[Lead]) -> Split:
    """Send fewer at a time; a lead that is too large alone can't be sent."""
    if len(leads) == 1:
        return Split((_invalid(leads[0], "Amplemarket says that this lead's data is too large"),), ())
    return Split((), halves(leads))


def halves(leads: Sequence[Lead]) -> tuple[tuple[Lead, ...], tuple[Lead, ...]]:
    middle = (len(leads) + 1) // 2
    return tuple(leads[:middle]), tuple(leads[middle:])


def _faults(lead: Lead, refusals: Sequence[Refusal]) -> list[str]:
    return [
        lacks(refusal.field)
        for refusal in refusals
        if refusal.code == MISSING_LEAD_FIELD and refusal.field and not lead.data.get(refusal.field)
    ]


def _invalid(lead: Lead, sentence: str) -> RowOutcome:
    return RowOutcome(lead.row, Outcome.INVALID, detail=sentence)
