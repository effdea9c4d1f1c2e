"""The page's server by plain HTTP: who is answered, with which headers, and what each person is told."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.leads.reading import read_leads
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import Guide, Page, Starting, guided_start, serve_page
from bot.sandbox.page.guided_start import CLEAN, KEPT_OUT, MESSY, sample
from bot.sandbox.page.screen import Screen
from bot.sandbox.slack import Json, SlackSandbox


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox() as slack:
        yield slack


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox() as amplemarket:
        yield amplemarket


@pytest.fixture
def guide(slack: SlackSandbox, amplemarket: AmplemarketSandbox) -> Guide:
    return guided_start(slack, amplemarket)


@pytest.fixture
async def served(slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide) -> AsyncIterator[Page]:
    async with serve_page(slack, amplemarket, guide=guide) as page:
        yield page


@pytest.fixture
async def http(served: Page) -> AsyncIterator[ClientSession]:
    async with ClientSession(served.url) as session:
        yield session


async def test_every_answer_forbids_what_is_not_the_pages_own(http: ClientSession) -> None:
    """A strict policy, also on errors and files."""
    for path in ("/", "/static/0/js/main.js", "/api/slack/state", "/nothing"):
        async with http.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert ("sandbox" in policy) == (path in {"/api/slack/state", "/nothing"})
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_web_pages_elsewhere_are_refused(http: ClientSession, headers: dict[str, str]) -> None:
    """By name, by origin, by what the browser tells about who asks."""
    async with http.get("/api/slack/state", headers=headers) as answer:
        assert answer.status == 403


async def test_orders_are_json(http: ClientSession) -> None:
    """A form of another page can't send that."""
    for path in ("/api/slack/say", "/api/amplemarket/control/key"):
        async with http.post(path, data="{}", headers={"Content-Type": "text/plain"}) as answer:
            assert answer.status == 415


async def test_only_our_own_files_are_served(http: ClientSession) -> None:
    """Neither a way up nor Python nor what is not there."""
    for path in ("/static/0/../page/serving.py", "/static/0/js/nothing.js", "/static/0/%2e%2e/%2e%2e/x.js"):
        async with http.get(path) as answer:
            assert answer.status == 404


async def test_files_are_saved_not_shown(http: ClientSession, slack: SlackSandbox, guide: Guide) -> None:
    """A shared HTML file must not run as a page of ours."""
    shared = await slack.upload(guide.admin, guide.channel, "x.html", b"<script>1</script>")
    async with http.get(f"/api/files/{shared.files[0].id}/x.html") as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


async def test_a_look_inside_that_fails_says_why(
    http: ClientSession, slack: SlackSandbox, guide: Guide
) -> None:
    """In the words of the bot's own reader."""
    shared = await slack.upload(guide.admin, guide.channel, "x.csv", b"\x89PNG\r\n\x1a\n" + bytes(100))
    async with http.get(f"/api/files/{shared.files[0].id}/rows") as answer:
        assert answer.status == 409
        assert (await answer.json())["error"]


async def test_an_unknown_person_is_the_first_actor(http: ClientSession, guide: Guide) -> None:
    """A browser that remembers an earlier demo still gets in."""
    async with http.get("/events?person=U0LD") as answer:
        told = await answer.content.readuntil(b"}\n\n")
    assert json.loads(told.partition(b"data: ")[2])["me"] == guide.admin.id


def _texts(news: Json) -> set[str]:
    return {one["text"] for one in news.get("messages", [])}


async def test_a_screen_is_told_only_what_is_new(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide
) -> None:
    """Everything at first, then what changed, then nothing."""
    screen = Screen(slack, amplemarket, guide.member, {})
    assert len(screen.news()["messages"]) == 4
    assert screen.news() == {}
    said = await slack.say(guide.member, guide.channel, "hello")
    assert _texts(screen.news()) == {"hello"}
    await slack.edit(guide.member, said.message, "hello you")
    assert _texts(screen.news()) == {"hello you"}
    await slack.say(guide.admin, guide.channel, "yes?", thread_ts=said.ts)
    assert {one["reply_count"] for one in screen.news()["messages"]} == {0, 1}
    await slack.delete(guide.member, said.message)
    assert screen.news()["gone"] == [[guide.channel.id, said.ts]]


async def test_a_screen_shows_no_places_of_others(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide
) -> None:
    """Neither private channels one is not in, nor other people's conversations with the bot."""
    await slack.say(guide.admin, slack.dm(guide.admin), "a secret")
    news = Screen(slack, amplemarket, guide.guest, {}).news()
    assert [one["name"] for one in news["channels"]] == ["leads"]
    assert "a secret" not in _texts(news)


def test_the_sample_lists_are_what_they_are_said_to_be() -> None:
    """24 clean people; a messy one with problems; a long one that is shown before it is sent."""
    assert len(read_leads(sample(CLEAN), CLEAN).leads) == 24
    messy = read_leads(sample(MESSY), MESSY)
    assert messy.leads
    assert messy.assumptions
    assert len(messy.problems) > 2
    assert len(read_leads(sample(KEPT_OUT), KEPT_OUT).leads) > 100


def test_the_bot_hears_nothing_of_the_start(slack: SlackSandbox, guide: Guide) -> None:
    """Lists that stood there before are no uploads."""
    assert len(slack.messages(guide.channel)) == 4
    assert not slack.deliveries


async def test_acts_wait_for_an_app_that_is_still_starting(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide
) -> None:
    """Nothing happens before the app is there, then all of it does; looking on is possible meanwhile."""
    starting = Starting(slack, waits=True)
    said = {"person": "ana", "channel": "leads", "text": "hello"}
    async with (
        serve_page(slack, amplemarket, guide=guide, starting=starting) as page,
        ClientSession(page.url) as http,
    ):
        act = asyncio.create_task(http.post("/api/slack/say", json=said))
        async with http.get("/api/slack/state") as answer:
            assert answer.status == 200
        screen = Screen(slack, amplemarket, guide.member, {}, starting)
        news = screen.news()
        assert news["starting"]
        assert "hello" not in _texts(news)
        starting.done()
        async with await act as answer:
            assert answer.status == 200
        news = screen.news()
        assert not news["starting"]
        assert _texts(news) == {"hello"}
