"""A visitor of the page: a browser's window between the two sandboxes, and what can be read off it."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import Guide
from bot.sandbox.slack import Message, Person, SlackSandbox

PATIENCE = 15_000
"""Milliseconds for anything to appear; the machine may be busy."""

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def probe(name: str) -> str:
    """A piece of JavaScript that looks at the page, or acts where Playwright has no word for it."""
    return (Path(__file__).parent / "probes" / f"{name}.js").read_text(encoding="utf-8")


def chromium() -> str | None:
    """The browser of this machine, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def people(number: int, domain: str = "acme.example") -> str:
    """A list of so many people, as CSV."""
    return "Email\n" + "".join(f"p{one}@{domain}\n" for one in range(number))


def report(rows: int, **terms: int) -> re.Pattern[str]:
    """The line that adds up; terms that are not given are zero."""
    names = ("added", "skipped", "invalid", "duplicate", "unconfirmed", "failed")
    told = " + ".join(f"{terms.get(name, 0):,} {name}" for name in names)
    return re.compile(re.escape(f"{rows:,} rows = {told}"))


@dataclass(frozen=True, slots=True)
class Visit:
    """One window of a browser on the page."""

    page: Page
    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    guide: Guide

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message #leads")

    @property
    def channel(self) -> Locator:
        return self.page.locator("#main")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("complementary", name="Amplemarket")

    async def drop(self, target: Locator, *files: tuple[str, str]) -> None:
        """Drop files there, as from the desktop."""
        await target.evaluate(probe("drop"), list(files))

    async def share(self, content: str, text: str = "for q4-outbound please", name: str = "l.csv") -> None:
        """Drop a list into the channel and send it with these words."""
        await self.drop(self.channel, (name, content))
        await expect(self.channel.get_by_text(name, exact=True).first).to_be_visible()
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def type(self, text: str) -> None:
        """Type into the channel's box and send."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def press(self, action: str, *, within: Locator | None = None) -> None:
        """Press the element with this action_id."""
        await (within or self.page).locator(f'[data-action="{action}"]').last.click()

    async def sees(self, *words: str, within: Locator | None = None) -> None:
        """Wait until all these words are on the screen."""
        for one in words:
            found = (within or self.page.locator("body")).get_by_text(re.compile(re.escape(one)))
            await expect(found.first).to_be_visible()

    async def agree(self, *, button: int = -1) -> None:
        """Press a button of the dialog that is open; the last one agrees."""
        dialog = self.page.get_by_role("alertdialog")
        await dialog.get_by_role("button").nth(button).click()
        await expect(dialog).to_have_count(0)

    async def act_as(self, person: Person) -> None:
        await self.page.get_by_role("button", name="Act as").click()
        await self.page.get_by_role("menuitemradio", name=person.name).click()
        await expect(self.page.get_by_role("button", name=f"Act as: {person.name}")).to_be_visible()

    async def tab_to(self, target: Locator, *, key: str = "Tab", most: int = 40) -> None:
        """Press a key until the focus is there."""
        for _ in range(most):
            if await target.evaluate("(node) => node === document.activeElement"):
                return
            await self.page.keyboard.press(key)
        raise AssertionError(f"{key} does not lead to {target}")

    async def message(self, *words: str) -> Message:
        """The first message of the channel that holds all these words, once there is one."""
        return await self.slack.until(
            lambda: next(
                (
                    one
                    for one in self.slack.messages(self.guide.channel)
                    if all(word in one.text for word in words)
                ),
                None,
            ),
            what=f"a message with {words}",
        )
