"""The whole job in a browser, with the real bot: drop, look, press, retry, as a visitor would."""

import re

import pytest
from playwright.async_api import Locator, expect

from bot.sandbox.amplemarket import adds_leads
from bot.sandbox.page.guided_start import CLEAN, KEPT_OUT, MESSY
from tests.sandbox.page.conftest import Visiting
from tests.sandbox.page.visit import Visit, people, probe, report

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_dropped_file_becomes_a_job_with_a_report(visit: Visit) -> None:
    """Drop, send, press Add in the thread that opens by itself, and read the line that adds up."""
    await visit.share(people(120) + "oops\n")
    await visit.press("add_job", within=visit.thread)
    await expect(visit.thread.get_by_text(report(121, added=120, invalid=1)).first).to_be_visible()
    await expect(visit.thread.get_by_title("l-results.csv")).to_be_visible()
    await expect(visit.thread.locator('[data-action="add_job"]')).to_have_count(0)
    assert len(visit.amplemarket.added(visit.guide.sequence)) >= 120


async def test_a_sample_list_goes_all_the_way_to_a_retry(visit: Visit) -> None:
    """Share one that stands there; the button of a reason asks first, then its note takes its place."""
    await visit.channel.get_by_role("button", name=f"Share {KEPT_OUT} again").click()
    await expect(visit.composer).to_have_value("for q4-outbound please")
    await visit.composer.press("Enter")
    await visit.press("add_job", within=visit.thread)
    retry = visit.thread.locator('[data-action="retry_exclusion_list"]')
    await retry.click()
    dialog = visit.page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("exclusion list?")
    await visit.agree(button=0)
    await expect(retry).to_be_enabled()
    calls = len(visit.amplemarket.calls)
    await retry.click()
    await visit.agree()
    await visit.slack.until(lambda: len(visit.amplemarket.calls) > calls, what="the retry")
    await expect(retry).to_have_count(0)
    await visit.sees("retried", within=visit.thread)


async def test_a_messy_list_is_read(visit: Visit) -> None:
    """Semicolons and umlauts are no hindrance, neither to the bot nor to the look inside."""
    await visit.channel.get_by_role("button", name=f"Look into {MESSY}").click()
    inside = visit.page.get_by_role("dialog", name=MESSY)
    await expect(inside.get_by_role("cell", name="Jürgen", exact=True)).to_be_visible()
    await visit.page.keyboard.press("Escape")
    await expect(inside).to_have_count(0)
    await visit.channel.get_by_role("button", name=f"Share {MESSY} again").click()
    await expect(visit.composer).to_have_value("for q4-outbound please")
    await visit.composer.press("Enter")
    await expect(visit.thread.get_by_text(re.compile("invalid")).first).to_be_visible()


async def test_a_cancelled_preview_sends_nothing(visit: Visit) -> None:
    """And the buttons are gone."""
    await visit.share(people(101))
    await visit.press("cancel_job", within=visit.thread)
    await visit.sees("Nothing was sent", within=visit.thread)
    await expect(visit.thread.locator("[data-action]")).to_have_count(0)
    assert not any(adds_leads(call) for call in visit.amplemarket.calls)


async def test_the_thread_of_what_was_shared_last_is_open(visit: Visit) -> None:
    """Also where another was open; but not over a reply that somebody is writing."""
    await visit.share(people(101), name="first.csv")
    await visit.sees("I read 101 rows", within=visit.thread)
    await visit.share(people(102), name="second.csv")
    await visit.sees("I read 102 rows", within=visit.thread)
    await visit.thread.get_by_role("textbox").fill("let me think")
    await visit.share(people(103), name="third.csv")
    await visit.message("third.csv")
    await visit.sees("I read 102 rows", within=visit.thread)


async def test_a_menu_asks_for_the_sequence(visit: Visit) -> None:
    """Opened and chosen by typing into it."""
    await visit.share(people(3), text="my leads")
    await visit.press("choose_sequence", within=visit.thread)
    search = visit.page.get_by_role("combobox", name=re.compile("^Search"))
    await search.fill("q4")
    await search.press("Enter")
    await visit.press("add_job", within=visit.thread)
    await expect(visit.thread.get_by_text(report(3, added=3)).first).to_be_visible()


async def test_what_only_one_person_sees(visit: Visit, windows: Visiting, url: str) -> None:
    """A refusal is told to the one who acted; another's window never receives it."""
    other = await windows(url)
    await other.act_as(visit.guide.member)
    await visit.type("/addleads q4-outbond jane@acme.example")
    await visit.sees("Only visible to you", "Nothing was sent", within=visit.channel)
    await visit.type("that was a typing error")
    await other.sees("that was a typing error", within=other.channel)
    assert await other.channel.get_by_text("Only visible to you").count() == 0
    await visit.channel.get_by_role("button", name="Dismiss").click()
    await expect(visit.channel.get_by_text("Only visible to you")).to_have_count(0)


async def test_a_member_may_less_than_an_admin(visit: Visit) -> None:
    """The visitor becomes somebody else and sees what they see."""
    places = visit.page.get_by_role("navigation")
    await expect(places.get_by_role("link", name="strategy")).to_be_visible()
    await visit.act_as(visit.guide.guest)
    await expect(places.get_by_role("link", name="strategy")).to_have_count(0)
    await expect(places.get_by_role("link", name="sales")).to_have_count(0)


async def test_the_keyboard_is_enough(visit: Visit) -> None:
    """From the skip link to the retry, without a mouse."""
    visit.amplemarket.contacted_recently("kim@bank.example")
    page = visit.page
    await visit.tab_to(page.get_by_role("link", name="Skip to messages"))
    await page.keyboard.press("Enter")
    await visit.tab_to(visit.composer)
    await page.keyboard.type("/addl")
    await page.keyboard.press("Tab")
    await expect(visit.composer).to_have_value("/addleads ")
    await page.keyboard.type("q4-outbound jane@acme.example kim@bank.example")
    await page.keyboard.press("Enter")
    replies = visit.channel.get_by_role("button", name=re.compile("1 reply"))
    await expect(replies).to_be_visible()
    await visit.tab_to(replies, key="Shift+Tab")
    await page.keyboard.press("Enter")
    retry = visit.thread.locator('[data-action="retry_recently_contacted"]')
    await expect(retry).to_be_visible()
    await visit.tab_to(retry)
    await page.keyboard.press("Enter")
    agree = page.get_by_role("alertdialog").get_by_role("button").last
    await visit.tab_to(agree)
    await page.keyboard.press("Enter")
    await expect(visit.thread.get_by_text(report(1, added=1)).first).to_be_visible()


async def test_arrows_walk_through_messages(visit: Visit) -> None:
    """One message is in the order of Tab, arrows lead to the others, and its tools come with the focus."""
    messages = visit.channel.locator(".message")
    await messages.last.focus()
    await visit.page.keyboard.press("Home")
    await expect(messages.first).to_be_focused()
    await expect(messages.first.get_by_role("button", name="Reply in thread")).to_be_visible()
    await visit.page.keyboard.press("ArrowDown")
    await expect(messages.nth(1)).to_be_focused()


async def test_a_reply_with_a_file_in_a_thread(visit: Visit) -> None:
    """The thread has a composer and takes files of its own; commands are refused there, with words."""
    await visit.channel.locator(".message").first.hover()
    await visit.channel.get_by_role("button", name="Reply in thread").click()
    box = visit.thread.get_by_role("textbox", name="Reply …")
    await box.fill("/addleads help")
    await box.press("Enter")
    await visit.sees("can't be used in threads", within=visit.thread)
    await box.fill("for q4-outbound please")
    await visit.drop(visit.thread, ("more.csv", people(6, "more.example")))
    await box.press("Enter")
    await expect(visit.thread.get_by_text(report(6, added=6)).first).to_be_visible()


async def test_a_pasted_file_is_taken(visit: Visit) -> None:
    """Paste works as dropping does; what was picked by mistake can be taken out again."""
    await visit.composer.evaluate(probe("paste"))
    await visit.channel.get_by_role("button", name="Remove b.csv").click()
    await expect(visit.channel.get_by_text("b.csv")).to_have_count(0)
    await visit.composer.press("Enter")
    await visit.slack.until(
        lambda: [one for one in visit.slack.files() if one.name == "a.csv"], what="the shared file"
    )


async def test_own_messages_are_edited_and_deleted(visit: Visit) -> None:
    """The menu of a message offers it to its author."""
    await visit.type("helo")
    mine = visit.channel.locator(".message", has_text="helo")
    await _deed(visit, mine, "Edit message")
    await visit.page.get_by_role("textbox", name="Edit message").fill("hello")
    await visit.page.keyboard.press("Enter")
    await visit.sees("(edited)", within=visit.channel)
    await _deed(visit, visit.channel.locator(".message", has_text="hello"), "Delete message …")
    await visit.agree()
    await expect(visit.channel.get_by_text("hello")).to_have_count(0)


async def _deed(visit: Visit, message: Locator, deed: str) -> None:
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await visit.page.get_by_role("menuitem", name=deed).click()


async def test_the_bot_is_invited(visit: Visit) -> None:
    """A channel without the bot says so, and what to type."""
    await visit.page.get_by_role("link", name="strategy").click()
    await visit.sees("Type /invite @addleads", within=visit.channel)
    await visit.page.get_by_role("textbox", name="Message #strategy").fill("/invite @addleads")
    await visit.page.keyboard.press("Enter")
    await visit.sees("listens here", within=visit.channel)


async def test_what_was_not_sent_comes_back(visit: Visit) -> None:
    """An unknown command is refused beside the box, and the words are not lost."""
    await visit.type("/nonsense")
    await expect(
        visit.channel.get_by_role("alert").filter(has_text="/nonsense is not a valid command")
    ).to_be_visible()
    await expect(visit.composer).to_have_value("/nonsense")


async def test_the_lists_stand_there_without_the_bot_having_heard(visit: Visit) -> None:
    """Three lists and a pinned message, and nothing that the bot would answer to."""
    for name in (CLEAN, MESSY, KEPT_OUT):
        await expect(visit.channel.get_by_text(name, exact=True)).to_be_visible()
    await visit.channel.get_by_role("button", name="1 pinned").click()
    await expect(visit.page.get_by_role("dialog", name="Pinned")).to_contain_text("Welcome")
    assert not visit.slack.deliveries
