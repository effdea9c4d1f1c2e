"""What a column's values say it is, whatever its header claims."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.leads.cells import is_placeholder, tidy
from bot.leads.linkedin import is_linkedin, linkedin_keys

ENOUGH = 0.6
"""The share of a column's filled cells that must agree before values decide."""

_MOST_CELLS = 500
_EMAIL = re.compile(r"(?:[^@]*<)?(?:mailto:)?[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+>?", re.IGNORECASE)


def looks_like_email(text: str) -> bool:
    """Whether a tidied cell is meant as an e-mail address, right or wrong."""
    return "@" in text and _EMAIL.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Vote:
    """How many of a column's first filled cells are e-mails, people's profiles, other LinkedIn pages."""

    filled: int
    emails: int
    people: int
    other_pages: int

    @property
    def says_other_page(self) -> bool:
        return self.filled > 0 and self.other_pages >= ENOUGH * self.filled


def vote(cells: Iterable[str]) -> Vote:
    """Count over the first 500 cells that hold a value."""
    filled = emails = people = pages = 0
    for cell in cells:
        text = tidy(cell)
        if is_placeholder(text):
            continue
        filled += 1
        if looks_like_email(text):
            emails += 1
        elif linkedin_keys(text):
            people += 1
        elif is_linkedin(text):
            pages += 1
        if filled == _MOST_CELLS:
            break
    return Vote(filled, emails, people, pages)
