"""The machine's clock, beside those of Slack and Amplemarket."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.checks.finding import Finding, ok, unknown, wrong

NAME = "clock"

MOST = timedelta(minutes=2)
"""Slack's signatures are good for five minutes; Retry-After may be a date."""


def ahead(date: str | None, now: datetime) -> timedelta | None:
    """How far our clock is ahead of who sent a `Date` header; None where that is no date."""
    try:
        sent = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return now - (sent if sent.tzinfo else sent.replace(tzinfo=UTC))


def clock(differences: Mapping[str, timedelta]) -> Finding:
    """Judge what was seen: service → how far our clock is ahead of its."""
    if not differences:
        return unknown(NAME, "nobody told the time, so nothing is known of the clock")
    service, difference = max(differences.items(), key=lambda one: abs(one[1]))
    seconds = round(abs(difference).total_seconds())
    if abs(difference) <= MOST:
        return ok(NAME, f"within {seconds} s of {' and '.join(sorted(differences))}")
    which = "ahead of" if difference > timedelta() else "behind"
    return wrong(
        NAME,
        f"{seconds:,} s {which} {service}'s",
        "Let the machine set its clock by the network (NTP).",
    )
