"""README's pictures, from the real page with the real bot: `python -m tests.sandbox.page.screenshots FOLDER`.

Needs a Chromium: the one named by CHROMIUM, else the machine's own.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Page, async_playwright, expect

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import SHORTCUTS, Guide, guided_start, serve_page
from bot.sandbox.page.guided_start import CLEAN, KEPT_OUT
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.sandbox.page.small_png import small_png
from tests.sandbox.page.visit import ARGUMENTS, PATIENCE, chromium, probe

Theme = Literal["light", "dark"]

THEMES: tuple[Theme, ...] = ("light", "dark")
SCALE = 1.5
DESK = (1360, 860)
FOR_PICTURES = ("--hide-scrollbars", "--font-render-hinting=none")


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    take: Callable[[Page], Awaitable[None]]
    size: tuple[int, int] = DESK


async def _preview(page: Page) -> None:
    await page.get_by_role("button", name=f"Share {KEPT_OUT} again").click()
    await expect(page.get_by_role("button", name=f"Remove {KEPT_OUT}")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-action="add_job"]')).to_be_visible()
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(5, 5)


async def _report(page: Page) -> None:
    await _preview(page)
    await page.locator('[data-action="add_job"]').click()
    await expect(page.get_by_title(f"{Path(KEPT_OUT).stem}-results.csv")).to_be_visible()
    line = page.locator("#thread").get_by_text(" rows = ").first
    await line.evaluate("(node) => node.closest('.message').scrollIntoView({ block: 'start' })")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(5, 5)


async def _figures(page: Page) -> None:
    """The end of the report: the table of who was skipped, and the chart."""
    await _report(page)
    figure = page.locator("#thread figure")
    await figure.evaluate("(node) => node.scrollIntoView({ block: 'center' })")


async def _form(page: Page) -> None:
    """What /addleads alone opens, with a list in it."""
    await page.get_by_role("textbox", name="Message #leads").fill("/addleads")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Add leads")
    await form.get_by_role("group", name="Or lists in files").evaluate(
        probe("drop"), [(CLEAN, "Email\n" * 300)]
    )
    await expect(form.get_by_text(CLEAN)).to_be_visible()
    await form.locator('[data-action="sequence"]').click()
    await page.get_by_role("combobox", name="Search").fill("q4")
    await expect(page.get_by_role("option")).to_have_count(2)
    await page.get_by_role("option").first.click()
    await expect(form.locator('[data-action="sequence"]')).to_contain_text("q4-outbound")
    await page.evaluate("document.activeElement.blur()")


async def _home(page: Page) -> None:
    await _report(page)
    await page.get_by_role("link", name="addleads").click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_role("heading", name="Your latest jobs")).to_be_visible()
    await page.mouse.move(5, 5)


async def _faults(page: Page) -> None:
    """A refused call, an answer that was lost, and the bot that found out all the same."""
    await page.get_by_role("button", name="Amplemarket").click()
    panel = page.get_by_role("complementary", name="Amplemarket")
    for fault in ("Server error", "Lost answer"):
        await panel.get_by_role("radiogroup", name=fault).get_by_text("Next call").click()
        await expect(panel.get_by_role("radiogroup", name=fault).get_by_role("radio").nth(1)).to_be_checked()
    await _report(page)
    await panel.get_by_role("radiogroup", name="Slow").get_by_text("All calls").click()
    await panel.get_by_text("Latest calls").hover()


PICTURES = (
    Picture("preview", _preview),
    Picture("report", _report, size=(1360, 890)),
    Picture("figures", _figures),
    Picture("form", _form),
    Picture("home", _home),
    Picture("amplemarket", _faults, size=(1340, 936)),
)


async def take_pictures(folder: Path) -> list[Path]:
    """Each in a demo of its own, so that none shows traces of another."""
    path = chromium()
    if path is None:
        raise SystemExit("There is no Chromium here: set CHROMIUM, or install the package chromium.")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    taken = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, headless=True, args=[*ARGUMENTS, *FOR_PICTURES]
        )
        for picture in PICTURES:
            for theme in THEMES:
                width, height = picture.size
                page = await browser.new_page(
                    viewport={"width": width, "height": height},
                    device_scale_factor=SCALE,
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                target = folder / f"{picture.name}-{theme}.png"
                await _take(page, picture, target)
                await page.close()
                taken.append(target)
        await browser.close()
    return taken


async def _take(page: Page, picture: Picture, target: Path) -> None:
    """One picture of a demo that is made for it."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        slack = await stack.enter_async_context(SlackSandbox())
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=0.05, calls_per_minute=100_000)
        )
        guide = guided_start(slack, amplemarket)
        settings = _settings(slack, amplemarket, guide, Path(folder) / "addleads.db")
        bot = await stack.enter_async_context(running(settings, backoff=Backoff(tries=4, first=0.1)))
        await bot.store.aliases.put(Alias(EVERY_TEAM, guide.alias, guide.sequence))
        served = await stack.enter_async_context(
            serve_page(slack, amplemarket, guide=guide, shortcuts=SHORTCUTS)
        )
        await page.goto(served.url)
        await expect(page.locator(".message.pinned")).to_be_visible()
        await picture.take(page)
        taken = await page.screenshot(animations="disabled", caret="hide")
        await page.goto("about:blank")
        await asyncio.to_thread(target.write_bytes, await small_png(page, taken))


def _settings(slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide, database: Path) -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "amplemarket_api_key": amplemarket.api_key,
            "amplemarket_api_url": amplemarket.url,
            "amplemarket_requests_per_minute": 100_000,
            "amplemarket_leads_per_request": 40,
            "addleads_admins": guide.admin.id,
            "addleads_database_url": f"sqlite:///{database}",
        }
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    for picture_ in asyncio.run(take_pictures(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"))):
        sys.stdout.write(f"{picture_}\n")
