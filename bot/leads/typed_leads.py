"""Collects typed leads, their merge fields and what is neither, in the order of the text."""

from dataclasses import dataclass, field

from bot.leads.cells import shown, tidy
from bot.leads.duplicates import split_duplicates
from bot.leads.email_address import check_email, email_problem
from bot.leads.headers import ALIASES, Role, fold
from bot.leads.lead import Lead, lead_keys
from bot.leads.linkedin import is_linkedin, linkedin_problem, profile_url
from bot.leads.merge_fields import MAX_VALUE, cut_sentence, merge_key
from bot.leads.names import split_full_name
from bot.leads.rows import Reading, RowProblem, SourceRow

_STANDARD = (Role.FIRST_NAME, Role.LAST_NAME, Role.COMPANY_NAME, Role.TITLE)
_MAIN_EMAIL = (
    2  # rank in `headers.py`: personal_email= is a merge field, email= and work_email= are the lead's
)


@dataclass(slots=True)
class _Entry:
    """One row to be. `problem` is set when the text is no lead."""

    text: str = ""
    email: str | None = None
    linkedin_url: str | None = None
    data: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    notes: list[str] = field(default_factory=list)


class TypedLeads:
    """Takes tokens one by one: `lead`, `pair`, `word`, `end_entry`, `end_line`; then `reading`."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._for_all: dict[str, str] = {}
        self._current: _Entry | None = None  # whom a pair belongs to
        self._waiting: list[tuple[str, str]] = []  # pairs in front of a line's first lead
        self._words: list[str] = []
        self._line_has_lead = False
        self._entry_lead: _Entry | None = None

    def lead(self, text: str, name: str = "") -> None:
        """An address, right or wrong, with the name that stood before it."""
        entry = _Entry(text)
        entry.email = check_email(text)
        if entry.email is None:
            entry.linkedin_url = profile_url(text)
        if not entry.email and not entry.linkedin_url:
            entry.problem = linkedin_problem(text) if _is_profile_like(text) else email_problem(text)
        first, last = split_full_name(tidy(name))
        entry.data.update({key: part for key, part in (("first_name", first), ("last_name", last)) if part})
        self._start(entry)

    def _start(self, entry: _Entry) -> None:
        self._entries.append(entry)
        self._current = self._entry_lead = entry
        self._line_has_lead = True
        waiting, self._waiting = self._waiting, []
        for key, value in waiting:
            self._give(entry, key, value)

    def pair(self, key: str, value: str) -> None:
        """A merge field, or the other half of a lead."""
        role, main = _role(key)
        if main and (self._current is None or not self._line_has_lead or self._has(role)):
            self._complete_new(role, value)
        elif self._line_has_lead and self._current is not None:
            self._give(self._current, key, value)
        elif self._current is None:
            self._for_all[_data_key(key)] = value
        else:
            self._waiting.append((key, value))

    def _has(self, role: Role | None) -> bool:
        current = self._current
        return current is not None and bool(current.email if role is Role.EMAIL else current.linkedin_url)

    def _complete_new(self, role: Role | None, value: str) -> None:
        """`email=jane@acme.com` where no lead is waiting for an address: it is a lead itself."""
        entry = _Entry(value)
        self._set_address(entry, role, value)
        self._start(entry)

    def _give(self, entry: _Entry, key: str, value: str) -> None:
        role, main = _role(key)
        if main:
            self._set_address(entry, role, value)
        else:
            entry.data[_data_key(key)] = value

    def _set_address(self, entry: _Entry, role: Role | None, value: str) -> None:
        found = check_email(value) if role is Role.EMAIL else profile_url(value)
        if found is None:
            sentence = email_problem(value) if role is Role.EMAIL else linkedin_problem(value)
            if entry.email or entry.linkedin_url:
                entry.notes.append(sentence)
            else:
                entry.problem = sentence
        elif role is Role.EMAIL:
            entry.email, entry.problem = found, ""
        else:
            entry.linkedin_url, entry.problem = found, ""

    def word(self, text: str) -> None:
        """Something that is no address and no pair."""
        if tidy(text).strip("<>\"'*_~`•·-–—()[]:."):
            self._words.append(text)

    def end_entry(self) -> None:
        """A comma, a semicolon or a line's end: words without a lead have become an entry of their own."""
        words, self._words = " ".join(self._words), []
        lead, self._entry_lead = self._entry_lead, None
        if not words:
            return
        if lead is None:
            sentence = f"{shown(words)} is not an e-mail address and not a LinkedIn profile."
            self._entries.append(_Entry(words, problem=sentence))
        else:
            lead.notes.append(f"I left out {shown(words)}. A name goes like this: Jane Doe <jane@acme.com>.")

    def end_line(self) -> None:
        """Pairs on the next line belong to that line's leads; a line of pairs only, to the lead before it."""
        self.end_entry()
        waiting, self._waiting = self._waiting, []
        if self._current is not None:
            for key, value in waiting:
                self._give(self._current, key, value)
        self._line_has_lead = False

    def reading(self) -> Reading:
        """Everything taken, as a list that was read."""
        self.end_line()
        for entry in self._entries:
            entry.data = _with_name(self._for_all | entry.data)
        keys = list(dict.fromkeys(key for entry in self._entries for key in entry.data))
        rows = [SourceRow(number, _cells(entry, keys)) for number, entry in enumerate(self._entries, 1)]
        leads = [_lead(number, entry) for number, entry in enumerate(self._entries, 1) if not entry.problem]
        firsts, duplicates = split_duplicates(leads)
        return Reading(
            header=("email", "linkedin_url", *keys),
            rows=rows,
            leads=firsts,
            problems=[
                RowProblem(number, "", entry.text, entry.problem)
                for number, entry in enumerate(self._entries, 1)
                if entry.problem
            ],
            duplicates=duplicates,
            notes=[note for number, entry in enumerate(self._entries, 1) for note in _notes(number, entry)],
        )


def _role(key: str) -> tuple[Role | None, bool]:
    """The role of a pair's key, and whether it is one of the lead's own two addresses."""
    role, rank = ALIASES.get(fold(key), (None, 0))
    return role, role is Role.LINKEDIN or (role is Role.EMAIL and rank <= _MAIN_EMAIL)


def _data_key(key: str) -> str:
    role, _ = _role(key)
    plain = key.removeprefix("data.").removeprefix("field:")
    return role.value if role in _STANDARD and role is not None else merge_key(plain) or plain.lower()


def _with_name(data: dict[str, str]) -> dict[str, str]:
    """Values trimmed, empty ones left out; a full name gives first and last name where both are missing."""
    data = {key: trimmed for key, value in data.items() if (trimmed := tidy(value))}
    full_name = data.get("full_name") or data.get("name")
    if full_name and "first_name" not in data and "last_name" not in data:
        first, last = split_full_name(full_name)
        data |= {key: part for key, part in (("first_name", first), ("last_name", last)) if part}
    return data


def _cells(entry: _Entry, keys: list[str]) -> list[str]:
    """A row to write into a result file: what was typed goes where it can be corrected."""
    email, linkedin_url = entry.email or "", entry.linkedin_url or ""
    if entry.problem:
        email, linkedin_url = ("", entry.text) if is_linkedin(entry.text) else (entry.text, "")
    return [email, linkedin_url, *(entry.data.get(key, "") for key in keys)]


def _lead(number: int, entry: _Entry) -> Lead:
    data = {key: value[:MAX_VALUE] for key, value in entry.data.items()}
    return Lead(number, entry.email, entry.linkedin_url, data, lead_keys(entry.email, entry.linkedin_url))


def _notes(number: int, entry: _Entry) -> list[RowProblem]:
    cut = [
        RowProblem(number, key, value, cut_sentence(key, len(value)))
        for key, value in entry.data.items()
        if len(value) > MAX_VALUE
    ]
    return [*cut, *(RowProblem(number, "", entry.text, sentence) for sentence in entry.notes)]


def _is_profile_like(text: str) -> bool:
    return "@" not in text or is_linkedin(text)
