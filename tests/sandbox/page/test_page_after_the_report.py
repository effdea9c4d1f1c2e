"""What people do about a report in the browser, with the real bot: mend, choose, ask, stop, look back."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Visiting
from tests.sandbox.page.visit import Visit, people, report

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_missing_field_is_filled_in(visit: Visit) -> None:
    """Who lacks a merge field gets one value for all in a form, and is sent."""
    visit.amplemarket.require(visit.guide.sequence, "city")
    await visit.share("Email,City\njane@acme.example,Bonn\njo@acme.example,\nal@acme.example,\n")
    await expect(visit.thread.get_by_text(report(3, added=1, invalid=2)).first).to_be_visible()
    await visit.press("fix_missing_fields", within=visit.thread)
    form = visit.page.get_by_role("dialog", name="Fill in fields")
    send = form.locator("button[type=submit]")
    await send.click()
    await expect(form.get_by_text("nobody has all they need")).to_be_visible()
    await form.get_by_role("textbox").first.fill("Köln")
    await send.click()
    await expect(form).to_have_count(0)
    await expect(visit.thread.get_by_text(report(2, added=2)).first).to_be_visible()
    cities = [one.data.get("city") for one in visit.amplemarket.added(visit.guide.sequence)[-3:]]
    assert cities == ["Bonn", "Köln", "Köln"]


async def test_a_wrong_address_is_corrected(visit: Visit) -> None:
    """The form shows what the list had and what is wrong with it; what is right goes out."""
    await visit.share("Email\njane@acme.example\njo(at)acme.example\n")
    await visit.press("correct_rows", within=visit.thread)
    form = visit.page.get_by_role("dialog", name="Correct")
    await expect(form.get_by_role("textbox")).to_have_value("jo(at)acme.example")
    await expect(form).to_contain_text("is not an e-mail address")
    await form.get_by_role("textbox").fill("jo@acme.example")
    await form.locator("button[type=submit]").click()
    await expect(visit.thread.get_by_text(report(1, added=1)).first).to_be_visible()


async def test_some_of_the_skipped_are_chosen(visit: Visit) -> None:
    """Ticked in a form; the others keep their button."""
    visit.amplemarket.contacted_recently("p0@acme.example", "p1@acme.example", "p2@acme.example")
    await visit.share(people(4))
    await visit.press("choose_recently_contacted", within=visit.thread)
    form = visit.page.get_by_role("dialog", name="Choose")
    await form.get_by_text("p0@acme.example").click()
    await form.get_by_text("p2@acme.example").click()
    await form.locator("button[type=submit]").click()
    await expect(visit.thread.get_by_text(report(2, added=2)).first).to_be_visible()
    await expect(visit.thread.get_by_text("Retry 1 anyway")).to_be_visible()


async def test_a_member_asks_an_admin(visit: Visit, windows: Visiting, url: str) -> None:
    """Refused in a whisper with a way out; the admin's one click starts the retry."""
    visit.amplemarket.exclude("p0@acme.example")
    admin = await windows(url)
    await visit.act_as(visit.guide.member)
    await visit.share(people(2))
    await visit.press("retry_exclusion_list", within=visit.thread)
    await visit.agree()
    await visit.press("ask_exclusion_list", within=visit.page.locator(".ephemeral"))
    await visit.sees("I asked the admins", within=visit.thread)
    await admin.channel.get_by_role("button", name=re.compile("repl(y|ies)")).click()
    assert await admin.page.locator(".ephemeral").count() == 0
    await admin.press("approve_retry", within=admin.thread)
    await expect(visit.thread.get_by_text(report(1, added=1)).first).to_be_visible()
    await visit.sees("approved this", within=visit.thread)


async def test_a_running_job_is_cancelled(visit: Visit) -> None:
    """The progress message has a button; what was not sent is counted."""
    visit.amplemarket.latency = 1.5
    await visit.share(people(3000))
    await visit.press("add_job", within=visit.thread)
    await expect(visit.thread.locator('[data-action="add_job"]')).to_have_count(0)
    await visit.press("cancel_job", within=visit.thread)
    await expect(visit.thread.get_by_text(re.compile("^3,000 rows = .* not sent$")).first).to_be_visible()


async def test_the_same_list_again(visit: Visit) -> None:
    """What was added before is told, and only what is new goes out."""
    await visit.share(people(20))
    await expect(visit.thread.get_by_text(report(20, added=20)).first).to_be_visible()
    await visit.thread.get_by_role("button", name="Close").first.click()
    await visit.share(people(21))
    await visit.press("add_new_leads", within=visit.thread)
    await expect(visit.thread.get_by_text(report(1, added=1)).first).to_be_visible()


async def test_the_home_tab(visit: Visit) -> None:
    """Jobs with a way to their thread, and an alias that is added in a form and then found by its name."""
    await visit.type("/addleads q4-outbound jane@acme.example")
    await visit.message("1 rows = 1 added")
    await visit.page.get_by_role("link", name="addleads").click()
    await visit.page.get_by_role("tab", name="Home").click()
    await visit.sees("Your latest jobs", "1 row to", within=visit.channel)
    await visit.press("add_alias", within=visit.channel)
    form = visit.page.get_by_role("dialog", name="Add an alias")
    await form.get_by_role("textbox", name="Name", exact=True).fill("nordics")
    await form.locator("button.select").first.click()
    await visit.page.get_by_role("combobox", name=re.compile("^Search")).fill("nordics")
    await visit.page.get_by_role("option", name=re.compile("Nordics")).click()
    await form.locator("button[type=submit]").click()
    await expect(form).to_have_count(0)
    await visit.sees("nordics – Q4 Outbound – Nordics", within=visit.channel)
    await visit.channel.locator('a[href^="#/"]').first.click()
    await expect(visit.thread.get_by_text(report(1, added=1)).first).to_be_visible()


async def test_what_a_report_shows(visit: Visit) -> None:
    """Who was skipped stands in a table, and what became of all in a chart that can be heard as well."""
    visit.amplemarket.exclude(*(f"p{number}@acme.example" for number in range(7)))
    await visit.share(people(40))
    table = visit.thread.get_by_role("table")
    await expect(table.get_by_role("row")).to_have_count(8)
    await expect(table.get_by_role("cell", name="p6@acme.example")).to_be_visible()
    await expect(visit.thread.locator("svg.pie path")).to_have_count(2)
    await expect(
        visit.thread.get_by_text(re.compile("Added: 33; Skipped: 7", re.IGNORECASE))
    ).to_be_attached()
