"""One person, looked for in whatever was kept: lists, texts, addresses in any spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from bot.leads.email_address import check_email
from bot.leads.lead import LeadKey, lead_keys
from bot.leads.linkedin import profile_url

_AROUND_ADDRESS = r"(?<![\w.+%-]){}(?![\w-]|\.\w)"
_BEHIND_PROFILE = r"{}(?![\w%-])"
"""`jane@acme.com` is not in `mary.jane@acme.com` nor in `jane@acme.com.br`; `bo-li` is not in `bo-li-2`."""


@dataclass(frozen=True, slots=True)
class Person:
    """Fields.

    name: the address or the profile, in the form that it is sent in.
    email, linkedin_url: one of the two.
    keys: what identifies the person in lists.
    texts: what every text that names the person holds, in lower case. To look for; `is_named_in` decides.
    """

    name: str
    email: str | None
    linkedin_url: str | None
    keys: tuple[LeadKey, ...]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Whom an e-mail address or a LinkedIn profile names; None where it names nobody."""
        email = check_email(text.strip())
        url = None if email else profile_url(text.strip())
        if email:
            texts = {text.strip().lower(), email.lower()}
        elif url:
            path = url.partition("linkedin.com")[2].strip("/").lower()
            texts = {path, unquote(path).lower()}
        else:
            return None
        return cls(email or url or "", email, url, lead_keys(email, url), tuple(sorted(texts)))

    def is_named_in(self, text: str) -> bool:
        return any(pattern.search(text.lower()) for pattern in self._patterns())

    def is_named_in_any(self, texts: Sequence[str]) -> bool:
        return any(map(self.is_named_in, texts))

    def _patterns(self) -> list[re.Pattern[str]]:
        form = _AROUND_ADDRESS if self.email else _BEHIND_PROFILE
        return [re.compile(form.format(re.escape(text))) for text in self.texts]
