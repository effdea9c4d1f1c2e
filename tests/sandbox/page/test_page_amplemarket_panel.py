"""Behind the scenes: a visitor breaks Amplemarket and watches the bot cope."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.sandbox.page.visit import Visit, people

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _switch(visit: Visit, fault: str, to: str) -> Locator:
    """Set one of the switches; opens the panel where it is closed."""
    if not await visit.panel.is_visible():
        await visit.page.get_by_role("button", name="Amplemarket").click()
    switch = visit.panel.get_by_role("radiogroup", name=fault)
    await switch.get_by_text(to, exact=True).click()
    return switch


async def test_a_lost_answer(visit: Visit) -> None:
    """People are added, the line goes dead; the log says so, and the bot finds out."""
    switch = await _switch(visit, "Lost answer", "Next call")
    await visit.slack.until(lambda: visit.amplemarket.pending_faults, what="the fault")
    await visit.type("/addleads q4-outbound jane@acme.example")
    await expect(visit.panel.get_by_text("answer lost")).to_be_visible()
    await expect(switch.get_by_role("radio", name="Off")).to_be_checked()
    await visit.message("1 rows = 1 added")


async def test_a_fault_for_all_calls_ends_when_it_is_switched_off(visit: Visit) -> None:
    """And the sidebar says that something is wrong as long as it is."""
    await _switch(visit, "Server error", "All calls")
    await expect(visit.page.get_by_role("button", name=re.compile("Amplemarket.*faulty"))).to_be_visible()
    await visit.type("/addleads q4-outbound jane@acme.example")
    await expect(visit.panel.get_by_text("500", exact=True).first).to_be_visible()
    await _switch(visit, "Server error", "Off")
    await visit.slack.until(lambda: not visit.amplemarket.pending_faults, what="no fault")


async def test_a_revoked_key(visit: Visit) -> None:
    """401 in the log, and a button to go on with in the thread."""
    await _switch(visit, "API key", "Revoked")
    await visit.slack.until(lambda: not visit.amplemarket.key_works, what="a key that does not work")
    await visit.share(people(3))
    await expect(visit.panel.get_by_text("401", exact=True).first).to_be_visible()
    await visit.sees("refused our key", within=visit.thread)
    await _switch(visit, "API key", "Works")
    await visit.slack.until(lambda: visit.amplemarket.key_works, what="a key that works")


async def test_a_required_merge_field(visit: Visit) -> None:
    """A 422 for those who lack it; the others are added."""
    await _switch(visit, "Required merge field", "Required")
    await visit.slack.until(
        lambda: visit.amplemarket.sequence(visit.guide.sequence).required_fields, what="a required field"
    )
    await visit.type("/addleads q4-outbound jane@acme.example city=Bonn jo@acme.example")
    await expect(visit.panel.get_by_text("422", exact=True).first).to_be_visible()
    await visit.message("2 rows = 1 added", "1 invalid")


async def test_a_call_opens_to_what_was_sent_and_answered(visit: Visit) -> None:
    """Request and answer as JSON."""
    await visit.type("/addleads q4-outbound jane@acme.example")
    await visit.message("1 rows = 1 added")
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await visit.panel.get_by_role("tab", name="Calls").click()
    await visit.panel.get_by_text("1 lead", exact=True).first.click()
    await visit.sees('"total_added_to_sequence": 1', '"jane@acme.example"', within=visit.panel)


async def test_who_is_in_a_sequence(visit: Visit) -> None:
    """By which call they came, or that they were there before; it grows while one looks."""
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await visit.panel.get_by_role("tab", name="Sequences").click()
    await visit.panel.get_by_text("Q4 Outbound – DACH").click()
    await visit.sees("was there before", within=visit.panel)
    await visit.type("/addleads q4-outbound jane@acme.example")
    await visit.sees("jane@acme.example", within=visit.panel)


async def test_the_exclusion_list_grows(visit: Visit) -> None:
    """Whom a visitor puts on it is kept out."""
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await visit.panel.get_by_role("tab", name="Kept out").click()
    box = visit.panel.get_by_role("textbox", name=re.compile("Exclusion list"))
    await box.fill("acme.example")
    await box.press("Enter")
    await expect(visit.panel.get_by_text("acme.example", exact=True)).to_be_visible()
    await visit.type("/addleads q4-outbound jane@acme.example")
    await visit.message("1 rows = 0 added", "1 skipped")


async def test_tabs_by_arrow(visit: Visit) -> None:
    """The panel's tabs are one stop of Tab; arrows change between them."""
    await visit.page.get_by_role("button", name="Amplemarket").click()
    await expect(visit.panel.get_by_role("tab", name="Break it")).to_be_focused()
    await visit.page.keyboard.press("ArrowRight")
    await expect(visit.panel.get_by_role("tab", name="Calls")).to_be_focused()
    await expect(visit.panel.get_by_role("tabpanel")).to_contain_text("No calls yet.")
