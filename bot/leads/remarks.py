"""What is said about single rows: why one can't be used, and what was decided in one that can."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import is_not, not_

from bot.leads.cells import is_placeholder
from bot.leads.columnar import Columns
from bot.leads.columns import ColumnPlan
from bot.leads.email_address import email_addresses, email_problem
from bot.leads.linkedin import Profile, linkedin_problem
from bot.leads.rows import RowProblem, SourceRows


@dataclass(frozen=True, slots=True)
class Remarks:
    """Puts into words what is wrong or was decided in a row. `index` is a row's position from 0."""

    header: Sequence[str]
    rows: SourceRows
    plan: ColumnPlan
    columns: Columns

    def problem(self, index: int) -> RowProblem:
        """Why neither an e-mail nor a profile was found: a wrong e-mail, a wrong profile, or a blank."""
        mistake = self._mistake(index, self.plan.emails, email_problem)
        mistake = mistake or self._mistake(index, self.plan.linkedin, linkedin_problem)
        if mistake:
            return mistake
        for column in (*self.plan.emails, *self.plan.linkedin):
            if cell := self.columns[column][index]:
                return self._remark(index, column, email_problem(cell))
        sentence = "there is neither an e-mail address nor a LinkedIn profile."
        return RowProblem(self.rows[index].number, "", "", sentence)

    def notes(self, emails: Sequence[str | None], profiles: Sequence[Profile | None]) -> Iterator[RowProblem]:
        """What was wrong, or was chosen, in rows that are used all the same."""
        for column in self.plan.emails[:1]:
            cells = self.columns[column]
            changed = compress(range(len(cells)), map(is_not, cells, emails))
            for index in filter(cells.__getitem__, changed):
                yield from self._email_notes(index, column, emails[index], profiles[index])
        for column in self.plan.linkedin[:1]:
            cells = self.columns[column]
            nobody = compress(range(len(cells)), map(not_, profiles))
            for index in filter(cells.__getitem__, nobody):
                if emails[index] and (note := self._mistake(index, self.plan.linkedin, linkedin_problem)):
                    yield self._with(note, "I use the e-mail address only.")

    def _email_notes(
        self, index: int, column: int, email: str | None, profile: Profile | None
    ) -> Iterator[RowProblem]:
        """About a cell that is not the address that is sent."""
        if email is None and profile and (note := self._mistake(index, self.plan.emails, email_problem)):
            yield self._with(note, "I use the LinkedIn profile only.")
        found = email_addresses(self.columns[column][index])
        if len(found) > 1 and email == found[0]:
            yield self._remark(
                index, column, f"There are {len(found)} addresses in one cell; I took {email}."
            )

    def _mistake(self, index: int, columns: Sequence[int], why: Callable[[str], str]) -> RowProblem | None:
        """What is wrong with the first filled cell of these columns; a placeholder is no mistake."""
        for column in columns:
            cell = self.columns[column][index]
            if not is_placeholder(cell):
                return self._remark(index, column, why(cell))
        return None

    def _remark(self, index: int, column: int, sentence: str) -> RowProblem:
        row = self.rows[index]
        return RowProblem(row.number, self.header[column], row.cells[column], sentence)

    @staticmethod
    def _with(note: RowProblem, more: str) -> RowProblem:
        return RowProblem(note.row, note.column, note.value, f"{note.sentence} {more}")
