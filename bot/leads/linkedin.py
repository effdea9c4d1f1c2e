"""LinkedIn profile addresses: whether a text names a person, by what key, and what address to send.

The rules are those of LinkedIn's help (custom part: 3 to 100 characters, case-blind) and of what exports
hold: public profiles (`/in/`), member ids (`/in/ACwAA…`, Sales Navigator), the old `/pub/` form. Two
different forms can't be known to be one person without asking LinkedIn, so each has its own kind of key.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, unquote, urlsplit

from bot.leads.cells import shown, tidy
from bot.leads.portions import END, portions

_SHORTEST, _LONGEST = 3, 100  # https://www.linkedin.com/help/linkedin/answer/87
_IN = "https://www.linkedin.com/in/"
_PUB = "https://www.linkedin.com/pub/"

_URL = re.compile(
    r"(?:https?:/*|//)?(?:[\w-]+\.)*linkedin\.com(?::\d+)?/+(?:comm/+|mwlite/+)?"
    r"(in|pub|sales/+(?:lead|people)|talent/+profile|profile/+view)(?:/+|(?=\?))([^\s<>|\"]+)",
    re.IGNORECASE,
)
_CANONICAL = re.compile(rf"{re.escape(_IN)}([a-z0-9-]{{3,100}})")
_CANONICAL_CELLS = re.compile(rf"(?:(?:{re.escape(_IN)}[a-z0-9-]{{3,100}}+)?{END})*+")
_HOST = re.compile(r"(?:^|[/.\s<])linkedin\.com(?:[/:?#\s>|]|$)", re.IGNORECASE)
_MEMBER_ID = re.compile(r"A[CE][A-Za-z]AA[\w-]{4,90}", re.ASCII)  # ACoAA…, ACwAA…; AEMAA… in Recruiter
_REDIRECTS = (
    "safelinks.protection.outlook.com",
    "google.com",
    "linkedin.com",
    "slack-redir.net",
    "facebook.com",
)
_SLUG = re.compile(r"[^\s/?#<>\"|@:]+")


Profile = tuple[str, str]
"""A person on LinkedIn: the key that identifies them, and the address to send."""


def linkedin_keys(url: str) -> tuple[str, ...]:
    """The keys of the person a URL names: `in:jane-doe`, `urn:ACwAAB…`, `pub:jane-doe/1/2/3`; else ().

    Host, scheme, language, query and everything behind the name play no part. Never raises.
    """
    profile = find_profile(url)
    return profile[:1] if profile else ()


def profile_url(text: str) -> str | None:
    """The address to send for the person this text names, or None when it names none."""
    profile = find_profile(text)
    return profile[1] if profile else None


def find_profile(text: str) -> Profile | None:
    """The person a text names, or None."""
    canonical = _CANONICAL.fullmatch(text)
    if canonical is not None:
        return "in:" + canonical[1], text
    key = _key(text)
    if key is None:
        return None
    kind, _, name = key.partition(":")
    return key, (_PUB if kind == "pub" else _IN) + quote(name, safe="/%")


def find_each_profile(texts: Sequence[str]) -> list[Profile | None]:
    """`find_profile` for a whole column, without a call for each ordinary cell."""
    profiles: list[Profile | None] = []
    name = len(_IN)
    for portion, are_canonical in portions(texts, _CANONICAL_CELLS):
        if are_canonical:
            profiles += [("in:" + text[name:], text) if text else None for text in portion]
        else:
            profiles += map(find_profile, portion)
    return profiles


def member_key(text: str) -> str | None:
    """The key of a bare member id, as some exports hold in a column of their own (`vmid`)."""
    return f"urn:{text}" if _MEMBER_ID.fullmatch(text) else None


def is_linkedin(text: str) -> bool:
    """Whether a text is some LinkedIn address: a person's, a company's, a post's."""
    return _HOST.search(_unwrapped(text)) is not None


def linkedin_problem(text: str) -> str:
    """A sentence that says why `profile_url` found nobody in this text."""
    seen, where = shown(tidy(text)), _unwrapped(text).lower()
    if "lnkd.in/" in where:
        return f"{seen} is a short link; open it and copy the profile's own address (linkedin.com/in/…)."
    if re.search(r"linkedin\.com/+(?:sales/+)?(?:company|school|showcase|organization)", where):
        return f"{seen} is a company's page on LinkedIn, not a person's (linkedin.com/in/…)."
    if is_linkedin(text):
        return f"{seen} is not a person's LinkedIn profile (linkedin.com/in/…)."
    return f"{seen} is not a LinkedIn profile address (linkedin.com/in/…)."


def _key(text: str) -> str | None:
    match = _URL.match(_unwrapped(text))
    if match is None:
        return None
    section = match[1].lower().replace("/", "")
    if section == "profileview":
        return next(filter(None, map(member_key, parse_qs(match[2].lstrip("?")).get("id", []))), None)
    path = re.split(r"[?#]", match[2], maxsplit=1)[0].rstrip(").,;:'’”*_]")
    if section == "pub":
        return _pub_key(path)
    first = path.split("/")[0]
    return _name_key(first) if section == "in" else _member_key_of_path(first)


def _member_key_of_path(segment: str) -> str | None:
    return member_key(unquote(segment).split(",", maxsplit=1)[0])


def _name_key(segment: str) -> str | None:
    member_id = segment.split(",", maxsplit=1)[0]
    if _MEMBER_ID.fullmatch(member_id):
        return f"urn:{member_id}"
    name = _folded(segment)
    return f"in:{name}" if _SHORTEST <= len(name) <= _LONGEST and _SLUG.fullmatch(name) else None


def _pub_key(path: str) -> str | None:
    name = "/".join(part for part in map(_folded, path.split("/")) if part)
    return f"pub:{name}" if _SLUG.match(name) and len(name) <= 2 * _LONGEST else None


def _folded(segment: str) -> str:
    """Percent-decoded as UTF-8, composed, lower-case. A broken escape stays as it is, with all beside it."""
    try:
        decoded = unquote(segment, errors="strict")
    except UnicodeDecodeError:
        decoded = "%"
    if "%" in decoded:
        return quote(segment, safe="%").lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", decoded).lower())


def _unwrapped(text: str) -> str:
    """The address inside Slack's `<url|label>`, a mail gateway's or a search page's redirect, and quotes."""
    text = tidy(text).strip("\"'`<>()[]“”‘’ ").split("|")[0].rstrip(".,;")
    if "linkedin.com" not in text.lower() or ("url" not in text and "q=" not in text):
        return text
    return _redirect_target(text) or text


def _redirect_target(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:  # a broken IPv6 host
        return None
    if not host.endswith(_REDIRECTS):
        return None
    query = parse_qs(parts.query)
    targets = (target for name in ("url", "q", "u") for target in query.get(name, []))
    return next((target for target in targets if "linkedin.com/" in target.lower()), None)
