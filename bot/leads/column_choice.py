"""What a person may choose about the columns of a list, and how that choice is kept for the next list.

Owns: `ColumnChoice`, `choice_in_force`, `as_mapping`, and the names under which a choice is kept. What a
choice does is decided in `columns.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.leads.columns import ColumnPlan
from bot.leads.headers import Role, fold
from bot.leads.merge_fields import unique_key

CHOSEN_ROLES = (
    Role.EMAIL,
    Role.LINKEDIN,
    Role.FIRST_NAME,
    Role.LAST_NAME,
    Role.FULL_NAME,
    Role.COMPANY_NAME,
    Role.TITLE,
)
"""What a person may choose a column for."""

RESERVED_KEYS = frozenset({Role.EMAIL.value, Role.LINKEDIN.value})
"""The lead's own two: no merge field goes by these names."""

_FIELD_NAMES = (Role.FIRST_NAME, Role.LAST_NAME, Role.COMPANY_NAME, Role.TITLE)
"""Roles that are merge fields, under the role's own name."""

_FIELD = "field:"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """Which column is what. Columns are indexes from 0; each stands in one of the two.

    Fields:
        roles: what a column was chosen for; a role without a column is absent.
        keys: the merge field keys of all other columns, "" for one that is left out.
    """

    roles: Mapping[Role, int]
    keys: Mapping[int, str]


def choice_in_force(header: Sequence[str], plan: ColumnPlan) -> ColumnChoice:
    """A plan as a person would choose it. Where it looks for addresses next is not shown."""
    roles: dict[Role, int] = {}
    columns = {key: column for column, key in plan.fields.items()}
    if plan.emails:
        roles[Role.EMAIL] = plan.emails[0]
    if plan.linkedin:
        roles[Role.LINKEDIN] = plan.linkedin[0]
    if plan.full_name is not None:
        roles[Role.FULL_NAME] = plan.full_name
    roles.update({role: columns[role] for role in _FIELD_NAMES if role in columns})
    used = set(roles.values())
    others = (column for column in range(len(header)) if column not in used)
    return ColumnChoice(roles, {column: plan.fields.get(column, "") for column in others})


def as_mapping(header: Sequence[str], plan: ColumnPlan, wanted: ColumnChoice) -> dict[int | str, str]:
    """What to say to `plan_columns`, so that the choice comes into force on any list with these columns.

    All is said, so that no other list's values decide anew. Only the columns where the plan looks next for an
    address stay unsaid, while neither they nor the first place to look are changed.

    Args:
        header: the columns' names.
        plan: what is in force while the person chooses.
        wanted: the choice. A column it says nothing about becomes a merge field under a key of its own.
    """
    shown = choice_in_force(header, plan)
    said: dict[int | str, str] = {column: role.value for role, column in wanted.roles.items()}
    unsaid = _places_to_look_next(plan, shown, wanted)
    taken = {role.value for role in CHOSEN_ROLES} | set(wanted.keys.values())
    for column, name in enumerate(header):
        key = wanted.keys.get(column)
        if column in said or (column in unsaid and key == shown.keys.get(column)):
            continue
        if key is None:
            key = unique_key(name, column, taken)
            taken.add(key)
        said[column] = f"{_FIELD}{key}" if key else Role.IGNORED.value
    return said


def _places_to_look_next(plan: ColumnPlan, shown: ColumnChoice, wanted: ColumnChoice) -> set[int]:
    next_ones = set(plan.member_ids)
    for role, columns in ((Role.EMAIL, plan.emails), (Role.LINKEDIN, plan.linkedin)):
        if wanted.roles.get(role) == shown.roles.get(role):
            next_ones.update(columns[1:])
    return next_ones


# ---- keeping a choice -------------------------------------------------------------------------------


def to_keep(header: Sequence[str], mapping: Mapping[int | str, str]) -> dict[str, str]:
    """A mapping by names that hold for every list with these columns, in whatever order and spelling."""
    names = _kept_names(header)
    return {names[column]: what for column, what in mapping.items() if isinstance(column, int)}


def from_kept(header: Sequence[str], entries: Mapping[str, str]) -> dict[int | str, str]:
    """What was kept, for this list: by index, as two columns may have one name."""
    columns = {name: column for column, name in enumerate(_kept_names(header))}
    return {columns[name]: what for name, what in entries.items() if name in columns}


def _kept_names(header: Sequence[str]) -> list[str]:
    """`1:email`, `2:email`: each column's folded name, behind its number among its namesakes."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        folded = fold(name) or name.strip()
        seen[folded] += 1
        names.append(f"{seen[folded]}:{folded}")
    return names
