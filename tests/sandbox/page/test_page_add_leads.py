"""The form that adds leads in a browser, with the real bot: opened by command and from a message's menu."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.sandbox.page.visit import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def chosen(visit: Visit, dialog: Locator) -> None:
    """Find q4-outbound in the menu by a part of its name."""
    await dialog.locator('[data-action="sequence"]').click()
    await visit.page.get_by_role("combobox", name=re.compile("^Search")).fill("q4-out")
    await visit.page.get_by_role("option", name="q4-outbound").click()


async def test_the_form_with_a_file(visit: Visit) -> None:
    """What is missing is told at its field; then the list is added and reported in the channel."""
    await visit.type("/addleads")
    dialog = visit.page.get_by_role("dialog", name="Add leads")
    await chosen(visit, dialog)
    await dialog.get_by_role("button", name="Add leads", exact=True).click()
    await expect(dialog.get_by_text("Paste leads here, or add a file below.")).to_be_visible()
    await visit.drop(
        dialog.get_by_role("group", name="Or lists in files"), ("l.csv", "Email\njo@acme.example\n")
    )
    await expect(dialog.get_by_text("l.csv")).to_be_visible()
    await dialog.get_by_role("button", name="Add leads", exact=True).click()
    await expect(dialog).to_have_count(0)
    await visit.message("1 rows = 1 added")


async def test_the_shortcut_on_a_message(visit: Visit) -> None:
    """The form names the file of the message; the report stands in its thread."""
    message = visit.channel.locator(".message", has_text="Berlin meetup.csv")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await visit.page.get_by_role("menuitem", name="Add leads from this file").click()
    dialog = visit.page.get_by_role("dialog", name="Add leads")
    await expect(dialog.get_by_text("Berlin meetup.csv")).to_be_visible()
    await chosen(visit, dialog)
    await dialog.get_by_role("button", name="Add leads", exact=True).click()
    await expect(dialog).to_have_count(0)
    told = await visit.message("24 rows = 24 added")
    of_the_file = visit.slack.messages(visit.guide.channel)[0]
    assert [file.name for file in of_the_file.files] == ["Berlin meetup.csv"]
    assert told.thread_ts == of_the_file.ts
