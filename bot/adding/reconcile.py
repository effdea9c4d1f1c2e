"""What Amplemarket's answer means for each lead that was sent.

The answer names those it kept out and counts those it added; it never names who was added. So *added* is
"sent, named nowhere, and confirmed by the count". What the count does not confirm is unconfirmed.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum, unique

from bot.adding.answer import AddLeadsAnswer, NamedLead
from bot.adding.outcome import Outcome, RowOutcome, SkipReason, in_enum_order
from bot.leads.lead import Lead, LeadKey, lead_keys

BY_THE_FIRST_TRY = "added by the first try"
PERHAPS_BY_THE_FIRST_TRY = "perhaps added by the first try, whose answer was lost"
COMES_OF_BEING_ADDED = frozenset({SkipReason.ALREADY_IN_SEQUENCE, SkipReason.RECENTLY_CONTACTED})
"""What a second call names because the first one worked: a sequence may write to people within seconds."""

IN_BY_WHOM = "it is in the sequence: since before, or by the first try, whose answer was lost"


@unique
class EarlierTry(StrEnum):
    """What is known of an earlier call with the same leads. Decides what "already in this sequence" means."""

    NONE = "none"  # there was none, or it surely had no effect
    PERHAPS = "perhaps"  # sent, and no usable answer came: it may have been processed, as a whole
    PROCESSED = "processed"  # it was processed, but its answer left open who was added


def reconcile(
    sent: Sequence[Lead],
    answer: AddLeadsAnswer,
    earlier_try: EarlierTry = EarlierTry.NONE,
    *,
    same_leads: bool = True,
) -> list[RowOutcome]:
    """One outcome per lead sent, in the order sent.

    Matches by normalised e-mail first, then by LinkedIn key, so that another spelling, case or trailing
    slash in the answer does no harm. A lead named under several reasons carries them all.

    Args:
        sent: the leads of the call.
        answer: what Amplemarket said.
        earlier_try: what is known of an earlier call with these leads.
        same_leads: whether that call is known to have held exactly these leads, and not only some of them.
    """
    index = _Index(sent)
    reasons: dict[int, set[SkipReason]] = {}
    for reason, named in answer.skipped.items():
        for row in index.rows(named):
            reasons.setdefault(row, set()).add(reason)
    duplicates = set(index.rows(answer.duplicates)) - reasons.keys()
    unnamed = [lead.row for lead in sent if lead.row not in reasons and lead.row not in duplicates]
    count = answer.added
    by_first_try = _first_try_did_it(earlier_try, count)
    # A count that is missing, or contradicts the lists, tells nothing about an earlier try either.
    tells = same_leads and count is not None and count <= len(unnamed)

    def outcome(row: int) -> RowOutcome:
        if row in reasons:
            return _skipped(row, reasons[row], earlier_try, by_first_try=by_first_try, tells=tells)
        if row in duplicates:
            return _duplicate(row, contradicted=count is not None and count > len(unnamed))
        if count is None or count < len(unnamed):
            return RowOutcome(row, Outcome.UNCONFIRMED, detail=_miscount(count, len(unnamed)))
        return RowOutcome(row, Outcome.ADDED)

    return [outcome(lead.row) for lead in sent]


class _Index:
    """Finds the sent lead that an answer names."""

    def __init__(self, sent: Sequence[Lead]) -> None:
        self._rows: dict[LeadKey, int] = {key: lead.row for lead in reversed(sent) for key in lead.keys}

    def rows(self, named: Iterable[NamedLead]) -> Iterator[int]:
        """The rows of the named leads; names that match nothing we sent are passed over."""
        for lead in named:
            keys = lead_keys(lead.email, lead.linkedin_url)
            found = next((self._rows[key] for key in keys if key in self._rows), None)
            if found is not None:
                yield found


def _first_try_did_it(earlier_try: EarlierTry, count: int | None) -> bool:
    """Whether "already in this sequence" can only come from the earlier try.

    A request is taken as a whole or not at all (as far as is known). So a second call that adds anybody shows
    that the first one had no effect, and one that adds nobody that it had.
    """
    return earlier_try is EarlierTry.PROCESSED or (earlier_try is EarlierTry.PERHAPS and count == 0)


def _skipped(
    row: int, reasons: set[SkipReason], earlier_try: EarlierTry, *, by_first_try: bool, tells: bool
) -> RowOutcome:
    kept_out = reasons - COMES_OF_BEING_ADDED  # these stood against it at the first try already
    if earlier_try is EarlierTry.NONE or kept_out or SkipReason.ALREADY_IN_SEQUENCE not in reasons:
        return RowOutcome(row, Outcome.SKIPPED, in_enum_order(reasons))
    if by_first_try and SkipReason.RECENTLY_CONTACTED not in reasons:
        return RowOutcome(row, Outcome.ADDED, detail=BY_THE_FIRST_TRY)
    if by_first_try or not tells:
        return RowOutcome(row, Outcome.UNCONFIRMED, detail=IN_BY_WHOM)
    return RowOutcome(row, Outcome.SKIPPED, in_enum_order(reasons), PERHAPS_BY_THE_FIRST_TRY)


def _duplicate(row: int, *, contradicted: bool) -> RowOutcome:
    if contradicted:
        return RowOutcome(
            row, Outcome.UNCONFIRMED, detail="Amplemarket calls it a duplicate, yet its count has it added"
        )
    return RowOutcome(
        row, Outcome.DUPLICATE, detail="Amplemarket takes it for a duplicate in the same request"
    )


def _miscount(count: int | None, unnamed: int) -> str:
    if count is None:
        return "Amplemarket's answer did not say how many it added"
    return f"Amplemarket counted only {count:,} of these {unnamed:,} as added"
