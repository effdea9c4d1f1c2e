"""The client on real sockets: the sandbox where HTTP holds, a raw server where it breaks."""

import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from bot.adding.answer import NamedLead
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
    UnreachableError,
)
from bot.adding.job import Options
from bot.adding.outcome import SkipReason
from bot.adding.overrides import Override
from bot.amplemarket import AmplemarketClient
from bot.amplemarket import connection as connection_module
from bot.jobs.ports import Amplemarket
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox, faults
from bot.sandbox.amplemarket.faults import Fault

Answering = Callable[[bytes], AbstractAsyncContextManager[str]]

Q4 = "a" * 40
JANE = Lead.of(2, email="jane@acme.example", linkedin_url="https://www.linkedin.com/in/jane-doe")
PLAIN = Options()


async def test_added(client: AmplemarketClient) -> None:
    """A good lead is counted as added and named nowhere. The client fits the port."""
    port: Amplemarket = client
    answer = await port.prepare(Q4, [JANE], PLAIN)()
    assert (answer.total, answer.added, answer.skipped, answer.duplicates) == (1, 1, {}, ())


async def test_skipped_and_lifted(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """A skip comes back under its reason, and the override that lifts it lets the lead in."""
    amplemarket.exclude("acme.example")
    answer = await client.prepare(Q4, [JANE], PLAIN)()
    assert answer.skipped == {SkipReason.EXCLUSION_LIST: (NamedLead(JANE.email, JANE.linkedin_url),)}
    lifted = Options(overrides=frozenset({Override.EXCLUSION_LIST}))
    assert (await client.prepare(Q4, [JANE], lifted)()).added == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (faults.dropped(), AnswerLostError),
        (faults.dropped(processed=True), AnswerLostError),
        (faults.cut_off(), AnswerLostError),
        (faults.truncated(), AnswerLostError),
        (faults.empty(200), AnswerLostError),
        (faults.html(200), AnswerLostError),
        (faults.answered(204), AnswerLostError),
        (faults.answered(200, b"\xff\xfe"), AnswerLostError),
        (faults.server_failed(), ServerFailedError),
        (faults.server_failed(processed=True), ServerFailedError),
        (faults.html(502), ServerFailedError),
        (faults.empty(503), ServerBusyError),
        (faults.too_large(), RequestTooLargeError),
        (faults.rate_limited(), RateLimitedError),
        (faults.answered(302, headers={"Location": "/elsewhere"}), RequestRefusedError),
    ],
    ids=repr,
)
async def test_faults(
    client: AmplemarketClient,
    amplemarket: AmplemarketSandbox,
    fault: Fault,
    kind: type[AmplemarketError],
) -> None:
    """Each fault is its own class, never says the key, and never claims that a processed call was not."""
    amplemarket.inject(fault)
    with pytest.raises(kind) as caught:
        await client.prepare(Q4, [JANE], PLAIN)()
    assert type(caught.value) is kind
    assert amplemarket.api_key not in str(caught.value)
    assert len(amplemarket.added(Q4)) == fault.processed
    assert caught.value.maybe_processed or not fault.processed
    assert len(amplemarket.calls) == 1
    assert (await client.prepare(Q4, [JANE], PLAIN)()).added == (not fault.processed)


async def test_wrong_key_and_unknown_sequence(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox
) -> None:
    """401 and 404 are told apart from everything else."""
    with pytest.raises(SequenceNotFoundError):
        await client.prepare("0" * 40, [JANE], PLAIN)()
    amplemarket.revoke_key()
    with pytest.raises(KeyRefusedError):
        await client.prepare(Q4, [JANE], PLAIN)()


@pytest.mark.parametrize("sequence_id", ["", "..", "a/b", "a?b", "ü", "a b", "x\n"])
async def test_an_impossible_sequence_id_is_not_sent(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox, sequence_id: str
) -> None:
    """An id that could lead to another endpoint never becomes part of a URL."""
    with pytest.raises(SequenceNotFoundError, match="nothing was sent"):
        await client.prepare(sequence_id, [JANE], PLAIN)()
    assert amplemarket.calls == []


async def test_missing_field(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """A 422 names the field, and nobody is in."""
    needy = amplemarket.add_sequence("Needy", required_fields=("company_name",))
    with pytest.raises(LeadsRefusedError) as caught:
        await client.prepare(needy, [JANE], PLAIN)()
    assert caught.value.refusals[0].field == "company_name"
    assert amplemarket.added(needy) == []


async def test_retry_after_arrives(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """The error of a 429 says how long to wait."""
    amplemarket.inject(faults.rate_limited("7"))
    with pytest.raises(RateLimitedError) as caught:
        await client.prepare(Q4, [JANE], PLAIN)()
    assert caught.value.retry_after == 7.0


async def test_a_redirect_is_not_followed(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """Not even by an httpx client that follows redirects: the key would go along."""
    client._connection._http.follow_redirects = True
    amplemarket.inject(faults.answered(307, headers={"Location": f"{amplemarket.url}/elsewhere"}))
    with pytest.raises(RequestRefusedError, match="AMPLEMARKET_API_URL"):
        await client.prepare(Q4, [JANE], PLAIN)()
    assert len(amplemarket.calls) == 1


async def test_nobody_there(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """A refused connection is known to have had no effect; later the same client works again."""
    await amplemarket.go_down()
    with pytest.raises(UnreachableError):
        await client.prepare(Q4, [JANE], PLAIN)()
    await amplemarket.come_back()
    assert (await client.prepare(Q4, [JANE], PLAIN)()).added == 1


async def test_a_tls_failure_is_unreachable(amplemarket: AmplemarketSandbox, http: httpx.AsyncClient) -> None:
    """TLS with a server that speaks none: nothing was sent."""
    client = AmplemarketClient(http, amplemarket.url.replace("http:", "https:"), "key")
    with pytest.raises(UnreachableError) as caught:
        await client.prepare("a" * 40, [JANE], PLAIN)()
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert isinstance(_root(caught.value), ssl.SSLError)


def _root(error: BaseException) -> BaseException:
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example",
        "api.example",
        "http://",
        "https://[a",
        "http://u:p@a",
        "http://a?b",
        "http://a:70000",
    ],
)
def test_an_impossible_address_is_refused_at_once(http: httpx.AsyncClient, url: str) -> None:
    """What can't be called is told as the setting to correct, before anybody waits for an answer."""
    with pytest.raises(ValueError, match="AMPLEMARKET_API_URL"):
        AmplemarketClient(http, url, "key")


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", AnswerLostError),
        (b"HTTP/1.1", AnswerLostError),
        (b"SSH-2.0-OpenSSH_9.6\r\n", AnswerLostError),
        (b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"total": 1}', AnswerLostError),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", AnswerLostError),
        (b"HTTP/1.1 429 Slow\r\nRetry-After: 9\r\nContent-Length: 100\r\n\r\n{", RateLimitedError),
        (b"HTTP/1.1 401 No\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", KeyRefusedError),
        (b"HTTP/1.1 413 Big\r\nTransfer-Encoding: chunked\r\n\r\nzz", RequestTooLargeError),
    ],
)
async def test_broken_http(
    http: httpx.AsyncClient,
    answering: Answering,
    sent: bytes,
    kind: type[AmplemarketError],
) -> None:
    """A body that breaks does not hide a status that arrived; without a status the answer is lost."""
    async with answering(sent) as url:
        with pytest.raises(AmplemarketError) as caught:
            await AmplemarketClient(http, url, "key").prepare("a" * 40, [JANE], PLAIN)()
    assert type(caught.value) is kind


@pytest.mark.parametrize(("status", "kind"), [(200, AnswerLostError), (500, ServerFailedError)])
async def test_a_body_without_end_is_cut(
    http: httpx.AsyncClient,
    answering: Answering,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    kind: type[AmplemarketError],
) -> None:
    """No more than the cap is kept, and what is beyond it is not waited for."""
    monkeypatch.setattr(connection_module, "MOST_BYTES", 1000)
    head = f"HTTP/1.1 {status} X\r\nContent-Length: 99999999\r\n\r\n".encode()
    async with answering(head + b'{"total": 1, "x": "' + b"x" * 5000) as url:
        with pytest.raises(kind):
            await AmplemarketClient(http, url, "key").prepare("a" * 40, [JANE], PLAIN)()


async def test_silence_ends_at_the_time_limit(
    http: httpx.AsyncClient, silent: AbstractAsyncContextManager[str]
) -> None:
    """A server that reads and never answers costs one call's time, and the leads may be in."""
    async with silent as url:
        client = AmplemarketClient(http, url, "key", longest_call=0.05)
        with pytest.raises(AnswerLostError, match="within the time limit"):
            await client.prepare("a" * 40, [JANE], PLAIN)()


@pytest.mark.parametrize("key", ["", "two words", "line\n", "schlüssel"])
def test_an_impossible_key_is_refused_at_once(http: httpx.AsyncClient, key: str) -> None:
    """The setting is named; the value is not repeated."""
    with pytest.raises(ValueError, match="AMPLEMARKET_API_KEY") as caught:
        AmplemarketClient(http, "http://127.0.0.1", key)
    assert not key or key not in str(caught.value)
