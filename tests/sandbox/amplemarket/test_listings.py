"""The read endpoints: documented shapes, relative links, filters."""

from typing import Any

import httpx
import pytest

from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks


async def names_by_following(http: httpx.AsyncClient, href: str, rel: str = "next") -> list[list[str]]:
    pages: list[list[str]] = []
    while href:
        assert href.startswith("/sequences?"), "links are relative"
        page: dict[str, Any] = (await http.get(href)).json()
        pages.append([sequence["name"] for sequence in page["sequences"]])
        href = page["_links"].get(rel, {}).get("href", "")
    return pages


async def test_a_sequence(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> None:
    """All documented fields, and the inferred one while it is switched on."""
    ana = amplemarket.add_user("Ana", "ana@acme.example")
    amplemarket.add_sequence(
        "Needy", status="paused", required_fields=("it",), owner=ana, sequence_id="f" * 40
    )
    [sequence] = (await http.get("/sequences")).json()["sequences"]
    assert sequence == {
        "id": "f" * 40,
        "name": "Needy",
        "status": "paused",
        "created_by_user_id": ana.id,
        "created_by_user_email": "ana@acme.example",
        "created_at": "2026-03-02T12:00:00.000Z",
        "updated_at": "2026-03-02T12:00:00.000Z",
        "dynamic_fields_used": ["it"],
    }
    amplemarket.quirks = Quirks(gives_dynamic_fields=False)
    assert "dynamic_fields_used" not in (await http.get("/sequences")).json()["sequences"][0]


async def test_ids_look_real(amplemarket: AmplemarketSandbox) -> None:
    """40 hex digits, different for two sequences of one name."""
    ids = {amplemarket.add_sequence("Q4"), amplemarket.add_sequence("Q4")}
    assert len(ids) == 2
    assert all(len(one) == 40 and int(one, 16) >= 0 for one in ids)


async def test_pages(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> None:
    """Following `next` sees everything once, in order; `prev` leads back; no link leads past an end."""
    for number in range(5):
        amplemarket.add_sequence(f"S{number}")
    assert await names_by_following(http, "/sequences?page[size]=2") == [["S0", "S1"], ["S2", "S3"], ["S4"]]
    last = (await http.get("/sequences?page[size]=2")).json()
    for _ in range(2):
        last = (await http.get(last["_links"]["next"]["href"])).json()
    back = await names_by_following(http, last["_links"]["prev"]["href"], "prev")
    assert back == [["S2", "S3"], ["S0", "S1"]]


async def test_pages_are_capped(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> None:
    """However many are asked for, a page has at most 20, and the links keep the filter."""
    for number in range(45):
        amplemarket.add_sequence(f"S{number}")
    pages = await names_by_following(http, "/sequences?page[size]=100&name=s")
    assert [len(page) for page in pages] == [20, 20, 5]


@pytest.mark.parametrize(
    "query", ["page[size]=0", "page[size]=x", "page[after]=unknown", "page[before]=unknown"]
)
async def test_wrong_pages(http: httpx.AsyncClient, query: str) -> None:
    """What is no size or no cursor is a 400."""
    response = await http.get(f"/sequences?{query}")
    assert (response.status_code, response.json()["_errors"][0]["code"]) == (400, "unsupported_value")


async def test_filters(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> None:
    """`name` is a search that ignores case; status and owner must be equal."""
    ana = amplemarket.add_user("Ana", "ana@acme.example")
    amplemarket.add_sequence("Q4 Outbound", owner=ana)
    amplemarket.add_sequence("Outbound old", status="archived")

    async def found(query: str) -> list[str]:
        return [one["name"] for one in (await http.get(f"/sequences?{query}")).json()["sequences"]]

    assert await found("name=OUT") == ["Q4 Outbound", "Outbound old"]
    assert await found("name=q4") == ["Q4 Outbound"]
    assert await found("status=archived") == ["Outbound old"]
    assert await found(f"created_by_user_id={ana.id}") == ["Q4 Outbound"]
    assert await found("created_by_user_email=sam@sandbox.example") == ["Outbound old"]
    assert await found("name=nothing") == []


async def test_people(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> None:
    """Users with their mailboxes, mailboxes with their user, and the account."""
    ana = amplemarket.add_user("Ana", "ana@acme.example", "a@one.example", "a@two.example")
    users = (await http.get("/users?email=ana@acme.example")).json()["users"]
    mailboxes = (await http.get("/mailboxes?user_email=ana@acme.example&status=active")).json()["mailboxes"]
    assert [(user["id"], [box["email"] for box in user["mailboxes"]]) for user in users] == [
        (ana.id, ["a@one.example", "a@two.example"])
    ]
    assert [(box["email"], box["user"]["name"]) for box in mailboxes] == [
        ("a@one.example", "Ana"),
        ("a@two.example", "Ana"),
    ]
    assert set((await http.get("/account-info")).json()) == {"id", "name"}
