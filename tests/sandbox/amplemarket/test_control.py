"""The sandbox's switches over HTTP, for programs in another process."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.amplemarket import faults as all_faults
from bot.sandbox.amplemarket.control import FAULTS

Post = Callable[..., Awaitable[httpx.Response]]

JANE = "jane@acme.example"


async def test_a_whole_story(http: httpx.AsyncClient, post: Post, amplemarket: AmplemarketSandbox) -> None:
    """Seed, spoil, call and look, all by HTTP; control calls are no calls to Amplemarket."""
    created = await http.post("/control/sequences", json={"name": "Q4", "required_fields": ["it"]})
    sequence = created.json()["sequence_id"]
    other = (await http.post("/control/sequences", json={"name": "Other", "status": "draft"})).json()[
        "sequence_id"
    ]
    for path, order in {
        "status": {"sequence_id": other, "status": "active"},
        "exclude": {"who": ["bank.example"]},
        "contacted-recently": {"who": ["joe@acme.example"]},
        "put-in": {"sequence_id": other, "who": [JANE]},
        "faults": {"fault": "rate_limited", "arguments": {"retry_after": "9"}, "names": JANE},
    }.items():
        assert (await http.post(f"/control/{path}", json=order)).json() == {}
    leads = [{"email": email, "data": {"it": "x"}} for email in (JANE, "joe@acme.example", "k@bank.example")]
    assert (await post(sequence, leads[1])).status_code == 200
    assert (await post(sequence, *leads)).headers["Retry-After"] == "9"
    answer = (await post(sequence, *leads)).json()
    assert [len(value) for value in answer.values() if isinstance(value, list)] == [0, 0, 1, 1, 0, 0, 1]
    seen = (await http.get("/control/calls?after=2")).json()["calls"]
    assert [(call["number"], call["status"], call["processed"]) for call in seen] == [(3, 200, True)]
    assert (await http.get("/control/most-calls?seconds=60")).json() == {"most_calls": 3}
    [first, second] = (await http.get("/control/sequences")).json()["sequences"]
    assert (first["id"], first["members"]) == (sequence, [])
    assert second["members"] == [{"email": JANE, "linkedin_url": None, "data": {}, "call": None}]
    assert len(amplemarket.calls) == 3


async def test_faults_can_be_cleared(http: httpx.AsyncClient, post: Post, q4: str) -> None:
    """A fault without end stays until it is cleared."""
    await http.post("/control/faults", json={"fault": "empty", "arguments": {"status": 502}, "times": None})
    assert [(await post(q4, JANE)).status_code for _ in range(3)] == [502, 502, 502]
    await http.delete("/control/faults")
    assert (await post(q4, JANE)).status_code == 200


async def test_the_key(http: httpx.AsyncClient) -> None:
    """The key can be switched off and on; control itself needs none."""
    await http.post("/control/key", json={"works": False})
    assert (await http.get("/users")).status_code == 401
    await http.post("/control/key", json={"works": True}, headers={"Authorization": ""})
    assert (await http.get("/users")).status_code == 200


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("faults", {"fault": "earthquake"}),
        ("faults", {"fault": "empty"}),
        ("faults", {"fault": "dropped", "names": "nobody"}),
        ("status", {"sequence_id": "unknown", "status": "active"}),
        ("put-in", {"sequence_id": "unknown", "who": [JANE]}),
        ("exclude", {"whom": [JANE]}),
        ("key", {"works": "yes"}),
        ("elsewhere", {}),
    ],
)
async def test_wrong_orders(http: httpx.AsyncClient, path: str, order: dict[str, object]) -> None:
    """What can't be done is told with a 400, and the sandbox goes on."""
    response = await http.post(f"/control/{path}", json=order)
    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "x"), ("PUT", "faults"), ("DELETE", "sequences"), ("POST", "key")]
)
async def test_no_orders(http: httpx.AsyncClient, method: str, path: str) -> None:
    """Other paths, other methods and bodies that are no JSON are told too."""
    json = {"Content-Type": "application/json"}
    assert (await http.request(method, f"/control/{path}", headers=json)).status_code == 400


def test_every_fault_has_a_name() -> None:
    """A new fault is reachable by HTTP, except the one that takes a function."""
    made = {
        name
        for name, value in vars(all_faults).items()
        if getattr(value, "__annotations__", {}).get("return") is all_faults.Fault
    }
    assert set(FAULTS) == made - {"rewritten"}


async def test_what_is_switched_can_be_seen(http: httpx.AsyncClient, post: Post, q4: str) -> None:
    """The key, the faults to come and who is kept out; faults of one name are cleared alone."""
    await http.post("/control/exclude", json={"who": [JANE, "bank.example"]})
    await http.post("/control/contacted-recently", json={"who": ["linkedin.com/in/jane"]})
    for name, times in (("empty", 2), ("too_large", None)):
        arguments = {"status": 502} if name == "empty" else {}
        await http.post("/control/faults", json={"fault": name, "arguments": arguments, "times": times})
    await post(q4, JANE)
    assert (await http.get("/control/settings")).json() == {
        "key_works": True,
        "faults": [{"name": "answered 502", "left": 1}, {"name": "too_large", "left": None}],
        "excluded": ["bank.example", f"email:{JANE}"],
        "contacted": ["in:jane"],
    }
    await http.delete("/control/faults?fault=too_large")
    assert (await http.get("/control/settings")).json()["faults"] == [{"name": "answered 502", "left": 1}]


async def test_merge_fields_become_required(http: httpx.AsyncClient, post: Post, q4: str) -> None:
    """And stop being so."""
    for fields, status in ((["city"], 422), ([], 200)):
        await http.post("/control/required-fields", json={"sequence_id": q4, "required_fields": fields})
        assert (await post(q4, JANE)).status_code == status


async def test_calls_tell_how_long_they_took(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """By the sandbox's clock."""
    await post(q4, JANE)
    assert amplemarket.calls[0].took is not None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
async def test_web_pages_from_elsewhere_give_no_orders(
    http: httpx.AsyncClient, amplemarket: AmplemarketSandbox, headers: dict[str, str], status: int
) -> None:
    """Neither by a name that leads here, nor across origins, nor by a form."""
    order = {"Content-Type": "application/json", **headers}
    answer = await http.post("/control/key", content=b'{"works": false}', headers=order)
    assert answer.status_code == status
    assert amplemarket.key_works
