"""Calls to Slack: a post is made once, an edit may be made again, and every failure has words."""

import logging
from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.http_retry.interval_calculator import RetryIntervalCalculator

from bot.adding.errors import CannotPostError, SlackAnswerLostError, SlackError
from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.slack.blocks.elements import TEXT_LIMIT, Message
from bot.slack.clients import posting_client
from bot.slack.web import SlackWeb
from tests.slack.conftest import VirtualClock

HELLO = Message.of("Hello *there*")
POST = "chat.postMessage"


async def test_a_post_says_text_and_blocks_and_unfurls_nothing(
    slack: SlackSandbox, web: SlackWeb, sales: Channel
) -> None:
    """Nothing in it becomes a link or a mention by itself."""
    ts = await web.post(sales.id, HELLO)
    stands = slack.message(sales, ts)
    assert stands is not None
    assert (stands.text, len(stands.blocks)) == ("Hello *there*", 1)
    (call,) = slack.calls_of(POST)
    wanted = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
    assert {key: call.args[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    "fault", ["drop_after", "drop_before", "internal_error", "fatal_error", "500", "502"]
)
async def test_a_post_whose_answer_was_lost_is_not_repeated(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, fault: str
) -> None:
    """Nobody knows whether it stands there, and that is what the error says."""
    match fault:
        case "drop_after":
            slack.faults.drop_after(POST)
        case "drop_before":
            slack.faults.drop_before(POST)
        case "500" | "502":
            slack.faults.server_error(POST, status=int(fault))
        case _:
            slack.faults.fail(POST, fault)
    with pytest.raises(SlackAnswerLostError):
        await web.post(sales.id, HELLO)
    assert len(slack.calls_of(POST)) <= 1
    assert len(slack.messages(sales)) == (fault == "drop_after")


class Counting(RetryIntervalCalculator):
    """Asked for the wait before each further try."""

    def __init__(self) -> None:
        self.asked = 0

    def calculate_sleep_duration(self, current_attempt: int) -> float:
        del current_attempt
        self.asked += 1
        return 0


async def test_a_post_that_never_reached_slack_is_tried_again(
    session: aiohttp.ClientSession, web: SlackWeb, unused_tcp_port: int
) -> None:
    """Without a connection nothing can stand there."""
    client = posting_client("xoxb-1", f"http://127.0.0.1:{unused_tcp_port}/api/", session)
    waits = Counting()
    for handler in client.retry_handlers:
        handler.interval_calculator = waits
    with pytest.raises(SlackAnswerLostError):
        await replace(web, posts=client).post("C01", HELLO)
    assert waits.asked == 2


async def test_a_429_is_waited_out_and_the_post_made_once(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, clock: VirtualClock
) -> None:
    """As long as Slack says."""
    slack.faults.rate_limit(POST, retry_after=30, times=2)
    await web.post(sales.id, HELLO)
    assert clock.slept == [30, 30]
    assert len(slack.messages(sales)) == 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long", "invalid_attachments"])
async def test_refused_blocks_leave_the_text(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, error: str
) -> None:
    """It says the same."""
    slack.faults.fail(POST, error)
    stands = slack.message(sales, await web.post(sales.id, HELLO))
    assert stands is not None
    assert (stands.text, stands.blocks) == (HELLO.text, [])


async def test_a_reply_to_a_deleted_message_goes_to_the_channel(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, ana: Person
) -> None:
    """What became of somebody's leads is told, even when they deleted what they had written."""
    said = await slack.say(ana, sales, "leads")
    await slack.delete(ana, said.message)
    stands = slack.message(sales, await web.post(sales.id, HELLO, said.ts))
    assert stands is not None
    assert stands.thread_ts is None
    assert len(slack.messages(sales)) == 1


@pytest.mark.parametrize("hindrance", ["kicked", "archived", "restricted_action"])
async def test_where_the_bot_may_not_write(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, hindrance: str
) -> None:
    """The error says so, whatever Slack calls it."""
    if hindrance == "kicked":
        slack.kick_bot(sales)
    elif hindrance == "archived":
        slack.archive(sales)
    else:
        slack.faults.fail(POST, hindrance)
    with pytest.raises(CannotPostError):
        await web.post(sales.id, HELLO)


async def test_a_text_is_cut_to_what_an_edit_takes(
    slack: SlackSandbox, web: SlackWeb, sales: Channel
) -> None:
    """Slack refuses longer ones."""
    ts = await web.post(sales.id, HELLO)
    assert await web.edit(sales.id, ts, Message("&amp;" * 2000, []))
    stands = slack.message(sales, ts)
    assert stands is not None
    assert len(stands.text) <= TEXT_LIMIT
    assert stands.text.endswith("&amp;…")


@pytest.mark.parametrize(
    "error",
    [
        "edit_window_closed",
        "message_not_found",
        "cant_update_message",
        "is_inactive",
        "channel_not_found",
        "ratelimited",
    ],
)
async def test_a_refused_edit_is_no_error(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, error: str
) -> None:
    """The caller decides what to do instead."""
    ts = await web.post(sales.id, HELLO)
    slack.faults.fail("chat.update", error)
    assert not await web.edit(sales.id, ts, HELLO)


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "server_error"])
async def test_an_edit_is_repeated(slack: SlackSandbox, web: SlackWeb, sales: Channel, fault: str) -> None:
    """It says the same each time."""
    ts = await web.post(sales.id, HELLO)
    getattr(slack.faults, fault)("chat.update", times=2)
    assert await web.edit(sales.id, ts, Message.of("Goodbye"))
    stands = slack.message(sales, ts)
    assert stands is not None
    assert stands.text == "Goodbye"


@pytest.mark.parametrize("error", ["user_not_in_channel", "not_in_channel", "internal_error"])
async def test_a_refused_whisper_is_logged_and_no_error(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    sales: Channel,
    ana: Person,
    caplog: pytest.LogCaptureFixture,
    error: str,
) -> None:
    """There may be another way to tell the person."""
    slack.faults.fail("chat.postEphemeral", error)
    with caplog.at_level(logging.WARNING):
        assert not await web.whisper(sales.id, ana.id, HELLO)
    assert "person not told" in caplog.text
    assert await web.whisper(sales.id, ana.id, HELLO)


NAME, ROWS = "l-results.csv", b"row\n1\n"


async def test_an_upload_stands_in_its_thread(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, ana: Person
) -> None:
    """With its name and its bytes."""
    said = await slack.say(ana, sales, "leads")
    slack.faults.drop_after("files.getUploadURLExternal")
    await web.share(sales.id, said.ts, await web.upload(NAME, ROWS), NAME)
    (reply,) = slack.thread(sales, said.ts)[1:]
    (file,) = reply.files
    assert (file.name, file.content) == (NAME, ROWS)


async def test_an_upload_whose_last_answer_was_lost_is_not_repeated(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, ana: Person
) -> None:
    """The last call posts a message."""
    said = await slack.say(ana, sales, "leads")
    slack.faults.drop_after("files.completeUploadExternal")
    with pytest.raises(SlackAnswerLostError):
        await web.share(sales.id, said.ts, await web.upload(NAME, ROWS), NAME)
    assert len(slack.thread(sales, said.ts)) == 2
    assert len(slack.calls_of("files.completeUploadExternal")) == 1


async def test_an_upload_to_a_thread_that_is_gone_goes_to_the_channel(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, ana: Person
) -> None:
    """As its report does."""
    said = await slack.say(ana, sales, "leads")
    await slack.delete(ana, said.message)
    await web.share(sales.id, said.ts, await web.upload(NAME, ROWS), NAME)
    (message,) = slack.messages(sales)
    assert message.thread_ts is None


async def test_a_file_nobody_shows_us(web: SlackWeb) -> None:
    """Slack's word for it is passed on."""
    with pytest.raises(SlackError, match="file_not_found"):
        await web.file_info("F0")
