"""The sandbox refuses what the contract forbids, and nothing that it allows."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.amplemarket import AmplemarketSandbox, server
from bot.sandbox.amplemarket.contract import OVERRIDES, problems, sent_leads

Post = Callable[..., Awaitable[httpx.Response]]
Validators = dict[str, jsonschema.Draft202012Validator]

JANE = {"email": "jane@acme.example"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/leads"),
        ({"leads": {}}, "/leads"),
        ({"leads": [], "dry_run": True}, "/dry_run"),
        ({"leads": [[]]}, "/leads/0"),
        ({"leads": [JANE, {"data": {"a": "b"}}]}, "/leads/1"),
        ({"leads": [{"email": "jane at acme"}]}, "/leads/0/email"),
        ({"leads": [{"email": "jane@acme"}]}, "/leads/0/email"),
        ({"leads": [{"email": None}]}, "/leads/0/email"),
        ({"leads": [{"linkedin_url": "linkedin.com/in/jane"}]}, "/leads/0/linkedin_url"),
        ({"leads": [{"linkedin_url": "https://linkedin.com/in/jane doe"}]}, "/leads/0/linkedin_url"),
        ({"leads": [{**JANE, "data": []}]}, "/leads/0/data"),
        ({"leads": [{**JANE, "data": {"age": 41}}]}, "/leads/0/data/age"),
        ({"leads": [{**JANE, "data": {"vip": True}}]}, "/leads/0/data/vip"),
        ({"leads": [{**JANE, "data": {"bio": "x" * 1025}}]}, "/leads/0/data/bio"),
        ({"leads": [{**JANE, "overrides": None}]}, "/leads/0/overrides"),
        ({"leads": [{**JANE, "overrides": {"ignore_all": True}}]}, "/leads/0/overrides/ignore_all"),
        (
            {"leads": [{**JANE, "overrides": {"ignore_exclusion_list": "true"}}]},
            "/leads/0/overrides/ignore_exclusion_list",
        ),
        ({"leads": [], "settings": None}, "/settings"),
        ({"leads": [], "settings": {"sender": "x"}}, "/settings/sender"),
        ({"leads": [], "settings": {"leads_distribution": "random"}}, "/settings/leads_distribution"),
        ({"leads": [], "settings": {"mailboxes": "rep@acme.example"}}, "/settings/mailboxes"),
        ({"leads": [], "settings": {"mailboxes": ["rep"]}}, "/settings/mailboxes/0"),
    ],
)
async def test_forbidden(
    http: httpx.AsyncClient, amplemarket: AmplemarketSandbox, q4: str, body: object, pointer: str
) -> None:
    """Each rule gives a 400 that points at the place, and nobody is in."""
    response = await http.post(f"/sequences/{q4}/leads", json=body)
    assert response.status_code == 400
    assert [entry["source"]["pointer"] for entry in response.json()["_errors"]] == [pointer]
    assert amplemarket.added(q4) == []


@pytest.mark.parametrize(
    "body",
    [
        {"leads": []},
        {"leads": [{**JANE, "first_name": "Jane"}]},
        {"leads": [{**JANE, "data": {"a": None, "b": "", "c": "é" * 1024}}]},
        {"leads": [{"linkedin_url": "https://www.linkedin.com/in/j%C3%B6"}]},
        {"leads": [{**JANE, "overrides": dict.fromkeys(OVERRIDES, False)}], "settings": {}},
        {"leads": [JANE], "settings": {"leads_distribution": None, "mailboxes": ["rep@acme.example"]}},
    ],
)
async def test_allowed(http: httpx.AsyncClient, q4: str, body: object) -> None:
    """What the contract allows is taken, however odd."""
    assert (await http.post(f"/sequences/{q4}/leads", json=body)).status_code == 200


async def test_the_documented_400(http: httpx.AsyncClient, q4: str) -> None:
    """Without `leads` the answer is the OpenAPI file's own example, word for word."""
    response = await http.post(f"/sequences/{q4}/leads", json={})
    assert response.json() == {
        "object": "error",
        "_errors": [
            {
                "code": "missing_field",
                "title": "Missing Field",
                "detail": "Missing field from request: leads",
                "source": {"pointer": "/leads"},
            }
        ],
    }


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"leads"', b"[" * 50_000])
async def test_no_object(http: httpx.AsyncClient, q4: str, body: bytes) -> None:
    """What is no JSON object is a 400, not a crash."""
    headers = {"Content-Type": "application/json"}
    response = await http.post(f"/sequences/{q4}/leads", content=body, headers=headers)
    assert response.status_code == 400


async def test_250_leads_and_no_more(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """250 go, 251 don't; another limit can be set."""
    leads = [f"lead{number}@acme.example" for number in range(251)]
    assert (await post(q4, *leads)).status_code == 400
    assert (await post(q4, *leads[:250])).json()["total_added_to_sequence"] == 250
    amplemarket.leads_per_request = 2
    assert (await post(q4, *leads[:3])).status_code == 400


async def test_wrong_key(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Another key, no key and a revoked key are 401; nothing is processed."""
    for headers in (
        {"Authorization": "Bearer other"},
        {"Authorization": amplemarket.api_key},
        {"Authorization": ""},
    ):
        response = await http.post(f"/sequences/{q4}/leads", json={"leads": [JANE]}, headers=headers)
        assert (response.status_code, response.json()["_errors"][0]["code"]) == (401, "unauthorized")
    amplemarket.revoke_key()
    assert (await http.get("/account-info")).status_code == 401
    amplemarket.restore_key()
    assert (await http.get("/account-info")).status_code == 200
    assert amplemarket.added(q4) == []


async def test_unknown_places(http: httpx.AsyncClient, post: Post) -> None:
    """An unknown sequence, path or method is 404, in the general form."""
    assert (await post("0" * 40, JANE)).json()["_errors"][0]["code"] == "not_found"
    assert (await http.get("/sequences/x/leads")).status_code == 404
    assert (await http.delete("/sequences")).status_code == 404


async def test_other_content_types(http: httpx.AsyncClient, q4: str) -> None:
    """JSON must be called JSON; the older media type of Amplemarket's pages is fine."""
    body = json.dumps({"leads": []}).encode()
    for content_type, status in (
        ("text/plain", 415),
        ("application/vnd.amp+json", 200),
        ("application/json; charset=utf-8", 200),
    ):
        response = await http.post(
            f"/sequences/{q4}/leads", content=body, headers={"Content-Type": content_type}
        )
        assert response.status_code == status


# ---- the two readings of the contract against each other ---------------------------------------------

odd: st.SearchStrategy[object] = st.sampled_from(
    [None, True, 3, "", "x", "a@b.example", "https://x.example/y", [], {}, "x" * 1025, ["a@b.example"]]
)
overrides = st.dictionaries(st.sampled_from([*sorted(OVERRIDES), "other"]), st.booleans() | odd, max_size=2)
data = st.dictionaries(st.sampled_from(["it", "bio"]), odd, max_size=2)
lead = st.fixed_dictionaries(
    {},
    optional={"email": odd, "linkedin_url": odd, "data": data | odd, "overrides": overrides | odd, "x": odd},
)
distributions = st.sampled_from(["sequence_senders", "custom_mailboxes", None, "other", 1])
request_settings = st.fixed_dictionaries(
    {}, optional={"leads_distribution": distributions, "mailboxes": odd, "other": odd}
)
bodies = st.fixed_dictionaries(
    {},
    optional={"leads": st.lists(lead | odd, max_size=2) | odd, "settings": request_settings | odd, "y": odd},
)


@settings(max_examples=400, deadline=None)
@given(bodies | odd)
def test_the_verdict_is_the_contracts(validators: Validators, body: Any) -> None:
    """What the OpenAPI file refuses is refused; what is refused beyond it breaks the guide or a format."""
    found = list(problems(body, 250))
    if not validators["request"].is_valid(body):
        assert found
    elif found:
        assert all(_beyond_the_schema(problem.detail) for problem in found)
    else:
        assert len(sent_leads(body)) == len(body["leads"])


def _beyond_the_schema(detail: str) -> bool:
    # jsonschema checks `email` for an @ only, and `uri` not at all without further packages.
    return "needs an email or a linkedin_url" in detail or "has the wrong format" in detail


async def test_a_body_that_is_too_long(post: Post, q4: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the byte limit a request is a 413, read no further."""
    monkeypatch.setattr(server, "MOST_BYTES", 100)
    assert (await post(q4, *[f"lead{number}@acme.example" for number in range(10)])).status_code == 413
