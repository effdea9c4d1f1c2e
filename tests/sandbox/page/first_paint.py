"""How long a visitor waits after `addleads demo --page`: from the start of Python to words on the screen."""

import asyncio
import os
import re
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright, expect

from tests.sandbox.page.visit import ARGUMENTS, PATIENCE, chromium, probe

AIM = 3.0
"""Seconds until the first paint, on a machine that has nothing else to do."""


@dataclass(frozen=True, slots=True)
class FirstPaint:
    """Seconds since the start of the program.

    Fields:
        painted: the first words are on the screen.
        painted_after_opening: the same, since the browser was sent to the page.
        connected: the bot answers.
    """

    painted: float
    painted_after_opening: float
    connected: float


async def first_paint(browser: BrowserContext) -> FirstPaint:
    """Start the demo, go to the address that it prints, and end it with Ctrl-C."""
    page = await browser.new_page()
    began = time.time()
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--page",
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "BROWSER": "true", "PYTHONPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    try:
        assert demo.stdout is not None
        told = (await demo.stdout.readuntil(b"(Ctrl-C")).decode()
        await page.goto(re.findall(r"http://\S+", told)[-1])
        painted, origin = await page.evaluate(probe("painted")), await page.evaluate("performance.timeOrigin")
        await expect(page.get_by_text("addleads is connected")).to_be_attached(timeout=PATIENCE)
        return FirstPaint((origin + painted) / 1000 - began, painted / 1000, time.time() - began)
    finally:
        await page.close()
        demo.send_signal(signal.SIGINT)
        assert await demo.wait() == 0


async def measured(rounds: int) -> list[FirstPaint]:
    """In a browser of its own; [] where there is none."""
    path = chromium()
    if path is None:
        return []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        context = await browser.new_context(viewport={"width": 1440, "height": 900})
        try:
            return [await first_paint(context) for _ in range(rounds)]
        finally:
            await browser.close()
