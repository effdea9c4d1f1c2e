"""Listeners, through Bolt and the strict Slack: who is told what, where they acted."""

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.async_app import AsyncRespond
from slack_sdk.webhook import WebhookResponse

from bot.adding.access import Access
from bot.adding.job import EVERY_TEAM, Alias
from bot.jobs.aliasing import Aliasing
from bot.jobs.approvals import Approvals
from bot.jobs.children import Children
from bot.jobs.choices import Choices
from bot.jobs.columns import Columns
from bot.jobs.continuing import Continuing
from bot.jobs.defaults import ChannelDefaults
from bot.jobs.fixing import Fixes
from bot.jobs.history import History, InForce
from bot.jobs.history_filter import FilterReader
from bot.jobs.home import Homes
from bot.jobs.intake import NewJobs
from bot.jobs.retry import Retries
from bot.jobs.same_list import NewLeads
from bot.jobs.sequences import RESERVED, Sequences
from bot.jobs.target import Targets
from bot.sandbox.slack import Channel, FileVariant, Person, SlackSandbox, Upload
from bot.slack.bolt import bolt_app, identify
from bot.slack.files import Downloads
from bot.slack.home import HomeTabs
from bot.slack.listeners.answers import answer
from bot.slack.listeners.inbox import Inbox
from bot.slack.listeners.parts import Parts
from bot.slack.people import SlackPeople
from bot.slack.permalinks import Permalinks
from bot.slack.socket_mode import SlackSocket
from bot.slack.thread import SlackJobThread
from bot.slack.web import SlackWeb
from bot.store import Store
from tests.jobs.listed import unread
from tests.slack.conftest import VirtualClock

COMMAND = "/addleads"
LIST = b"Email\njo@acme.example\n"


class Dispatched:
    """In a dispatcher's place: remembers what it was to run."""

    def __init__(self) -> None:
        self.jobs: list[str] = []
        self._any = asyncio.Event()

    def dispatch(self, job_id: str) -> None:
        self.jobs.append(job_id)
        self._any.set()

    async def until_any(self) -> None:
        async with asyncio.timeout(10):
            await self._any.wait()


@pytest.fixture
def dispatched() -> Dispatched:
    return Dispatched()


@pytest.fixture(autouse=True)
async def serving(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    store: Store,
    downloads: Downloads,
    clock: VirtualClock,
    dispatched: Dispatched,
) -> AsyncIterator[None]:
    """The Slack side of the bot, connected; jobs are written down and not run."""
    await store.aliases.put(Alias(EVERY_TEAM, "q4-outbound", "5f2a" * 10))
    thread = SlackJobThread(web, store.jobs, store.aliases, unread())
    ids = (f"job{number}" for number in range(1000))
    access = Access()
    people = SlackPeople(web, clock, slack.team_id)
    catalogue = unread()
    targets = Targets(store.jobs, catalogue, thread, 250)
    new_jobs = NewJobs(
        jobs=store.jobs,
        targets=targets,
        thread=thread,
        dispatcher=dispatched,
        clock=clock,
        access=access,
        new_id=lambda: next(ids),
        batch_size=250,
        confirm_above=100,
    )
    columns = Columns(store.jobs, store.mappings, targets, thread, clock, batch_size=250, most_rows=1000)
    children = Children(store.jobs, targets, thread, dispatched, clock, lambda: next(ids), batch_size=250)
    retries = Retries(store.jobs, children, access)
    aliasing, links = Aliasing(store.aliases, catalogue), Permalinks(web)
    history = History(
        store.history,
        FilterReader(store.history, store.aliases, people, clock),
        store.limiter("key", 480),
        InForce(480, 250, 100, 1000, 1, 30),
    )
    parts = Parts(
        web=web,
        new_jobs=new_jobs,
        new_leads=NewLeads(store.jobs, targets, thread, dispatched, access, batch_size=250),
        columns=columns,
        retries=retries,
        approvals=Approvals(store.jobs, store.approvals, thread, retries, clock, access, lambda: next(ids)),
        fixes=Fixes(store.jobs, columns, children, access),
        continuing=Continuing(store.jobs),
        sequences=Sequences(store.aliases),
        choices=Choices(store.aliases, clock),
        defaults=ChannelDefaults(store.defaults, Sequences(store.aliases)),
        aliases=store.aliases,
        aliasing=aliasing,
        targets=targets,
        inbox=Inbox(store.deliveries),
        downloads=downloads,
        access=access,
        people=people,
        history=history,
        links=links,
        homes=HomeTabs(web, Homes(history, aliasing), links, clock),
    )
    socket = SlackSocket(bolt_app(web.safe, await identify(web.safe), parts), slack.app_token, clock)
    await socket.open()
    yield
    await parts.inbox.drain(5)
    await socket.close()


async def told(slack: SlackSandbox, person: Person, *words: str) -> str:
    """What the person alone is told, once it holds these words."""

    def find() -> str | None:
        texts = [one.text for one in slack.ephemerals(person)]
        return next((one for one in texts if all(word in one for word in words)), None)

    return await slack.until(find, what=f"{person.handle} told {words}")


async def said(slack: SlackSandbox, channel: Channel, *words: str) -> str:
    """What the bot says to all, once it holds these words."""

    def find() -> str | None:
        texts = [one.text for one in slack.messages(channel) if one.bot_id]
        return next((one for one in texts if all(word in one for word in words)), None)

    return await slack.until(find, what=f"said {words}")


@pytest.mark.parametrize("typed", ["help", "  HELP  ", "help\nmore"])
async def test_help_is_one_word_away(slack: SlackSandbox, ana: Person, sales: Channel, typed: str) -> None:
    """It names every sub-command."""
    await slack.command(ana, sales, COMMAND, typed)
    await told(slack, ana, "Add leads to an Amplemarket sequence", *(f"/addleads {one}" for one in RESERVED))
    assert not slack.messages(sales)


async def test_aliases_come_and_go(slack: SlackSandbox, ana: Person, sales: Channel) -> None:
    """Each step is confirmed to who took it, with what to do next; and Slack is acked at once."""
    for typed, words in (
        ("alias add spring " + "81c0" * 10, "*spring* now stands for"),
        ("alias\tlist", "*spring* –"),
        ("list", "*q4-outbound* –"),
        ("alias remove spring", "no longer know *spring*"),
        ("alias remove spring", "no alias *spring*"),
        ("alias frobnicate", "Write `/addleads alias add NAME SEQUENCE`"),
        ("alias add list " + "81c0" * 10, "Choose another name"),
        ("spring jo@acme.example", "I know no sequence “spring”"),
    ):
        result = await slack.command(ana, sales, COMMAND, typed)
        await told(slack, ana, words)
        assert result.error is None


@pytest.mark.parametrize("typed", ["<!channel>", "<@U0EVIL> jo@acme.example", "`x` *y*", "x" * 3000])
async def test_what_is_typed_is_quoted_and_not_obeyed(
    slack: SlackSandbox, ana: Person, sales: Channel, typed: str
) -> None:
    """Nor does it make the answer too long."""
    await slack.command(ana, sales, COMMAND, typed)
    await slack.until(lambda: slack.ephemerals(ana), what="an answer")
    (answer,) = slack.ephemerals(ana)
    assert "<" not in answer.text
    assert len(answer.text) < 1000


async def test_a_command_where_the_bot_may_not_write(
    slack: SlackSandbox, ana: Person, sales: Channel
) -> None:
    """It says why; an invitation would not help."""
    slack.faults.fail("chat.postMessage", "restricted_action")
    result = await slack.command(ana, sales, COMMAND, "q4-outbound jo@acme.example")
    await told(slack, ana, "ask its admin", "Nothing was sent")
    assert result.error is None


class Unreachable(AsyncRespond):
    """As when the connection breaks."""

    async def __call__(self, *_: object, **__: object) -> WebhookResponse:
        raise aiohttp.ServerDisconnectedError


@pytest.mark.parametrize("kind", [AsyncRespond, Unreachable])
async def test_an_answer_that_slack_does_not_take_is_logged(
    slack: SlackSandbox, caplog: pytest.LogCaptureFixture, kind: type[AsyncRespond]
) -> None:
    """respond() itself keeps silent about a refusal; and there is no further way to tell."""
    with caplog.at_level(logging.WARNING):
        await answer(kind(response_url=f"{slack.url}/actions/T01/unknown"), "Hello")
    assert "not answered" in caplog.text


async def test_a_click_is_answered_also_where_ephemerals_are_refused(
    slack: SlackSandbox, ana: Person, sales: Channel
) -> None:
    """Through the click's own response_url."""
    await slack.upload(ana, sales, "l.csv", LIST, text="hm")
    await said(slack, sales, "To which sequence")
    question = slack.messages(sales)[-1]
    stale = list(question.blocks)
    await slack.click(ana, question, "cancel_job")
    await said(slack, sales, "cancelled")
    slack.faults.fail("chat.postEphemeral", "user_not_in_channel")
    await slack.click(ana, question, "cancel_job", stale_blocks=stale)
    await told(slack, ana, "cancelled already")


async def test_a_button_of_another_workspace_is_no_use(
    slack: SlackSandbox, ana: Person, sales: Channel, dispatched: Dispatched, store: Store
) -> None:
    """Its job looks as if it were deleted: not even that it exists is told."""
    await slack.upload(ana, sales, "l.csv", LIST, text="hm")
    await said(slack, sales, "To which sequence")
    question = slack.messages(sales)[-1]
    for value in ("job-of-somebody-else", "' OR 1=1 --", "x" * 2000):
        forged = [
            block
            | {"elements": [one | ({"value": value} if "value" in one else {}) for one in block["elements"]]}
            if block["type"] == "actions"
            else block
            for block in question.blocks
        ]
        known = len(slack.ephemerals(ana))
        await slack.click(ana, question, "cancel_job", stale_blocks=forged)
        await slack.until(lambda known=known: slack.ephemerals(ana)[known:], what="a refusal")  # type: ignore[misc]
        assert "deleted here" in slack.ephemerals(ana)[-1].text
    assert not dispatched.jobs
    assert await store.jobs.get("job0") is not None


async def test_each_file_of_a_message_gets_its_answer(
    slack: SlackSandbox, ana: Person, sales: Channel, dispatched: Dispatched
) -> None:
    """One that can't be read does not stop the others, nor does an answer that Slack refuses."""
    files = [
        Upload("first.csv", b"Name\nJo\n"),
        Upload("gone.csv", LIST, variant=FileVariant(external=True)),
        Upload("last.csv", LIST),
    ]
    slack.faults.fail("chat.postMessage", "fatal_error")
    await slack.upload_files(ana, sales, files, text="for q4-outbound please")
    await said(slack, sales, "gone.csv", "not stored in Slack")
    await dispatched.until_any()
    assert len(dispatched.jobs) == 1


async def test_a_sentence_about_a_file_names_it(slack: SlackSandbox, ana: Person, sales: Channel) -> None:
    """There may be several in the message."""
    await slack.upload(ana, sales, "<!here>.csv", b"Email\nn/a\n", text="for q4-outbound please")
    answer = await said(slack, sales, "nobody to add")
    assert answer.startswith("*&lt;!here&gt;.csv*: ")


async def test_a_picture_through_slack_connect_is_left_alone(
    slack: SlackSandbox, ana: Person, sales: Channel
) -> None:
    """Its name comes only with files.info; nobody has called the bot."""
    connect_ = FileVariant(connect=True)
    await slack.upload(ana, sales, "party.png", b"\x89PNG\r\n", text="look!", variant=connect_)
    await slack.until(lambda: slack.calls_of("files.info"), what="the look-up")
    await slack.upload(ana, sales, "l.csv", LIST, variant=connect_)
    await said(slack, sales, "I read 1 row from *l.csv*")
    assert len([one for one in slack.messages(sales) if one.bot_id]) == 1


async def test_a_bug_in_a_listener_is_told_with_a_reference(
    slack: SlackSandbox,
    ana: Person,
    sales: Channel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Under the file, for all to see; the log has the rest."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.jobs.columns.read_leads", broken)
    posted = await slack.upload(ana, sales, "l.csv", LIST, text="for q4-outbound please")
    answer = await said(slack, sales, "Something went wrong on my side")
    (record,) = [one for one in caplog.records if one.message == "listener failed"]
    assert record.__dict__["reference"] in answer
    assert slack.thread(sales, posted.ts)[-1].text == answer
