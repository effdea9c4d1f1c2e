"""Fetching a shared file: with the token, from Slack's own servers, never more bytes than we take."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import ClientTimeout
from aiohttp import web as server

from bot.adding.errors import DownloadError
from bot.leads.errors import TooLargeError
from bot.sandbox.slack import Channel, FileVariant, Person, SlackSandbox
from bot.slack.files import TRIES, Downloads, SharedFile
from tests.slack.conftest import VirtualClock

LIST = b"Email\njo@acme.example\n"
Answer = Callable[[server.Request], Awaitable[server.StreamResponse]]


@dataclass(slots=True)
class Host:
    """A web server on this machine; each says what it was asked, and with which token."""

    answer: Answer
    url: str = ""
    tokens: list[str] = field(default_factory=list)

    async def handle(self, request: server.Request) -> server.StreamResponse:
        self.tokens.append(request.headers.get("Authorization", ""))
        return await self.answer(request)


HostedBy = Callable[[Answer], Awaitable[Host]]


@pytest.fixture
async def host() -> AsyncIterator[HostedBy]:
    """Starts servers; all end with the test."""
    runners: list[server.AppRunner] = []

    async def start(answer: Answer) -> Host:
        host = Host(answer)
        app = server.Application()
        app.router.add_get("/{path:.*}", host.handle)
        runner = server.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        site = server.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address = runner.addresses[0]
        host.url = f"http://{address[0]}:{address[1]}"
        return host

    yield start
    for runner in runners:
        await runner.cleanup()


def shared(url: str, name: str = "l.csv") -> SharedFile:
    return SharedFile("F01", name, url, hosted=True)


async def a_list(_: server.Request) -> server.StreamResponse:
    return server.Response(body=LIST, content_type="text/csv")


def redirecting(*locations: str) -> Answer:
    """Sends on to each in turn, then to the last for ever."""
    left = list(locations)

    async def answer(_: server.Request) -> server.StreamResponse:
        to = left.pop(0) if len(left) > 1 else left[0]
        return server.Response(status=302, headers={"Location": to})

    return answer


@pytest.fixture
def from_host(downloads: Downloads) -> Callable[[Host], Downloads]:
    """Downloads for which this server is the sandbox, the only one beside Slack's that gets the token."""
    return lambda host: replace(downloads, api_url=f"{host.url}/api/", token="xoxb-secret")


FromHost = Callable[[Host], Downloads]


async def test_a_file_is_fetched_with_the_token(host: HostedBy, from_host: FromHost) -> None:
    """From where Slack says."""
    own = await host(a_list)
    assert await from_host(own).fetch(shared(f"{own.url}/f/l.csv")) == LIST
    assert own.tokens == ["Bearer xoxb-secret"]


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T01-F01/download/l.csv",
        "https://FILES.slack.com:443/x",
        "https://slack.com/x",
        "https://acme.slack-files.com/x",
        "https://a.slack-edge.com/x?y=z",
    ],
)
def test_slacks_own_hosts_may_have_the_token(downloads: Downloads, url: str) -> None:
    """Over https, and on its port only."""
    assert downloads._checked(shared(url), url, None).scheme == "https"


ELSEWHERE = [
    "http://files.slack.com/x",
    "https://files.slack.com:8443/x",
    "https://evil.example/files.slack.com",
    "https://files.slack.com.evil.example/x",
    "https://evilslack.com/x",
    "https://files.slack.com@evil.example/x",
    "https://evil.example\\@files.slack.com/x",
    "https://user:pw@files.slack.com/x",
    "https://evil.example#@files.slack.com/x",
    "ftp://files.slack.com/x",
    "file:///etc/passwd",
    "//evil.example/x",
    "http://127.0.0.1:1/x",
    "https://[::1/x",
    "https://files.slack.com:nan/x",
    "relative",
]


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_no_other_host_is_even_asked(downloads: Downloads, url: str) -> None:
    """Nor one that only looks like Slack's."""
    with pytest.raises(DownloadError, match="not on Slack's own servers"):
        await downloads.fetch(shared(url))


@pytest.mark.parametrize("url", [one for one in ELSEWHERE if one != "relative"])
async def test_no_redirect_leads_the_token_elsewhere(host: HostedBy, from_host: FromHost, url: str) -> None:
    """Each hop is checked as the first one is."""
    own = await host(redirecting(url))
    with pytest.raises(DownloadError, match="not on Slack's own servers"):
        await from_host(own).fetch(shared(f"{own.url}/x"))
    assert len(own.tokens) == 1


async def test_another_port_of_the_same_host_is_another_origin(host: HostedBy, from_host: FromHost) -> None:
    """It gets neither the token nor a request."""
    other = await host(a_list)
    own = await host(redirecting(f"{other.url}/x"))
    with pytest.raises(DownloadError):
        await from_host(own).fetch(shared(f"{own.url}/x"))
    assert other.tokens == []


async def test_two_redirects_are_followed_and_a_relative_one_is_understood(
    host: HostedBy, from_host: FromHost
) -> None:
    """Slack sends on to its own other hosts at times."""
    hops = redirecting("/second", "third?x=1", "unused")

    async def answer(request: server.Request) -> server.StreamResponse:
        return await (a_list if request.path == "/third" else hops)(request)

    own = await host(answer)
    assert await from_host(own).fetch(shared(f"{own.url}/first")) == LIST
    assert len(own.tokens) == 3


async def test_a_redirect_loop_ends(host: HostedBy, from_host: FromHost) -> None:
    """After three requests, in words."""
    own = await host(redirecting("/again"))
    with pytest.raises(DownloadError, match="in circles"):
        await from_host(own).fetch(shared(f"{own.url}/x"))
    assert len(own.tokens) == 3


async def test_an_endless_body_is_cut_off(host: HostedBy, from_host: FromHost) -> None:
    """It is counted while it comes, whatever it announced."""
    sent = 0

    async def endless(request: server.Request) -> server.StreamResponse:
        nonlocal sent
        response = server.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)
            sent += 65_536

    own = await host(endless)
    async with asyncio.timeout(10):
        with pytest.raises(TooLargeError, match="larger than 1 MB"):
            await from_host(own).fetch(shared(f"{own.url}/x"))
    assert sent < 20 * 1024 * 1024


@pytest.mark.parametrize("headers", [{"Content-Length": "20"}, {"Transfer-Encoding": "chunked"}])
async def test_a_file_that_grows_while_it_comes_is_refused(
    host: HostedBy, from_host: FromHost, headers: dict[str, str]
) -> None:
    """What does not keep to its own size is refused; what named none, at the most that we take."""

    async def growing(request: server.Request) -> server.StreamResponse:
        assert request.transport is not None
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        request.transport.write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        for _ in range(40):
            request.transport.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        request.transport.close()
        return server.Response()

    own = await host(growing)
    refusal = DownloadError if "Content-Length" in headers else TooLargeError
    with pytest.raises(refusal):
        await from_host(own).fetch(shared(f"{own.url}/x"))


async def test_a_file_that_drips_is_given_up(
    host: HostedBy, from_host: FromHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then keeps nobody waiting for ever."""
    monkeypatch.setattr("bot.slack.files.PATIENCE", ClientTimeout(total=0.2))

    async def dripping(request: server.Request) -> server.StreamResponse:
        response = server.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    own = await host(dripping)
    with pytest.raises(DownloadError, match="in a minute"):
        await from_host(own).fetch(shared(f"{own.url}/x"))
    assert len(own.tokens) == TRIES


async def test_a_file_that_announces_its_size_is_not_begun(host: HostedBy, from_host: FromHost) -> None:
    """The name and the limit are told."""

    async def announcing(request: server.Request) -> server.StreamResponse:
        response = server.StreamResponse(headers={"Content-Length": str(2 * 1024 * 1024)})
        await response.prepare(request)
        return response

    own = await host(announcing)
    with pytest.raises(TooLargeError, match=r"l\.csv is larger"):
        await from_host(own).fetch(shared(f"{own.url}/x"))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"<!DOCTYPE html><html>Sign in", "text/plain"),
        (b"\xef\xbb\xbf\n <HTML>", "text/csv"),
        (b"Sign in", "text/html"),
    ],
)
async def test_a_login_page_is_no_list(
    host: HostedBy, from_host: FromHost, body: bytes, content_type: str
) -> None:
    """Whatever it calls itself; what is missing is a scope, and that is said."""

    async def login(_: server.Request) -> server.StreamResponse:
        return server.Response(body=body, content_type=content_type)

    own = await host(login)
    with pytest.raises(DownloadError, match="files:read"):
        await from_host(own).fetch(shared(f"{own.url}/x"))


async def test_a_connection_that_breaks_is_tried_again(
    host: HostedBy, from_host: FromHost, clock: VirtualClock
) -> None:
    """Reading a file may be repeated."""
    breaks = [True] * 3  # aiohttp itself repeats a GET once on a connection that it used before

    async def breaking(request: server.Request) -> server.StreamResponse:
        if breaks:
            breaks.pop()
            assert request.transport is not None
            request.transport.abort()
        return await a_list(request)

    own = await host(breaking)
    assert await from_host(own).fetch(shared(f"{own.url}/x")) == LIST
    assert clock.slept


async def test_a_file_still_being_scanned_is_waited_for(
    slack: SlackSandbox, downloads: Downloads, clock: VirtualClock, ana: Person, sales: Channel
) -> None:
    """Slack answers 404 until its malware scan is done."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=FileVariant(scanning=3))
    assert await downloads.fetch(as_seen(slack, posted.ts)) == LIST
    assert clock.slept == [1.0, 2.0, 3.0]


async def test_a_file_never_released_is_given_up(
    slack: SlackSandbox, downloads: Downloads, clock: VirtualClock, ana: Person, sales: Channel
) -> None:
    """With the advice to share it again."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=FileVariant(scanning=99))
    with pytest.raises(DownloadError, match="Share it again in a minute"):
        await downloads.fetch(as_seen(slack, posted.ts))
    assert sum(clock.slept) < 10


@pytest.mark.parametrize(("unlisted", "slept"), [(1, [1.0]), (3, [1.0, 2.0, 3.0])])
async def test_a_file_without_an_address_yet_is_asked_for_again(
    *,
    slack: SlackSandbox,
    ana: Person,
    sales: Channel,
    downloads: Downloads,
    clock: VirtualClock,
    unlisted: int,
    slept: list[float],
) -> None:
    """A few times, while Slack scans it; its name is known by then."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=FileVariant(unlisted=unlisted))
    file = await downloads.look_up(SharedFile(posted.files[0].id, "", "", hosted=True))
    assert file.name == "l.csv"
    assert await downloads.fetch(file) == LIST
    assert clock.slept == slept


async def test_a_file_that_never_gets_an_address_is_told(
    slack: SlackSandbox, ana: Person, sales: Channel, downloads: Downloads
) -> None:
    """With its name, and what to do."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=FileVariant(unlisted=99))
    with pytest.raises(DownloadError, match=r"l\.csv yet"):
        await downloads.look_up(SharedFile(posted.files[0].id, "", "", hosted=True))


async def test_a_file_through_slack_connect_is_looked_up(
    slack: SlackSandbox, downloads: Downloads, ana: Person, sales: Channel
) -> None:
    """Its event has an id and nothing else."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=FileVariant(connect=True))
    seen = as_seen(slack, posted.ts)
    assert (seen.name, seen.url) == ("", "")
    known = await downloads.look_up(seen)
    assert known.name == "l.csv"
    assert await downloads.fetch(seen) == LIST


async def test_a_file_that_is_gone_is_told(downloads: Downloads) -> None:
    """Slack does not say more than that it does not show it."""
    with pytest.raises(DownloadError, match="may be deleted"):
        await downloads.fetch(SharedFile("F0", "", "", hosted=True))


async def test_slack_not_answering_about_a_file_asks_for_patience(
    slack: SlackSandbox, downloads: Downloads
) -> None:
    """It may well be there."""
    slack.faults.drop_before("files.info", times=9)
    with pytest.raises(DownloadError, match="in a minute"):
        await downloads.look_up(SharedFile("F0", "", "", hosted=True))


@pytest.mark.parametrize("variant", [FileVariant(external=True), FileVariant(via_cdn=True)])
async def test_only_what_slack_holds_is_fetched(
    slack: SlackSandbox, downloads: Downloads, ana: Person, sales: Channel, variant: FileVariant
) -> None:
    """A link to another service is none of it; another path of Slack's is."""
    posted = await slack.upload(ana, sales, "l.csv", LIST, variant=variant)
    seen = as_seen(slack, posted.ts)
    if variant.external:
        with pytest.raises(DownloadError, match="not stored in Slack"):
            await downloads.fetch(seen)
    else:
        assert await downloads.fetch(seen) == LIST


@pytest.mark.parametrize("payload", [{}, {"id": None, "name": None}, {"mode": "tombstone", "id": "F1"}])
def test_a_file_object_may_lack_anything(payload: dict[str, object]) -> None:
    """Slack leaves out what a reader may not see."""
    assert SharedFile.of(payload).url == ""


def as_seen(slack: SlackSandbox, ts: str) -> SharedFile:
    """The file as the event about its message shows it."""
    events = [delivery.payload.get("event", {}) for delivery in slack.deliveries]
    (event,) = [event for event in events if event.get("ts") == ts and event.get("files")]
    return SharedFile.of(event["files"][0])
