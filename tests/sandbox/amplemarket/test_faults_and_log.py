"""Faults do what they say, to the calls they are meant for; the log tells what really happened."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.jobs.ports import Clock
from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks, any_call, faults
from bot.sandbox.amplemarket.faults import Fault

Post = Callable[..., Awaitable[httpx.Response]]

JANE = "jane@acme.example"
JANE_URL = "https://www.linkedin.com/in/jane-doe"


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (faults.html(502), (502, "<html>")),
        (faults.empty(503), (503, "")),
        (faults.answered(418, "short"), (418, "short")),
        (faults.answered(400, {"a": [1]}), (400, '{"a": [1]}')),
        (faults.server_failed(), (500, '{"object": "error"')),
        (faults.server_failed(processed=True), (500, '{"object": "error"')),
        (faults.html(504, processed=True), (504, "<html>")),
        (faults.too_large(), (413, '{"object": "error"')),
        (faults.rate_limited(None), (429, '{"object": "error"')),
    ],
    ids=repr,
)
async def test_other_answers(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, fault: Fault, answer: tuple[int, str]
) -> None:
    """The planted answer is sent; the lead is in exactly when the fault lets the call be processed."""
    amplemarket.inject(fault)
    response = await post(q4, JANE)
    assert (response.status_code, response.text[: len(answer[1])]) == answer
    [call] = amplemarket.calls
    assert (call.status, call.fault, call.processed) == (answer[0], fault.name, fault.processed)
    assert len(amplemarket.added(q4)) == fault.processed


@pytest.mark.parametrize(
    "fault", [faults.dropped(), faults.dropped(processed=True), faults.cut_off()], ids=repr
)
async def test_broken_connections(post: Post, amplemarket: AmplemarketSandbox, q4: str, fault: Fault) -> None:
    """The connection ends without a whole answer, before or after processing; the next call is fine."""
    amplemarket.inject(fault)
    with pytest.raises(httpx.RemoteProtocolError):
        await post(q4, JANE)
    assert amplemarket.calls[0].processed is fault.processed
    assert len(amplemarket.added(q4)) == fault.processed
    assert (await post(q4, JANE)).status_code == 200


async def test_truncated(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Whole HTTP around half a document: only the JSON is broken."""
    amplemarket.inject(faults.truncated())
    response = await post(q4, JANE)
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        response.json()
    assert len(amplemarket.added(q4)) == 1


async def test_miscounted(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """The count is off, up or down, and never negative."""
    counts: list[object] = []
    for by in (-1, 5, -9):
        amplemarket.inject(faults.miscounted(by))
        counts.append((await post(q4, f"a{by}@acme.example")).json()["total_added_to_sequence"])
    assert counts == [0, 6, 0]


async def test_strangers_and_respelled(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Lists may name people who were never sent, and spell those who were in another way."""
    amplemarket.put_in(q4, JANE)
    lead = {"email": JANE, "linkedin_url": JANE_URL}
    amplemarket.inject(faults.respelled())
    answer = (await post(q4, lead)).json()
    respelled = {"email": JANE.upper(), "linkedin_url": f"{JANE_URL}/?trk=echo"}
    assert answer["already_in_sequence_and_skipped"] == [respelled]
    amplemarket.inject(faults.strangers())
    answer = (await post(q4, lead)).json()
    assert [len(value) for value in answer.values() if isinstance(value, list)] == [1, 1, 1, 1, 2, 1, 1]


async def test_rewritten(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """A test may bend the answer as it likes; an error answer stays."""
    amplemarket.inject(faults.rewritten(lambda content: {**content, "new": 1}), times=2)
    assert (await post(q4, JANE)).json()["new"] == 1
    assert "new" not in (await post(q4, {})).json()


@pytest.mark.parametrize(
    ("retry_after", "header"),
    [("7", "7"), (datetime(2026, 3, 2, 12, 0, 7, tzinfo=UTC), "Mon, 02 Mar 2026 12:00:07 GMT")],
)
async def test_retry_after(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, retry_after: str | datetime, header: str
) -> None:
    """Both forms of Retry-After, beside a Date of the sandbox's own clock."""
    amplemarket.inject(faults.rate_limited(retry_after))
    response = await post(q4, JANE)
    assert response.headers["Retry-After"] == header
    assert response.headers["Date"] == "Mon, 02 Mar 2026 12:00:00 GMT"


async def test_delays(post: Post, amplemarket: AmplemarketSandbox, q4: str, clock: Any) -> None:
    """A delay and the latency pass by the sandbox's clock, and the regular answer follows."""
    amplemarket.latency = 0.5
    amplemarket.inject(faults.delayed(90))
    assert (await post(q4, JANE)).json()["total_added_to_sequence"] == 1
    assert clock.slept == [90.5]


async def test_which_calls_meet_a_fault(
    post: Post, http: httpx.AsyncClient, amplemarket: AmplemarketSandbox, q4: str
) -> None:
    """Counted, chosen by a predicate, in the order planted, add-leads calls only unless told otherwise."""
    amplemarket.inject(faults.empty(500), times=2)
    amplemarket.inject(faults.empty(502), when=lambda call: call.names("JOE@acme.example"))
    amplemarket.inject(faults.empty(503), times=None, when=any_call)
    assert (await http.get("/users")).status_code == 503
    assert [(await post(q4, who)).status_code for who in (JANE, JANE, JANE, "joe@acme.example", JANE)] == [
        500,
        500,
        503,
        502,
        503,
    ]
    amplemarket.clear_faults()
    assert (await post(q4, JANE)).status_code == 200


async def test_the_log(post: Post, http: httpx.AsyncClient, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Each call with all that was said, in order of arrival."""
    await post(q4, JANE)
    await http.get("/users?page[size]=1")
    adding, listing = amplemarket.calls
    assert (adding.number, adding.method, adding.path) == (1, "POST", f"/sequences/{q4}/leads")
    assert adding.body == {"leads": [{"email": JANE}]}
    assert isinstance(adding.answer, dict)
    assert adding.answer["total"] == 1
    assert adding.finished
    assert (listing.number, listing.path, listing.body, listing.leads) == (2, "/users", None, [])
    assert adding.names("Jane@Acme.example")
    assert not listing.names(JANE)


async def test_until(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Waiting ends with the change it waits for, with the predicate's own error, or with the time."""
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(amplemarket.until(lambda: len(amplemarket.added(q4)) == 2))
        broken = tasks.create_task(_error_of(amplemarket.until(lambda: bool(amplemarket.calls and 1 // 0))))
        await post(q4, JANE)
        assert not waiting.done()
        await post(q4, "joe@acme.example")
    assert isinstance(broken.result(), ZeroDivisionError)
    await amplemarket.until(lambda: True)
    with pytest.raises(TimeoutError):
        await amplemarket.until(lambda: False, within=0.001)


async def _error_of(waiting: Awaitable[None]) -> Exception | None:
    try:
        await waiting
    except ZeroDivisionError as error:
        return error
    return None


async def test_down_and_back(post: Post, amplemarket: AmplemarketSandbox, q4: str) -> None:
    """Down, nobody answers; back, the port and the truth are the same."""
    await post(q4, JANE)
    url = amplemarket.url
    await amplemarket.go_down()
    with pytest.raises(httpx.ConnectError):
        await post(q4, JANE)
    await amplemarket.come_back()
    assert amplemarket.url == url
    assert (await post(q4, JANE)).json()["already_in_sequence_and_skipped"]


async def test_an_endless_call_does_not_outlive_the_sandbox() -> None:
    """Leaving the sandbox ends the calls that wait inside it."""

    class Stuck:
        def now(self) -> datetime:
            return datetime(2026, 3, 2, tzinfo=UTC)

        async def sleep(self, seconds: float) -> None:
            del seconds
            await asyncio.Event().wait()

    clock: Clock = Stuck()
    async with httpx.AsyncClient(trust_env=False) as http, asyncio.TaskGroup() as tasks:
        async with AmplemarketSandbox(clock=clock) as amplemarket:
            headers = {"Authorization": f"Bearer {amplemarket.api_key}"}
            amplemarket.inject(faults.delayed(1), when=any_call)
            call = tasks.create_task(_fails(http.get(f"{amplemarket.url}/users", headers=headers)))
            await amplemarket.until(lambda: bool(amplemarket.calls))
        assert amplemarket.calls[0].status is None
        assert await call


async def _fails(call: Awaitable[httpx.Response]) -> bool:
    try:
        await call
    except httpx.HTTPError:
        return True
    return False


async def test_only_this_machine(amplemarket: AmplemarketSandbox) -> None:
    """The sandbox listens on 127.0.0.1 and nowhere else."""
    assert amplemarket.url.startswith("http://127.0.0.1:")
    runner = amplemarket._server._runner
    assert runner is not None
    assert [address[0] for address in runner.addresses] == ["127.0.0.1"]


async def test_settings_can_be_read_back() -> None:
    """What the sandbox was given is what its attributes say; without a clock it has the real one."""
    sandbox = AmplemarketSandbox(calls_per_minute=7, leads_per_request=8, latency=0.000_1)
    assert (sandbox.calls_per_minute, sandbox.leads_per_request, sandbox.latency) == (7, 8, 0.000_1)
    assert sandbox.quirks == Quirks()
    async with sandbox, httpx.AsyncClient(trust_env=False, verify=False) as http:  # noqa: S501 - no TLS here
        headers = {"Authorization": f"Bearer {sandbox.api_key}"}
        assert (await http.get(f"{sandbox.url}/users", headers=headers)).status_code == 200
    assert abs(sandbox.calls[0].at - datetime.now(UTC)).total_seconds() < 60
