"""From an answer that says no, or from no answer, to the error tree of `bot/adding/errors.py`.

Branches on the HTTP status and on `code`; `title` and `detail` may be localised, so they are only quoted.
Whatever is quoted is cut, and never holds the key.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import httpx
from httpx import codes

from bot.adding.errors import (
    AmplemarketError,
    AnswerLostError,
    KeyRefusedError,
    LeadsRefusedError,
    NoUsableAnswerError,
    RateLimitedError,
    Refusal,
    RequestRefusedError,
    RequestTooLargeError,
    SequenceNotFoundError,
    ServerBusyError,
    ServerFailedError,
    TooManyLeadsError,
    UnreachableError,
)
from bot.amplemarket.retry_after import seconds_to_wait
from bot.amplemarket.wire import ErrorEntry, ErrorResponse

LONGEST_QUOTE = 200
"""Characters of Amplemarket's own words that a message of ours repeats."""

MOST_REFUSALS = 50
"""Entries of a 422 that are kept. More than that many fields are never missing at once."""

LONGEST_PARSED = 10_000
"""Characters of a 422 message that are searched for a field and indexes: room for a thousand indexes."""

MISSING_LEAD_FIELD = "missing_lead_field"
"""The only `error_code` of a 422 that is documented."""

SIZE_CODES = ("too_many", "too_large", "max_items")
"""Assumed: no code for "too many leads" is documented. One that holds any of these words is taken for it."""

REQUEST_WORDS = frozenset({"settings", "setting", "mailbox", "mailboxes", "distribution"})
"""Assumed: a code with one of these words, or that begins with "sequence", is about the request as a whole,
not about some of its leads."""

ABOUT_LEADS = frozenset({codes.BAD_REQUEST, codes.UNPROCESSABLE_ENTITY, codes.UNAVAILABLE_FOR_LEGAL_REASONS})
"""Who is at fault may be some of the leads: worth halving. Any other refusal is about the request."""

GAVE_UP_WAITING = frozenset({504, 524})
"""A gateway's words, 524 Cloudflare's, for an answer that did not come in time: lost, like any other."""

NOT_HANDLED = frozenset({503, 521, 523, 525, 526})
"""Unable to handle it; with Cloudflare's own: the server is down, unreachable, or has no good certificate."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer with any status but 2xx.

    Fields:
        body: as much of it as could be read.
        secret: the key, so that it can be kept out of what is quoted.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    secret: str


def failure(refused: Refused, now: datetime) -> AmplemarketError:
    """The error for an answer; `now` is for Retry-After as a date where the answer has no date of its own."""
    said = ErrorResponse.read(refused.body)
    quote = _quote(said, refused.secret)
    match refused.status // 100:
        case 3:
            return _redirected(refused)
        case 4:
            return _said_no(refused, said, quote, now)
        case _:
            return _server_failed(refused.status, f"(HTTP {refused.status}){quote}")


def _server_failed(status: int, how: str) -> AmplemarketError:
    if status in GAVE_UP_WAITING:
        return AnswerLostError(f"Amplemarket's answer did not come in time {how}")
    if status in NOT_HANDLED:
        return ServerBusyError(f"Amplemarket can't take requests at present {how}")
    return ServerFailedError(f"Amplemarket has a problem of its own {how}")


def _said_no(refused: Refused, said: ErrorResponse, quote: str, now: datetime) -> AmplemarketError:
    how = f"(HTTP {refused.status}){quote}"
    match refused.status:
        case codes.UNAUTHORIZED | codes.FORBIDDEN:
            return KeyRefusedError(f"Amplemarket refused our API key {how}")
        case codes.NOT_FOUND:
            return SequenceNotFoundError(f"Amplemarket knows no such sequence {how}")
        case codes.TOO_MANY_REQUESTS:
            wait = seconds_to_wait(refused.headers, now)
            return RateLimitedError(f"Amplemarket asks us to slow down {how}", wait)
        case codes.REQUEST_TIMEOUT:
            return AnswerLostError(f"Amplemarket gave up waiting for the request {how}")
        case _:
            return _request_refused(refused, said, how)


def list_failure(refused: Refused, now: datetime) -> AmplemarketError:
    """The same for a call that only reads: there no leads and no sequence are at fault."""
    error = failure(refused, now)
    if isinstance(error, KeyRefusedError | NoUsableAnswerError | RequestRefusedError):
        return error
    return RequestRefusedError(f"Amplemarket does not give its list (HTTP {refused.status})")


def unreadable(status: int) -> AnswerLostError:
    """A 2xx that can't be read: the leads may well be in."""
    return AnswerLostError(f"Amplemarket answered (HTTP {status}), but the answer can't be read")


def no_answer(error: httpx.HTTPError | TimeoutError) -> AmplemarketError:
    """The error for a call that ended without an answer.

    Only where it is sure that nothing was sent does the error say so; whatever is unclear counts as sent.
    """
    match error:
        case httpx.PoolTimeout():
            return UnreachableError("Amplemarket was not called: all connections were busy for too long")
        case httpx.ConnectTimeout():
            return UnreachableError("Amplemarket can't be reached: no connection within the time limit")
        case httpx.ConnectError() | httpx.ProxyError():
            return UnreachableError(f"Amplemarket can't be reached{_cause(error)}")
        case httpx.TimeoutException() | TimeoutError():
            return AnswerLostError("Amplemarket did not answer within the time limit")
        case _:
            return AnswerLostError("The connection to Amplemarket broke before the answer was complete")


def _redirected(refused: Refused) -> RequestRefusedError:
    # Following would hand the key to whoever the Location names.
    target = re.match(r"https?://[^/?#@\s]+", refused.headers.get("location", ""))
    where = f" to {_quotable(target[0], refused.secret)}" if target else ""
    return RequestRefusedError(
        f"The address in AMPLEMARKET_API_URL sends us on{where} (HTTP {refused.status}). "
        "The key is not sent there; correct AMPLEMARKET_API_URL"
    )


def _request_refused(refused: Refused, said: ErrorResponse, how: str) -> AmplemarketError:
    named = [entry.error_code for entry in said.validation_errors or ()]
    named += [entry.code for entry in said.errors or ()]
    if refused.status == codes.REQUEST_ENTITY_TOO_LARGE:
        return RequestTooLargeError(f"The request was too large for Amplemarket {how}")
    if _is_about_size(refused.status, said, named):
        return TooManyLeadsError(f"The request held too many leads for Amplemarket {how}")
    if refused.status in ABOUT_LEADS and not _is_about_the_request(said, named):
        refusals = tuple(islice(_refusals(said, refused.secret), MOST_REFUSALS))
        return LeadsRefusedError(refusals, f"Amplemarket refused these leads {how}")
    return RequestRefusedError(f"Amplemarket refused the request {how}")


def _is_about_the_request(said: ErrorResponse, named: list[str]) -> bool:
    """Whether something other than a lead is named, and no lead."""
    pointers = [entry.source.pointer for entry in said.errors or () if entry.source and entry.source.pointer]
    if any(pointer.startswith("/leads/") for pointer in pointers):
        return False
    return bool(pointers) or any(map(_names_the_request, named))


def _names_the_request(code: str) -> bool:
    words = re.split(r"[^a-z]+", code.lower())
    return words[0] == "sequence" or not REQUEST_WORDS.isdisjoint(words)


def _is_about_size(status: int, said: ErrorResponse, named: list[str]) -> bool:
    if status not in {codes.BAD_REQUEST, codes.UNPROCESSABLE_ENTITY}:
        return False
    # We always send a well-formed list, so all that can be wrong with the list as a whole is its length.
    whole_list = any(
        entry.source is not None and entry.source.pointer == "/leads" and entry.code != "missing_field"
        for entry in said.errors or ()
    )
    return whole_list or any(word in code for code in named for word in SIZE_CODES)


def _refusals(said: ErrorResponse, secret: str) -> Iterator[Refusal]:
    for invalid in said.validation_errors or ():
        field, indexes = (
            _missing_field(invalid.message) if invalid.error_code == MISSING_LEAD_FIELD else (None, ())
        )
        yield Refusal(invalid.error_code, _quotable(invalid.message, secret), field, indexes)
    for entry in said.errors or ():
        yield Refusal(entry.code, _quotable(_words(entry), secret))


def _missing_field(message: str) -> tuple[str | None, tuple[int, ...]]:
    """Field and indexes of `Missing lead dynamic field 'it' on leads with indexes [1]`.

    Leans on the quotation marks and the brackets only: the words around them may be localised.
    """
    message = message[:LONGEST_PARSED]
    field = re.search(r"['\"‘“](.+)['\"’”]", message)
    brackets = re.search(r"\[([0-9,\s]*)\][^\[\]]*$", message)
    indexes = re.findall(r"[0-9]{1,6}", brackets[1]) if brackets else []
    return field[1] if field else None, tuple(map(int, indexes))


# ---- Amplemarket's own words ------------------------------------------------------------------------


def _quote(said: ErrorResponse, secret: str) -> str:
    messages = [entry.message for entry in said.validation_errors or ()]
    words = "; ".join(filter(None, [*messages, *map(_words, said.errors or ())]))
    return f': "{_quotable(words, secret)}"' if words else ""


def _words(entry: ErrorEntry) -> str:
    return entry.detail or entry.title or entry.code


def _quotable(text: str, secret: str) -> str:
    """One line of printable characters, without the key, at most `LONGEST_QUOTE` long."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(printable.replace(secret, "[the key]").split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"


def _cause(error: Exception) -> str:
    """What the operating system or TLS says, e.g. `: [Errno -2] Name or service not known`."""
    return f": {str(error)[:LONGEST_QUOTE]}" if str(error) else ""
