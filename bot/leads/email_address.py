"""E-mail addresses: find the one a cell means, check its syntax, and make the key that identifies a person.

Syntax is email-validator's, without DNS. It checks 28,000 addresses a second as it comes, so an expression
accepts the ordinary ones, and of all others the domain's answer is remembered: domains repeat.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from bot.leads.cells import is_placeholder, shown, tidy
from bot.leads.portions import END, portions

# RFC 5321 4.5.3.1: 64 octets before the @, 254 in all (256 for a path, less its angle brackets).
_MAX_LOCAL = 64
_MAX_ADDRESS = 254
_REMEMBERED_DOMAINS = 1 << 16

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[a-z0-9]++(?:-[a-z0-9]++)*+"
_SPECIAL = "(?:arpa|invalid|local|localhost|onion|test)"  # no mail goes there (IANA special-use names)
# What 96 of 100 addresses look like: at most 64 characters, so that no part can be too long, ASCII
# throughout, a domain in lower case. Accepts nothing that email-validator refuses (a test compares them).
_ORDINARY_FORM = (
    rf"(?![^\0]{{{_MAX_LOCAL + 1}}}){_ATOM}+(?:\.{_ATOM}+)*+@"
    rf"(?:{_LABEL}\.)+(?!{_SPECIAL}(?:\0|\Z))[a-z]{{2,}}"
)
_ORDINARY = re.compile(_ORDINARY_FORM)
_NO_ADDRESS = r"[\x01-\x3f\x41-\x7f]*+"  # ASCII without an @
_ORDINARY_CELLS = re.compile(rf"(?:(?:{_ORDINARY_FORM}|{_NO_ADDRESS}){END})*+")
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9.-]+)")
_BRACKETED = re.compile(r"<([^<>]*@[^<>]*)>")
_COMMENT = re.compile(r"\s*\([^()@]*\)$")
_BETWEEN_ADDRESSES = re.compile(r"[\s,;|/]+")
_WRAPPING = " \t\"'`´‘’“”„«»<>()[]{}"
_TRAILING = ".,;:"


@lru_cache(maxsize=_REMEMBERED_DOMAINS)
def _checked_domain(domain: str) -> str | None:
    """The domain as it is sent (lower-case, Punycode where needed), or None when no mail can go there."""
    try:
        return validate_email(f"a@{domain}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return None


def check_email(text: str) -> str | None:
    """The address a cell means, as it will be sent, or None when it means none.

    Takes off `mailto:`, angle brackets, display names, quotes and closing punctuation, and reads full-width
    characters as their plain form. Of several addresses in one cell the first good one is taken.
    """
    return text if _ORDINARY.fullmatch(text) else _check_unusual(text)


def check_emails(texts: Sequence[str]) -> list[str | None]:
    """`check_email` for a whole column, without a call for each ordinary cell."""
    emails: list[str | None] = []
    for portion, are_ordinary in portions(texts, _ORDINARY_CELLS):
        if are_ordinary:
            emails += [text if "@" in text else None for text in portion]
        else:
            emails += map(check_email, portion)
    return emails


def _check_unusual(text: str) -> str | None:
    if "@" not in text and text.isascii():
        return None
    return _check_plain(text) or next(filter(None, map(_check, _addresses(text))), None)


def _check_plain(text: str) -> str | None:
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    local, written = match.groups()
    domain = _checked_domain(written)
    if domain is None or len(local) > _MAX_LOCAL or len(local) + 1 + len(domain) > _MAX_ADDRESS:
        return None
    return text if domain == written else f"{local}@{domain}"


def _check(address: str) -> str | None:
    """Like `_check_plain`, for addresses that hold something out of the ordinary."""
    if plain := _check_plain(address):
        return plain
    local, at, domain = address.rpartition("@")
    if not at or len(local) > _MAX_LOCAL or len(address) > _MAX_ADDRESS or _mixes_alphabets(local):
        return None
    checked = _checked_domain(domain)
    try:
        return (
            checked
            and validate_email(f"{local}@{checked}", check_deliverability=False).local_part + f"@{checked}"
        )
    except EmailNotValidError:
        return None


def email_addresses(text: str) -> list[str]:
    """All distinct good addresses of a text that should be one address, in order."""
    return list(dict.fromkeys(filter(None, map(_check, _addresses(text)))))


def _addresses(text: str) -> list[str]:
    """The parts of a cell that could be addresses, unwrapped, not yet checked."""
    text = unicodedata.normalize("NFKC", tidy(text))
    if "@" not in text:
        return []
    if bracketed := _BRACKETED.findall(text):
        return [_unwrapped(part) for found in bracketed for part in found.split("|")]
    text = _COMMENT.sub("", text)
    parts = _BETWEEN_ADDRESSES.split(text.strip(_WRAPPING + _TRAILING))
    if all("@" in part for part in parts):
        return [_unwrapped(part) for part in parts]
    # "jane doe@acme.com": a space inside. Taking "doe@acme.com" would write to somebody else.
    return [_unwrapped(text)]


def _unwrapped(text: str) -> str:
    text = text.strip(_WRAPPING + _TRAILING)
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0].strip(_WRAPPING + _TRAILING)
    return text


def _mixes_alphabets(text: str) -> bool:
    """Whether Latin letters stand beside those of another alphabet: `jаne` with a Cyrillic `а` is a trap."""
    alphabets = {unicodedata.name(char, "").partition(" ")[0] for char in text if char.isalpha()}
    return "LATIN" in alphabets and len(alphabets) > 1


def email_key(email: str) -> str:
    """`email:` and the address in the one form all its spellings share. Never raises.

    People treat the part before the @ as case-blind, and so does every mail service that matters.
    """
    plain = email.strip().lower()
    if plain.isascii() and "xn--" not in plain:
        return f"email:{plain}"
    local, at, domain = unicodedata.normalize("NFKC", tidy(plain)).rpartition("@")
    return f"email:{local}{at}{_checked_domain(domain) or domain}"


def email_problem(text: str) -> str:
    """A sentence that says why `check_email` found nothing in this text."""
    value = tidy(text)
    return f"{shown(value)} is not an e-mail address{_mistake(value)}."


def _mistake(value: str) -> str:
    """The end of the sentence, "" where nothing more is to be said."""
    if is_placeholder(value) or "@" not in unicodedata.normalize("NFKC", value):
        return ""
    address = next(iter(_addresses(value)), value)
    local, _, domain = address.rpartition("@")
    mistakes = (
        (re.search(r"\s", address), "there is a space inside"),
        ("@" in local, "it has more than one @"),
        (not local, "there is nothing before the @"),
        (not domain, "there is nothing after the @"),
        (_mixes_alphabets(local), "it has letters of another alphabet that only look alike"),
        (len(local) > _MAX_LOCAL or len(address) > _MAX_ADDRESS, "it is too long"),
        (_checked_domain(domain) is None, f"no mail can go to {shown(domain)}"),
    )
    why = next((why for wrong, why in mistakes if wrong), "the part before the @ can't be written so")
    return f": {why}"
