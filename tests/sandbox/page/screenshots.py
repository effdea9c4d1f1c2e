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
from bot.sandbox.page.guided_start import KEPT_OUT, Guide, guided_start
from bot.sandbox.page.serving import serve_page
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.sandbox.page.visit import ARGUMENTS, PATIENCE, chromium

Theme = Literal["light", "dark"]

SCALE = 1.5
DESK, PHONE = (1360, 860), (390, 800)
FOR_PICTURES = ("--hide-scrollbars", "--font-render-hinting=none")


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    take: Callable[[Page], Awaitable[None]]
    themes: tuple[Theme, ...] = ("light",)
    size: tuple[int, int] = DESK


async def _start(_: Page) -> None:
    """The page as a first visitor meets it."""


async def _preview(page: Page) -> None:
    await page.get_by_role("button", name=f"Share {KEPT_OUT} again").click()
    await expect(page.get_by_role("button", name=f"Remove {KEPT_OUT}")).to_be_visible()
    await page.keyboard.press("Enter")
    if page.viewport_size and page.viewport_size["width"] == PHONE[0]:
        await page.get_by_role("button", name="1 reply").click()
    await expect(page.locator('[data-action="add_job"]')).to_be_visible()
    await page.mouse.move(5, 5)


async def _report(page: Page) -> None:
    await _preview(page)
    await page.locator('[data-action="add_job"]').click()
    await expect(page.get_by_title(f"{Path(KEPT_OUT).stem}-results.csv")).to_be_visible()
    line = page.locator("#thread").get_by_text(" rows = ").first
    await line.evaluate("(node) => node.closest('.message').scrollIntoView({ block: 'start' })")
    await page.evaluate("document.activeElement.blur()")
    await page.mouse.move(5, 5)


async def _confirm(page: Page) -> None:
    await _report(page)
    await page.locator('[data-action="retry_exclusion_list"]').click()
    await expect(page.get_by_role("alertdialog")).to_be_visible()


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


async def _hints(page: Page) -> None:
    await page.get_by_role("textbox", name="Message #leads").press_sequentially("/addleads")


PICTURES = (
    Picture("start", _start, themes=("light", "dark")),
    Picture("preview", _preview),
    Picture("report", _report, themes=("light", "dark")),
    Picture("retry", _confirm),
    Picture("amplemarket", _faults, themes=("light", "dark"), size=(1500, 900)),
    Picture("commands", _hints),
    Picture("phone", _report, size=PHONE),
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
            for theme in picture.themes:
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
        served = await stack.enter_async_context(serve_page(slack, amplemarket, guide=guide, home=False))
        await page.goto(served.url)
        await expect(page.locator(".message.pinned")).to_be_visible()
        await picture.take(page)
        await page.screenshot(path=target, animations="disabled", caret="hide")
        await page.goto("about:blank")


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
