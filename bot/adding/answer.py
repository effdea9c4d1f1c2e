"""What a 200 of `POST /sequences/{id}/leads` says, in our words. The adapter makes it out of JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.adding.outcome import SkipReason


@dataclass(frozen=True, slots=True)
class NamedLead:
    """A lead as an answer names it: either value may be missing, or spelled in another way than sent."""

    email: str | None = None
    linkedin_url: str | None = None


@dataclass(frozen=True, slots=True)
class AddLeadsAnswer:
    """Fields.

    total: leads processed, as counted by Amplemarket; None where the answer has no count.
    added: leads added, as counted by Amplemarket; None where the answer has no count. Which leads were
        added is never named: added is "sent, and named in no list".
    skipped: who was kept out, by reason; a lead may stand under several.
    duplicates: who Amplemarket takes for a duplicate inside the request.
    """

    total: int | None
    added: int | None
    skipped: Mapping[SkipReason, tuple[NamedLead, ...]] = field(default_factory=dict)
    duplicates: tuple[NamedLead, ...] = ()
