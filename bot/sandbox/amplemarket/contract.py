"""Whether a body is what the contract of `POST /sequences/{id}/leads` allows, rule by rule.

Written by hand and not shared with `bot/amplemarket/wire.py`: two readings of one document, so that a
misreading shows. The tests hold this one against the OpenAPI file itself.

The codes of the refusals, except `missing_field` for `/leads`, are assumed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.sandbox.amplemarket.replies import Problem

LONGEST_VALUE = 1024  # characters; data.additionalProperties.maxLength of the contract
OVERRIDES = frozenset(
    {
        "ignore_recently_contacted",
        "ignore_exclusion_list",
        "ignore_duplicate_leads_in_other_draft_sequences",
        "ignore_duplicate_leads_in_other_active_sequences",
    }
)
DISTRIBUTIONS = ("sequence_senders", "custom_mailboxes", None)

_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s.<>,;]+(\.[^@\s.<>,;]+)+")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[!-;=?-\[\]_a-z~]+")  # RFC 3986: ASCII, no spaces, no <>"{}|\^`


@dataclass(frozen=True, slots=True)
class SentLead:
    """A lead as a request holds it, after the checks."""

    email: str | None
    linkedin_url: str | None
    data: Mapping[str, str | None]
    overrides: frozenset[str]


def sent_leads(body: object) -> list[SentLead]:
    """The leads of a body in which `problems` found nothing."""
    match body:
        case {"leads": list(leads)}:
            return [_sent_lead(lead) for lead in leads]
        case _:
            raise ValueError("not a checked body")


def _sent_lead(lead: Mapping[str, object]) -> SentLead:
    email, url = lead.get("email"), lead.get("linkedin_url")
    data, overrides = lead.get("data"), lead.get("overrides")
    return SentLead(
        email=email if isinstance(email, str) else None,
        linkedin_url=url if isinstance(url, str) else None,
        data=data if isinstance(data, dict) else {},
        overrides=frozenset(k for k, on in overrides.items() if on)
        if isinstance(overrides, dict)
        else frozenset(),
    )


def problems(body: object, most_leads: int) -> Iterator[Problem]:
    """Everything in a body that the contract or the guide forbids; nothing for a good one."""
    if not isinstance(body, dict):
        yield Problem("unsupported_value", "The request is not an object", "/")
        return
    yield from _unknown_keys(body, {"leads", "settings"}, "")
    if "leads" not in body:
        yield Problem("missing_field", "Missing field from request: leads", "/leads")
    elif not isinstance(body["leads"], list):
        yield Problem("unsupported_value", "leads is not an array", "/leads")
    elif len(body["leads"]) > most_leads:
        # Not in the contract: three independent public clients use 250 as the limit.
        yield Problem("unsupported_value", f"More than {most_leads} leads in one request", "/leads")
    else:
        for index, lead in enumerate(body["leads"]):
            yield from _lead_problems(lead, f"/leads/{index}")
    if "settings" in body:
        yield from _settings_problems(body["settings"])


def _lead_problems(lead: object, at: str) -> Iterator[Problem]:
    # Keys beside the four are not forbidden by the contract; what they do is unknown. Here: nothing.
    if not isinstance(lead, dict):
        yield Problem("unsupported_value", "A lead is an object", at)
        return
    if "email" not in lead and "linkedin_url" not in lead:
        # Said by the guide to sequences only.
        yield Problem("missing_field", "A lead needs an email or a linkedin_url", at)
    if "email" in lead:
        yield from _format_problems(lead["email"], _EMAIL, f"{at}/email")
    if "linkedin_url" in lead:
        yield from _format_problems(lead["linkedin_url"], _URI, f"{at}/linkedin_url")
    if "data" in lead:
        yield from _data_problems(lead["data"], f"{at}/data")
    if "overrides" in lead:
        yield from _overrides_problems(lead["overrides"], f"{at}/overrides")


def _format_problems(value: object, form: re.Pattern[str], at: str) -> Iterator[Problem]:
    if not isinstance(value, str) or not form.fullmatch(value):
        yield Problem("unsupported_value", f"{at.rpartition('/')[2]} has the wrong format", at)


def _data_problems(data: object, at: str) -> Iterator[Problem]:
    if not isinstance(data, dict):
        yield Problem("unsupported_value", "data is an object", at)
        return
    for key, value in data.items():
        if value is not None and (not isinstance(value, str) or len(value) > LONGEST_VALUE):
            detail = f"A data value is null or a string of at most {LONGEST_VALUE} characters"
            yield Problem("unsupported_value", detail, f"{at}/{key}")


def _overrides_problems(overrides: object, at: str) -> Iterator[Problem]:
    if not isinstance(overrides, dict):
        yield Problem("unsupported_value", "overrides is an object", at)
        return
    yield from _unknown_keys(overrides, OVERRIDES, at)
    for key in OVERRIDES & overrides.keys():
        if not isinstance(overrides[key], bool):
            yield Problem("unsupported_value", "An override is true or false", f"{at}/{key}")


def _settings_problems(settings: object) -> Iterator[Problem]:
    if not isinstance(settings, dict):
        yield Problem("unsupported_value", "settings is an object", "/settings")
        return
    yield from _unknown_keys(settings, {"leads_distribution", "mailboxes"}, "/settings")
    if settings.get("leads_distribution") not in DISTRIBUTIONS:
        yield Problem("unsupported_value", "Unknown leads_distribution", "/settings/leads_distribution")
    mailboxes = settings.get("mailboxes", [])
    if not isinstance(mailboxes, list):
        yield Problem("unsupported_value", "mailboxes is an array", "/settings/mailboxes")
        return
    for index, mailbox in enumerate(mailboxes):
        yield from _format_problems(mailbox, _EMAIL, f"/settings/mailboxes/{index}")


def _unknown_keys(
    found: Mapping[str, object], known: set[str] | frozenset[str], at: str
) -> Iterator[Problem]:
    for key in found.keys() - known:
        yield Problem("unsupported_value", f"Unknown field: {key}", f"{at}/{key}")
