"""`make demo`: the sandbox with a face, to try the bot by hand in a browser."""

import asyncio
import logging
import signal
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.adding.job import EVERY_TEAM, Alias
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.local import BACKOFF, CALLS_A_MINUTE, INTRODUCTION, LATENCY, sandbox_settings
from bot.sandbox.page import SHORTCUTS, Guide, Starting, guided_start, serve_page
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.truth import AS_DOCUMENTED
from bot.telemetry import set_up_logging

if TYPE_CHECKING:
    from bot.app import Bot

LEADS = 132
"""As many as the largest sample list has."""

TEXT_BROWSERS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""They would take the terminal over, and run no JavaScript."""


async def run_page() -> int:
    """Serve the page until Ctrl-C; the exit code.

    The page comes first; the bot, which takes longer to load, connects while the browser draws it. What a
    quick visitor does before that is held.
    """
    console = Console()
    set_up_logging(json=False, level=logging.WARNING)
    console.print(INTRODUCTION, style="dim")
    stop = _told_to_end()
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackSandbox())
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=LATENCY, calls_per_minute=CALLS_A_MINUTE, quirks=AS_DOCUMENTED)
        )
        guide = guided_start(slack, amplemarket)  # before the bot connects, so that it hears nothing of it
        starting = Starting(slack, waits=True)
        page = await stack.enter_async_context(
            serve_page(slack, amplemarket, guide=guide, shortcuts=SHORTCUTS, home=True, starting=starting)
        )
        console.print(f"Open {page.url}  (Ctrl-C ends it)", highlight=False)
        _open(page.url)
        await stack.enter_async_context(_bot(slack, amplemarket, guide))
        starting.done()
        await stop.wait()
    return 0


@asynccontextmanager
async def _bot(slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide) -> AsyncIterator[None]:
    """The real one; it is loaded beside the page that is being served."""
    running = await asyncio.to_thread(_loaded)
    with tempfile.TemporaryDirectory() as folder:
        settings = sandbox_settings(slack, amplemarket, Path(folder) / "addleads.db", LEADS).model_copy(
            update={"addleads_admins": frozenset({guide.admin.id})}
        )
        async with running(settings, backoff=BACKOFF) as bot:
            await bot.store.aliases.put(Alias(EVERY_TEAM, guide.alias, guide.sequence))
            yield


def _loaded() -> "Callable[..., AbstractAsyncContextManager[Bot]]":
    from bot.app import running  # noqa: PLC0415 - a second's worth of imports, which the page need not wait for

    return running


def _open(url: str) -> None:
    """In a thread that nobody waits for: some browsers keep it until they are closed."""
    try:
        name = getattr(webbrowser.get(), "name", "")
    except webbrowser.Error:
        return
    if name not in TEXT_BROWSERS:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _told_to_end() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
