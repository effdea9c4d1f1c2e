"""The page is quick, readable in light and dark, complete for screen readers, and usable on a phone."""

import pytest
from playwright.async_api import BrowserContext, expect

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import Guide, Starting, serve_page
from bot.sandbox.slack import SlackSandbox
from tests.sandbox.page.conftest import Visiting
from tests.sandbox.page.first_paint import AIM, first_paint
from tests.sandbox.page.visit import Visit, probe

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 1_000
BUSY = 6
"""How much slower a machine may be that runs other tests besides."""

TRIES = 3
"""Scrolls, of which the best counts for what other programs disturb most."""

SIZES = ((1440, 900), (1200, 760), (820, 700), (390, 780))
_WATCH = probe("watch_tasks")
_SCROLL_UP = probe("scroll_up")
_TO_THE_END = probe("to_the_end")
_NAMELESS = probe("nameless")
_FAINT = probe("faint")
_CUT_OFF = probe("cut_off")


async def test_a_thousand_messages(visit: Visit) -> None:
    """The newest are there at once; scrolling to the first one never blocks for long."""
    slack, guide = visit.slack, visit.guide
    for number in range(MANY):
        slack.place(
            guide.member, guide.channel, f"Message {number} with *some* text, jo{number}@acme.example"
        )
    await visit.page.evaluate(_WATCH)
    await visit.page.reload()
    await visit.page.evaluate(_WATCH)
    await expect(visit.channel.get_by_text(f"Message {MANY - 1} ")).to_be_visible()
    drawn = await visit.channel.locator(".message").count()
    assert drawn < MANY / 4
    measured = [await _scrolled_up(visit) for _ in range(TRIES)]
    assert measured[0]["longest"] < 400, measured
    assert measured[0]["median"] < 50, measured
    assert min(one["most"] for one in measured) < 60, measured
    slack.place(guide.member, guide.channel, "One more")
    await expect(visit.channel.get_by_role("button", name="New messages")).to_be_visible()
    await visit.channel.get_by_role("button", name="New messages").click()
    await expect(visit.channel.get_by_text("One more")).to_be_in_viewport()


async def _scrolled_up(visit: Visit) -> dict[str, float]:
    """From the newest to the first message: how long frames and tasks took, in milliseconds."""
    await visit.page.evaluate(_TO_THE_END)
    measured: dict[str, float] = await visit.page.evaluate(_SCROLL_UP)
    await expect(visit.channel.get_by_text("Message 0 ")).to_be_attached()
    return measured


async def test_the_first_paint_is_quick(browser: BrowserContext) -> None:
    """From the start of the program to words on the screen and a bot that answers; Ctrl-C ends it.

    The page itself within three seconds. So is the aim from the start of the program, which `make bench`
    holds it to: what Python's start takes depends on what else the suite's machine does.
    """
    measured = await first_paint(browser)
    assert measured.painted < measured.connected
    assert measured.painted_after_opening < AIM, measured
    assert measured.painted < BUSY * AIM, measured


async def test_a_quick_visitor_is_told_that_the_app_is_starting(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide, port: int, windows: Visiting
) -> None:
    """What is sent before the app is there goes out once it is; nothing has to be done twice."""
    starting = Starting(slack, waits=True)
    async with serve_page(slack, amplemarket, guide=guide, port=port, starting=starting) as page:
        visit = await windows(page.url)
        await visit.sees("addleads is starting")
        await visit.type("hello there")
        await visit.sees("addleads is still starting. This goes out as soon as it is there.")
        assert not any(one.text == "hello there" for one in slack.messages(guide.channel))
        starting.done()
        await visit.sees("hello there", within=visit.channel)
        await expect(visit.page.get_by_text("still starting")).to_have_count(0)


async def test_words_are_legible_and_controls_have_names(visit: Visit) -> None:
    """Contrast of 4.5 at least, in both themes; nothing that can be pressed is nameless."""
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await _open_a_report(visit)
    await visit.composer.fill("/")
    assert await visit.page.evaluate(_FAINT) == []
    assert await visit.page.evaluate(_NAMELESS) == []
    await visit.page.get_by_role("button", name="Switch to dark").click()
    assert await visit.page.evaluate(_FAINT) == []


async def test_nothing_is_cut_off(visit: Visit) -> None:
    """From a desk to a phone, with and without a thread."""
    for step, (width, height) in enumerate(SIZES):
        await visit.page.set_viewport_size({"width": width, "height": height})
        assert await visit.page.evaluate(_CUT_OFF) == [], width
        if step == 0:
            await _open_a_report(visit)
            assert await visit.page.evaluate(_CUT_OFF) == []
    await visit.page.set_viewport_size({"width": 1440, "height": 900})


async def _open_a_report(visit: Visit) -> None:
    await visit.type("/addleads q4-outbound jane@acme.example dee@acme.example dee@acme.example")
    await visit.channel.get_by_role("button", name="1 reply").click()
    await expect(visit.thread.get_by_text("2 added").first).to_be_visible()


async def test_a_phone_goes_from_list_to_channel_to_thread_and_back(visit: Visit) -> None:
    """One column at a time, with a way back."""
    await visit.page.set_viewport_size({"width": 390, "height": 780})
    await visit.page.get_by_role("button", name="Back to channels").click()
    await visit.page.get_by_role("link", name="sales").click()
    await expect(visit.page.get_by_role("textbox", name="Message #sales")).to_be_visible()
    await visit.page.get_by_role("button", name="Back to channels").click()
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await expect(visit.panel.get_by_role("tab", name="Break it")).to_be_visible()
    await visit.panel.get_by_role("button", name="Back").click()
    await expect(visit.channel).to_be_visible()
    await visit.page.set_viewport_size({"width": 1440, "height": 900})


async def test_the_page_comes_back_after_the_line_was_cut(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide, port: int, windows: Visiting
) -> None:
    """A browser that lost the stream says so, and catches up by itself."""
    async with serve_page(slack, amplemarket, guide=guide, port=port) as page:
        visit = await windows(page.url)
    await visit.sees("Connecting to the sandbox")
    await visit.type("nobody hears this")
    await visit.sees("Is the demo still running?")
    slack.place(guide.member, guide.channel, "Still here?")
    async with serve_page(slack, amplemarket, guide=guide, port=port):
        await visit.sees("Still here?", within=visit.channel)
        await visit.sees("is not connected")
