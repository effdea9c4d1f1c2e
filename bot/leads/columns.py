"""Which column is what: a remembered mapping first, then the header's whole name, then the values' vote.

Owns: `ColumnPlan`, `plan_columns`, `fingerprint`. Never matches a part of a header, and never takes an
address from a column that belongs to somebody else by its name (`Account Owner Email`).
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from bot.leads.column_votes import ENOUGH, Vote, vote
from bot.leads.headers import ALIASES, Role, fold, names_somebody_else
from bot.leads.merge_fields import merge_key, unique_key

_NAMED_FIELD = ("data.", "field:")
_STANDARD_KEYS = (Role.FIRST_NAME, Role.LAST_NAME, Role.COMPANY_NAME, Role.TITLE)
_STATUS = "status"


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """What each column is used for. Columns are indexes from 0.

    Fields:
        emails: where to look for the e-mail, best first; the later ones for rows where the first holds none.
        linkedin: where to look for the profile, best first.
        member_ids: columns of bare LinkedIn member ids; they only add keys.
        full_name: for rows without first and last name.
        fields: column → merge field key, in column order.
        statuses: e-mail column → the column that says whether that address is verified.
        by_values: the columns whose values, not header, decided what they are.
        questions: what a person should settle, as sentences; a choice was made all the same.
    """

    emails: tuple[int, ...] = ()
    linkedin: tuple[int, ...] = ()
    member_ids: tuple[int, ...] = ()
    full_name: int | None = None
    fields: Mapping[int, str] = field(default_factory=dict)
    statuses: Mapping[int, int] = field(default_factory=dict)
    by_values: tuple[int, ...] = ()
    questions: tuple[str, ...] = ()


def fingerprint(header: Sequence[str]) -> str:
    """A stable name for a set of columns, 32 hex digits, to remember a mapping under.

    The same columns in another order or spelling (`E-Mail`, `email`) have the same one.
    """
    folded = "\n".join(sorted(fold(name) or name.strip() for name in header))
    return hashlib.sha256(folded.encode()).hexdigest()[:32]


def plan_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], mapping: Mapping[int | str, str] | None = None
) -> ColumnPlan:
    """Decide what every column is for.

    Args:
        header: the columns' names, "" for a nameless one.
        sample: some rows below the header, each as wide as the header.
        mapping: what a person said: a column's index (from 0) or name → a `Role` value, or `field:KEY`
            (also `data.KEY`) for a merge field under that key. It overrides names and values. Columns that
            this list does not have are ignored, so that a mapping outlives a dropped column.
    """
    evidence = _Evidence.of(header, sample, mapping or {})
    emails = _find(evidence, Role.EMAIL, lambda seen: seen.emails)
    profiles = _find(evidence, Role.LINKEDIN, lambda seen: seen.people)
    full_names = evidence.ranked(Role.FULL_NAME)
    return ColumnPlan(
        emails=emails.columns,
        linkedin=profiles.columns,
        member_ids=evidence.ranked(Role.MEMBER_ID),
        full_name=full_names[0] if full_names else None,
        fields=_fields(evidence, {*emails.columns[:1], *profiles.columns[:1]}),
        statuses=_statuses(header, emails.columns),
        by_values=emails.by_values + profiles.by_values,
        questions=emails.questions + profiles.questions,
    )


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known about the columns: said by a person, claimed by their names, shown by their values."""

    header: Sequence[str]
    said: Mapping[int, str]
    named: Mapping[int, tuple[Role, int]]
    votes: Sequence[Vote]

    @classmethod
    def of(
        cls, header: Sequence[str], sample: Sequence[Sequence[str]], mapping: Mapping[int | str, str]
    ) -> Self:
        said = _said(header, mapping)
        named = {
            column: alias
            for column, name in enumerate(header)
            if column not in said and (alias := ALIASES.get(fold(name))) is not None
        }
        columns = zip(*sample, strict=True) if sample else ([] for _ in header)
        return cls(header, said, named, [vote(cells) for cells in columns])

    def ranked(self, role: Role) -> tuple[int, ...]:
        """The columns of a role, best first: as said, then by rank of the name, then from the left."""
        said = (column for column, what in self.said.items() if what == role)
        named = sorted((rank, column) for column, (its_role, rank) in self.named.items() if its_role is role)
        return (*said, *(column for _, column in named))

    def unnamed(self) -> list[int]:
        """The columns whose values may decide."""
        return [
            column
            for column, name in enumerate(self.header)
            if column not in self.said and column not in self.named and not names_somebody_else(name)
        ]


def _said(header: Sequence[str], mapping: Mapping[int | str, str]) -> dict[int, str]:
    """A person's mapping by column index; a name also matches folded."""
    folded = {fold(key): what for key, what in mapping.items() if isinstance(key, str)}
    said = {}
    for column, name in enumerate(header):
        what = mapping.get(column) or mapping.get(name) or folded.get(fold(name))
        if what:
            said[column] = what
    return said


@dataclass(frozen=True, slots=True)
class _Found:
    """Where e-mails, or profiles, are looked for."""

    columns: tuple[int, ...] = ()
    by_values: tuple[int, ...] = ()
    questions: tuple[str, ...] = ()


def _find(evidence: _Evidence, role: Role, matches: Callable[[Vote], int]) -> _Found:
    """The columns of an e-mail or profile role: by name, unless not one of their values bears them out."""
    by_name = evidence.ranked(role)
    borne_out = tuple(c for c in by_name if c in evidence.said or matches(evidence.votes[c]))
    if borne_out:
        return _Found(borne_out, questions=_alike(evidence, borne_out))
    voted = [
        c for c in evidence.unnamed() if matches(evidence.votes[c]) >= ENOUGH * evidence.votes[c].filled > 0
    ]
    if not voted:
        return _Found(tuple(c for c in by_name if not evidence.votes[c].says_other_page))
    voted.sort(key=lambda column: -matches(evidence.votes[column]))
    names = " and ".join(shown_name(evidence.header, column) for column in sorted(voted))
    what = "an e-mail address" if role is Role.EMAIL else "a LinkedIn profile"
    question = (
        f"Each of {names} could be {what}. I took {shown_name(evidence.header, voted[0])}; is that right?"
    )
    return _Found((voted[0],), (voted[0],), (question,) if len(voted) > 1 else ())


def _alike(evidence: _Evidence, columns: Sequence[int]) -> tuple[str, ...]:
    """A question when the best column has a namesake."""
    best = columns[0]
    if (
        best in evidence.said
        or len(columns) == 1
        or fold(evidence.header[best]) != fold(evidence.header[columns[1]])
    ):
        return ()
    name = evidence.header[best]
    where = f"columns {best + 1} and {columns[1] + 1}"
    return (f'Two columns are called "{name}" ({where}). I took the first; is that right?',)


def shown_name(header: Sequence[str], column: int) -> str:
    """A column as a sentence calls it."""
    return f'"{header[column]}"' if header[column].strip() else f"column {column + 1}"


def _fields(evidence: _Evidence, used: Collection[int]) -> dict[int, str]:
    """Every column that is not used up, with its key. Standard names go to the best column of their role."""
    standard = {ranked[0]: role.value for role in _STANDARD_KEYS if (ranked := evidence.ranked(role))}
    chosen = {
        column: merge_key(what.removeprefix("data.").removeprefix("field:"))
        for column, what in evidence.said.items()
        if what.startswith(_NAMED_FIELD)
    }
    fixed = {**standard, **chosen}
    taken = set(fixed.values())
    fields: dict[int, str] = {}
    for column, name in enumerate(evidence.header):
        if column in used or evidence.said.get(column) == Role.IGNORED:
            continue
        # A column that a person chose for something else is no first name, whatever it is called.
        others = taken.union(_STANDARD_KEYS) if column in evidence.said else taken
        fields[column] = fixed.get(column) or unique_key(name, column, others)
        taken.add(fields[column])
    return fields


def _statuses(header: Sequence[str], emails: Sequence[int]) -> dict[int, int]:
    """`Email` → `Email Status`, `Secondary Email` → `Secondary Email Status`."""
    by_name = {fold(name): column for column, name in reversed(list(enumerate(header)))}
    pairs = ((column, by_name.get(fold(header[column]) + _STATUS)) for column in emails)
    return {column: status for column, status in pairs if status is not None}
