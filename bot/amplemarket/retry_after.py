"""How long a 429 asks us to wait."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 3600.0
"""Seconds. A header that asks for more is taken for this: asking once an hour harms nobody, and a date in the
wrong century must not stop the bot for ever."""


def seconds_to_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds named by Retry-After, from 0 to `LONGEST_WAIT`; None where it is missing or can't be read.

    Both forms of RFC 9110 (10.2.3) are read, as Amplemarket does not say which one it uses. A date is taken
    relative to the answer's own Date, so that a clock that is off on our side does no harm.

    Args:
        headers: of the answer, looked up by lower-case name.
        now: the time, with its zone; used where the answer has no Date.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", value):
        return min(float(value), LONGEST_WAIT)
    until = _date(value)
    if until is None:
        return None
    wait = (until - (_date(headers.get("date", "")) or now)).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT)


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
