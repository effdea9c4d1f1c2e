"""Each row's e-mail address and LinkedIn profile, from the columns that the plan names for them."""

from collections.abc import Sequence

from bot.leads.columnar import Columns
from bot.leads.columns import ColumnPlan
from bot.leads.email_address import check_email, check_emails
from bot.leads.lead import LeadKey
from bot.leads.linkedin import Profile, find_each_profile, find_profile, member_key

_VERIFIED = frozenset({"verified", "valid", "deliverable"})


def find_emails(columns: Columns, plan: ColumnPlan, count: int) -> list[str | None]:
    """The first good address in the order of the columns; one that is called verified goes first."""
    emails: list[str | None] = [None] * count
    for column in plan.emails:
        cells = columns[column]
        if column == plan.emails[0]:
            emails = check_emails(cells)
        else:
            emails = [
                email or (check_email(cell) if cell else None)
                for email, cell in zip(emails, cells, strict=True)
            ]
    return _verified_first(emails, columns, plan) if len(plan.emails) > 1 and plan.statuses else emails


def _verified_first(emails: Sequence[str | None], columns: Columns, plan: ColumnPlan) -> list[str | None]:
    """Where the address taken is not called verified but another one is, that one."""
    better = list(emails)
    for row, email in enumerate(emails):
        verified = [
            address
            for column, status in plan.statuses.items()
            if columns[status][row].lower() in _VERIFIED and (address := check_email(columns[column][row]))
        ]
        if verified and email not in verified:
            better[row] = verified[0]
    return better


def find_profiles(columns: Columns, plan: ColumnPlan, count: int) -> list[Profile | None]:
    """The first profile in the order of the columns; a public name goes before a member id."""
    profiles: list[Profile | None] = [None] * count
    for column in plan.linkedin:
        found = find_each_profile(columns[column])
        if column == plan.linkedin[0]:
            profiles = found
        else:
            profiles = [_better(one, other) for one, other in zip(profiles, found, strict=True)]
    return profiles


def _better(one: Profile | None, other: Profile | None) -> Profile | None:
    """Only LinkedIn can resolve a member id, so a public name is the better address to send."""
    if one is None or (other is not None and one[0].startswith("urn:") and not other[0].startswith("urn:")):
        return other
    return one


def find_more_keys(
    columns: Columns, plan: ColumnPlan, row: int, known: Sequence[LeadKey]
) -> tuple[LeadKey, ...]:
    """Keys from a row's other LinkedIn columns: of each kind at most one, as they are the same person's."""
    kinds = {key.partition(":")[0] for key in known}
    more: dict[str, LeadKey] = {}
    profiles = [profile[0] for column in plan.linkedin if (profile := find_profile(columns[column][row]))]
    members = [key for column in plan.member_ids if (key := member_key(columns[column][row]))]
    for key in profiles + members:
        kind = key.partition(":")[0]
        if kind not in kinds:
            more.setdefault(kind, LeadKey(key))
    return tuple(more.values())
