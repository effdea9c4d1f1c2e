"""The rules of `POST /sequences/{id}/leads`: who gets in, who is kept out and in which list it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.leads.lead import LeadKey, lead_keys
from bot.sandbox.amplemarket.contract import SentLead
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.replies import Reply, json_reply, validation_reply
from bot.sandbox.amplemarket.world import Member, Sequence, World

EXCLUDED = "in_exclusion_list_and_skipped"
CONTACTED = "recently_contacted_and_skipped"
ALREADY_IN = "already_in_sequence_and_skipped"
OTHER_DRAFT = "in_other_draft_sequences_and_skipped"
OTHER_ACTIVE = "in_other_active_sequences_and_skipped"
SKIP_LISTS = (EXCLUDED, CONTACTED, ALREADY_IN, OTHER_DRAFT, OTHER_ACTIVE)

LIFTED_BY = {
    EXCLUDED: "ignore_exclusion_list",
    CONTACTED: "ignore_recently_contacted",
    OTHER_DRAFT: "ignore_duplicate_leads_in_other_draft_sequences",
    OTHER_ACTIVE: "ignore_duplicate_leads_in_other_active_sequences",
}
"""Each override lifts its own check and no other. Already in this sequence: no override lifts that."""


def refusal(sequence: Sequence, leads: list[SentLead], quirks: Quirks) -> Reply | None:
    """The 422 for a request that can't be taken as a whole, or None. Assumed: nothing of it is processed."""
    if not sequence.takes_leads:
        # Assumed: that such a sequence takes no leads is documented, the answer is not.
        message = f"Sequence is {sequence.status} and does not accept leads"
        return validation_reply([("sequence_not_accepting_leads", message)])
    missing = [
        (name, indexes)
        for name in sequence.required_fields
        if (indexes := [i for i, lead in enumerate(leads, quirks.index_base) if not _has(lead, name)])
    ]
    if not missing:
        return None
    return validation_reply(
        ("missing_lead_field", f"Missing lead dynamic field '{name}' on leads with indexes {indexes}")
        for name, indexes in missing
    )


def _has(lead: SentLead, name: str) -> bool:
    """Assumed: null and "" are no values, and the lead's own two values count as fields of that name."""
    own = {"email": lead.email, "linkedin_url": lead.linkedin_url}
    return bool(lead.data.get(name) or own.get(name))


@dataclass(slots=True)
class _Count:
    """What the answer says, as it builds up."""

    total: int = 0
    added: int = 0
    duplicate_emails: list[str] = field(default_factory=list)
    duplicate_linkedin_urls: list[str] = field(default_factory=list)
    skipped: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {name: [] for name in SKIP_LISTS}
    )


def add(world: World, sequence: Sequence, leads: list[SentLead], quirks: Quirks, call: int) -> Reply:
    """Put the leads in, as far as no check keeps them out, and say what became of them."""
    count = _Count()
    seen: set[LeadKey] = set()
    for lead in leads:
        keys = lead_keys(lead.email, lead.linkedin_url)
        repeated = seen.intersection(keys)
        seen.update(keys)
        if repeated:
            count.total += quirks.total_counts_duplicates
            _duplicate(count, lead, repeated)
            continue
        count.total += 1
        reasons = list(_kept_out_by(world, sequence, lead, keys))
        for reason in reasons[:1] if quirks.first_reason_only else reasons:
            count.skipped[reason].append(_named(lead))
        if not reasons:
            count.added += 1
            sequence.add(Member(lead.email, lead.linkedin_url, lead.data, call, keys))
    return json_reply(
        200,
        {
            "total": count.total,
            "total_added_to_sequence": count.added,
            "duplicate_emails": count.duplicate_emails,
            "duplicate_linkedin_urls": count.duplicate_linkedin_urls,
            **count.skipped,
        },
    )


def _duplicate(count: _Count, lead: SentLead, repeated: set[LeadKey]) -> None:
    """Assumed: the first mention of a person counts, and the list tells which value was repeated."""
    if lead.email and not repeated.isdisjoint(lead_keys(lead.email, None)):
        count.duplicate_emails.append(lead.email)
    if lead.linkedin_url and not repeated.isdisjoint(lead_keys(None, lead.linkedin_url)):
        count.duplicate_linkedin_urls.append(lead.linkedin_url)


def _kept_out_by(
    world: World, sequence: Sequence, lead: SentLead, keys: tuple[LeadKey, ...]
) -> Iterator[str]:
    others = {other.status for other in world.others_holding(keys, sequence)}
    hit: Mapping[str, bool] = {
        EXCLUDED: world.is_excluded(lead.email),
        CONTACTED: not world.contacted.isdisjoint(keys),
        ALREADY_IN: sequence.holds(keys),
        OTHER_DRAFT: "draft" in others,
        OTHER_ACTIVE: not others.isdisjoint({"active", "paused"}),  # the contract says "live or paused"
    }
    for reason in SKIP_LISTS:
        if hit[reason] and LIFTED_BY.get(reason) not in lead.overrides:
            yield reason


def _named(lead: SentLead) -> dict[str, str]:
    named = {"email": lead.email, "linkedin_url": lead.linkedin_url}
    return {key: value for key, value in named.items() if value is not None}
