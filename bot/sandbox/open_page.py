"""`addleads demo --page`: the same sandbox with a face, to try the bot by hand in a browser."""

import asyncio
import logging
import signal
import tempfile
import webbrowser
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.demo import CALLS_A_MINUTE, INTRODUCTION, LATENCY, sandbox_settings
from bot.sandbox.page import SHORTCUTS, guided_start, serve_page
from bot.sandbox.slack import SlackSandbox
from bot.telemetry import set_up_logging

LEADS = 132
"""As many as the largest sample list has: decides how many calls there are to watch."""


async def run_page() -> int:
    """Serve the page until Ctrl-C; the exit code."""
    console = Console()
    set_up_logging(json=False, level=logging.WARNING)
    console.print(INTRODUCTION, style="dim")
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        slack = await stack.enter_async_context(SlackSandbox())
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=LATENCY, calls_per_minute=CALLS_A_MINUTE)
        )
        guide = guided_start(slack, amplemarket)  # before the bot connects, so that it hears nothing of it
        settings = sandbox_settings(slack, amplemarket, Path(folder) / "addleads.db", LEADS).model_copy(
            update={"addleads_admins": frozenset({guide.admin.id})}
        )
        bot = await stack.enter_async_context(running(settings, backoff=Backoff(tries=4, first=0.2)))
        await bot.store.aliases.put(Alias(EVERY_TEAM, guide.alias, guide.sequence))
        page = await stack.enter_async_context(
            serve_page(slack, amplemarket, guide=guide, shortcuts=SHORTCUTS, home=False)
        )
        console.print(f"Open {page.url}  (Ctrl-C ends it)", highlight=False)
        await asyncio.to_thread(webbrowser.open, page.url)
        await _until_told_to_end()
    return 0


async def _until_told_to_end() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
