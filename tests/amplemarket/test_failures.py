"""Which answer that says no is which error, and what people read of it."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adding.errors import (
    AmplemarketError,
    AnswerLostError,
    KeyRefusedError,
    LeadsRefusedError,
    RateLimitedError,
    RequestRefusedError,
    RequestTooLargeError,
    SequenceNotFoundError,
    ServerBusyError,
    ServerFailedError,
    TooManyLeadsError,
    UnreachableError,
)
from bot.amplemarket.failures import LONGEST_QUOTE, MOST_REFUSALS, Refused, failure, no_answer

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
KEY = "amp_live_k3y"


def refused(status: int, body: object = b"", headers: dict[str, str] | None = None) -> AmplemarketError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return failure(Refused(status, headers or {}, raw, KEY), NOON)


def errors(code: str, detail: str = "", pointer: str | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": code, "title": code.title(), "detail": detail}
    return {"object": "error", "_errors": [{**entry, "source": {"pointer": pointer}} if pointer else entry]}


def validation(code: str, message: str = "") -> dict[str, Any]:
    return {"validation_errors": [{"error_code": code, "message": message}]}


BY_STATUS = {
    301: RequestRefusedError,
    307: RequestRefusedError,
    400: LeadsRefusedError,
    401: KeyRefusedError,
    402: RequestRefusedError,
    403: KeyRefusedError,
    404: SequenceNotFoundError,
    405: RequestRefusedError,
    408: AnswerLostError,
    413: RequestTooLargeError,
    415: RequestRefusedError,
    422: LeadsRefusedError,
    429: RateLimitedError,
    451: LeadsRefusedError,
    500: ServerFailedError,
    502: ServerFailedError,
    503: ServerBusyError,
    504: AnswerLostError,
    520: ServerFailedError,
    521: ServerBusyError,
    524: AnswerLostError,
}


@pytest.mark.parametrize(("status", "kind"), BY_STATUS.items())
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><h1>Sorry</h1></html>",
        b'{"object": "error", "_err',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b"null",
    ],
    ids=["empty", "html", "truncated", "not utf-8", "nested", "null"],
)
def test_the_status_decides_where_the_body_says_nothing(
    status: int, kind: type[AmplemarketError], body: bytes
) -> None:
    """A body that can't be read changes neither the class nor leaks into the message."""
    error = refused(status, body)
    assert type(error) is kind
    assert "html" not in str(error)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, errors("missing_field", "Missing field from request: leads", "/leads"), RequestRefusedError),
        (400, errors("unsupported_value", "Value too large", "/leads/0/data/bio"), LeadsRefusedError),
        (400, errors("unsupported_value", "whatever", "/leads"), TooManyLeadsError),
        (400, errors("too_many_leads"), TooManyLeadsError),
        (400, validation("too_many_items"), TooManyLeadsError),
        (422, validation("too_many_leads"), TooManyLeadsError),
        (422, errors("request_too_large"), TooManyLeadsError),
        (422, errors("unsupported_value", pointer="/leads/4/email"), LeadsRefusedError),
        (422, validation("sequence_not_accepting_leads"), RequestRefusedError),
        (422, validation("anything_else"), LeadsRefusedError),
        (422, validation("lead_in_other_sequence"), LeadsRefusedError),
        (400, errors("odd"), LeadsRefusedError),
        (400, errors("unsupported_value", pointer="/settings/mailboxes/0"), RequestRefusedError),
        (422, errors("unsupported_value", pointer="/settings/leads_distribution"), RequestRefusedError),
        (422, validation("invalid_mailbox"), RequestRefusedError),
        (422, validation("settings_mailboxes_missing"), RequestRefusedError),
        (401, validation("too_many_leads"), KeyRefusedError),
        (402, errors("too_many_credits_used"), RequestRefusedError),
    ],
)
def test_codes_decide_within_a_status(status: int, body: object, kind: type[AmplemarketError]) -> None:
    """Size, request and leads are told apart by code and pointer, in both shapes, never by the words."""
    assert type(refused(status, body)) is kind


def test_the_documented_examples(operation: dict[str, Any]) -> None:
    """The OpenAPI file's own 400 and 422."""
    answers = operation["responses"]
    bad = answers["400"]["content"]["application/json"]["examples"]["Bad request"]["value"]
    invalid = answers["422"]["content"]["application/json"]["examples"]["Failed sequence validations"][
        "value"
    ]
    assert "Missing field from request: leads" in str(refused(400, bad))
    error = refused(422, invalid)
    assert isinstance(error, LeadsRefusedError)
    [refusal] = error.refusals
    assert (refusal.code, refusal.field, refusal.indexes) == ("missing_lead_field", "it", (1,))
    assert refusal.message == "Missing lead dynamic field 'it' on leads with indexes [1]"


@pytest.mark.parametrize(
    ("message", "field", "indexes"),
    [
        (
            "Missing lead dynamic field 'subject_line4' on leads with indexes [0, 2, 249]",
            "subject_line4",
            (0, 2, 249),
        ),
        ("Dynamisches Feld “größe” fehlt bei den Leads [3]", "größe", (3,)),
        ("Missing lead dynamic field 'it's' on leads with indexes []", "it's", ()),
        ("Missing lead dynamic field 'a[1]' on leads with indexes [5] and more.", "a[1]", (5,)),
        ("Missing lead dynamic field 'it' on some leads", "it", ()),
        ("A field is missing", None, ()),
        ("", None, ()),
        ("'it' [" + "9" * 6000 + "]", "it", None),
    ],
)
def test_the_missing_field_is_read_from_the_message(
    message: str, field: str | None, indexes: tuple[int, ...] | None
) -> None:
    """By quotation marks and brackets, whatever the language; what is not there is not made up."""
    error = refused(422, validation("missing_lead_field", message))
    assert isinstance(error, LeadsRefusedError)
    assert error.refusals[0].field == field
    assert indexes is None or error.refusals[0].indexes == indexes


def test_other_codes_name_no_field() -> None:
    """A message is only taken apart for the one code whose form is documented."""
    error = refused(422, validation("bad_lead", "Something about 'it' [1]"))
    assert isinstance(error, LeadsRefusedError)
    assert (error.refusals[0].field, error.refusals[0].indexes) == (None, ())


def test_several_refusals_and_broken_ones() -> None:
    """Each entry becomes a refusal; entries of another type are passed over; there is an end to it."""
    entries = [{"error_code": "a", "message": "one"}, 7, {"message": "no code"}, {"error_code": "b"}]
    error = refused(422, {"validation_errors": entries})
    assert isinstance(error, LeadsRefusedError)
    assert [refusal.code for refusal in error.refusals] == ["a", "b"]
    many = refused(422, {"validation_errors": [entries[0]] * 1000})
    assert isinstance(many, LeadsRefusedError)
    assert len(many.refusals) == MOST_REFUSALS


def test_quotes_are_cut_to_one_line() -> None:
    """Amplemarket's words are repeated, but a page of them is not."""
    message = str(refused(402, errors("x", "two\nlines\x1b[31m " + "long " * 500)))
    assert '"two lines [31m long' in message
    assert message.isprintable()
    assert len(message) < LONGEST_QUOTE + 100


@pytest.mark.parametrize("status", [300, *BY_STATUS])
def test_no_message_holds_the_key(status: int) -> None:
    """Not even where Amplemarket, or a redirect, repeats it."""
    body = {**errors(KEY, f"Key {KEY} is wrong", f"/{KEY}"), **validation(KEY, f"'{KEY}' {KEY} [1]")}
    error = refused(status, body, {"location": f"https://{KEY}.example/{KEY}", "retry-after": KEY})
    assert KEY not in str(error)
    assert KEY not in repr(error)
    if isinstance(error, LeadsRefusedError):
        assert all(KEY not in refusal.message for refusal in error.refusals)


def test_the_quote_prefers_detail() -> None:
    """detail, else title, else code."""
    assert str(refused(403, errors("forbidden", "No access"))).endswith(': "No access"')
    assert str(refused(403, {"_errors": [{"code": "c", "title": "Not for you"}]})).endswith(': "Not for you"')
    assert str(refused(403, {"_errors": [{"code": "c"}]})).endswith(': "c"')


def test_a_redirect_names_the_setting_and_the_place() -> None:
    """An admin reads which setting to correct, and to what."""
    error = refused(301, headers={"location": "https://api.amplemarket.com/x?token=1"})
    assert "AMPLEMARKET_API_URL" in str(error)
    assert "to https://api.amplemarket.com (HTTP 301)" in str(error)
    assert "AMPLEMARKET_API_URL" in str(refused(302, headers={"location": "http://[broken"}))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(300, 999),
    st.binary(max_size=200) | st.text(max_size=50).map(lambda t: json.dumps(errors(t, t)).encode()),
)
def test_any_answer_is_some_error(status: int, body: bytes) -> None:
    """No status and no body breaks the reading; the message is a line that names the status."""
    error = refused(status, body)
    assert isinstance(error, AmplemarketError)
    if not isinstance(error, LeadsRefusedError):
        assert f"HTTP {status}" in str(error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectError("[Errno -2] Name or service not known"), UnreachableError),
        (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED]"), UnreachableError),
        (httpx.ConnectTimeout(""), UnreachableError),
        (httpx.PoolTimeout(""), UnreachableError),
        (httpx.ProxyError("503"), UnreachableError),
        (httpx.WriteTimeout(""), AnswerLostError),
        (httpx.WriteError(""), AnswerLostError),
        (httpx.ReadTimeout(""), AnswerLostError),
        (httpx.ReadError(""), AnswerLostError),
        (httpx.CloseError(""), AnswerLostError),
        (httpx.RemoteProtocolError(""), AnswerLostError),
        (httpx.LocalProtocolError(f"Illegal header value b'Bearer {KEY}'"), AnswerLostError),
        (httpx.DecodingError(""), AnswerLostError),
        (TimeoutError(), AnswerLostError),
    ],
)
def test_broken_calls(error: httpx.HTTPError, kind: type[AmplemarketError]) -> None:
    """It is only said that nothing was sent where that is sure; any other break may have had its effect."""
    found = no_answer(error)
    assert type(found) is kind
    assert found.maybe_processed is (kind is AnswerLostError)
    assert KEY not in str(found)
