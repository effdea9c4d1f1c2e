"""What a lead is, and by what two mentions of one person are recognised as the same.

Owns: `Lead`, `LeadKey`. Must not know where leads come from or where they go.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, NewType, Self

from bot.leads.email_address import email_key
from bot.leads.linkedin import linkedin_keys

LeadKey = NewType("LeadKey", str)
"""One way to recognise a person: `email:jane@acme.com`, `in:jane-doe`, `urn:ACwAA…`, `pub:jane-doe/1/2/3`."""


def lead_keys(email: str | None, linkedin_url: str | None) -> tuple[LeadKey, ...]:
    """All the keys of a person, the e-mail's first. Empty when neither value names a person."""
    keys = [LeadKey(email_key(email))] if email else []
    if linkedin_url:
        keys.extend(LeadKey(key) for key in linkedin_keys(linkedin_url))
    return tuple(keys)


class Lead(NamedTuple):
    """One person to contact.

    Fields:
        row: the row's number as the person sees it in their spreadsheet (a header in line 1 makes the
            first lead row 2); for typed leads, their position, from 1.
        email: as it will be sent, or None.
        linkedin_url: as it will be sent, or None. At least one of the two is set.
        data: merge fields, snake_case key → value of at most 1,024 characters; never empty values.
        keys: what identifies the person (see `LeadKey`), never empty.
    """

    row: int
    email: str | None
    linkedin_url: str | None
    data: Mapping[str, str] = MappingProxyType({})
    keys: tuple[LeadKey, ...] = ()

    @classmethod
    def of(
        cls,
        row: int,
        *,
        email: str | None = None,
        linkedin_url: str | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Self:
        """Build a lead and its keys from checked values.

        Raises:
            ValueError: neither value names a person.
        """
        keys = lead_keys(email, linkedin_url)
        if not keys:
            raise ValueError("a lead needs an e-mail address or a LinkedIn profile")
        return cls(row, email, linkedin_url, data or {}, keys)

    @property
    def name(self) -> str:
        """How to call the lead when only one value can be shown."""
        return self.email or self.linkedin_url or ""
