"""A page on both sandboxes, in a real browser. All of it lives in the session's event loop: the browser does.

Without a browser these tests are skipped; with CI=true they fail instead.
"""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page, async_playwright, expect
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import SHORTCUTS, Guide, guided_start, serve_page
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.truth import AS_DOCUMENTED
from bot.settings import Settings
from tests.sandbox.page.visit import ARGUMENTS, PATIENCE, Visit, chromium

Visiting = Callable[[str], Awaitable[Visit]]

session = pytest_asyncio.fixture(loop_scope="session")


class Pool:
    """Windows that are used again and again: a new one costs more than most tests."""

    def __init__(self, browser: BrowserContext) -> None:
        self._browser = browser
        self._free: list[Page] = []

    @asynccontextmanager
    async def window(self, url: str) -> AsyncIterator[Page]:
        """A fresh start on the page; an error of its code, or a complaint of the browser, fails the test."""
        page = self._free.pop() if self._free else await self._browser.new_page()
        wrong: list[str] = []

        def said(message: ConsoleMessage) -> None:
            if _is_wrong(message.type, message.text):
                wrong.append(message.text)

        def failed(error: Error) -> None:
            wrong.append(str(error))

        page.on("console", said)
        page.on("pageerror", failed)
        await page.bring_to_front()  # one behind another draws once a second
        await page.goto(url)
        await expect(page.get_by_role("button", name="Act as")).to_be_visible()
        yield page
        page.remove_listener("console", said)
        page.remove_listener("pageerror", failed)
        await page.evaluate("sessionStorage.clear(); localStorage.clear()")
        if self._free:  # only one stays on the page: to come from elsewhere takes a browser twice as long
            await page.goto("about:blank")
        self._free.insert(0, page)
        assert wrong == []


def _is_wrong(kind: str, text: str) -> bool:
    """A refusal that the page tells the person is in order; the browser logs it all the same."""
    return kind in {"error", "warning"} and "Failed to load resource" not in text


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[BrowserContext]:
    """One profile for all windows: who one acts as is kept per window, everything else per port."""
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("There is no Chromium here (set CHROMIUM, or install Debian's package chromium)")
        pytest.skip("There is no Chromium here (set CHROMIUM, or install Debian's package chromium)")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, headless=True, args=list(ARGUMENTS))
        yield await browser.new_context(viewport={"width": 1440, "height": 900})
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def pool(browser: BrowserContext) -> Pool:
    browser.set_default_timeout(PATIENCE)
    return Pool(browser)


@pytest.fixture
def patience() -> float:
    """How long Slack waits for an ack; a test in which none comes has something short."""
    return 3.0


@session
async def slack(patience: float) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(ack_timeout=patience) as slack:
        yield slack


@session
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox(quirks=AS_DOCUMENTED) as amplemarket:
        yield amplemarket


@session
async def guide(slack: SlackSandbox, amplemarket: AmplemarketSandbox) -> Guide:
    return guided_start(slack, amplemarket)


@pytest.fixture(scope="session")
def port() -> int:
    """The same for all tests, so that the browser has the page's files already."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@session
async def url(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide, port: int
) -> AsyncIterator[str]:
    async with serve_page(slack, amplemarket, guide=guide, port=port, shortcuts=SHORTCUTS) as page:
        yield page.url


@session
async def bot(
    slack: SlackSandbox,
    amplemarket: AmplemarketSandbox,
    guide: Guide,
    tmp_path: Path,
    opening: asyncio.Task[Visit],
) -> AsyncIterator[None]:
    """The real one, only less patient. It starts while the browser is busy with the page."""
    del opening
    settings = Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "amplemarket_api_key": amplemarket.api_key,
            "amplemarket_api_url": amplemarket.url,
            "amplemarket_requests_per_minute": 100_000,
            "addleads_database_url": f"sqlite:///{tmp_path}/addleads.db",
            "addleads_admins": guide.admin.id,
        }
    )
    async with running(settings, backoff=Backoff(tries=3, first=0.01, longest=0.02)) as bot:
        await bot.store.aliases.put(Alias(EVERY_TEAM, guide.alias, guide.sequence))
        yield


@session
async def bolt(slack: SlackSandbox, url: str) -> AsyncIterator[AsyncApp]:
    """A small app of the test's own instead of the bot; it hears as soon as it has listeners."""
    del url  # the page is there first, as in the demo
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[]))
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    await slack.until(slack.sockets, what="the app's socket")
    yield app
    await handler.close_async()


@session
async def windows(
    pool: Pool, slack: SlackSandbox, amplemarket: AmplemarketSandbox, guide: Guide
) -> AsyncIterator[Visiting]:
    """Opens windows; each is a browser of its own."""
    async with AsyncExitStack() as stack:

        async def opened(url: str) -> Visit:
            return Visit(await stack.enter_async_context(pool.window(url)), slack, amplemarket, guide)

        yield opened


@session
async def opening(windows: Visiting, url: str) -> AsyncIterator[asyncio.Task[Visit]]:
    """A window that is on its way to the page."""
    task = asyncio.ensure_future(windows(url))
    yield task
    await task


@session
async def visit(opening: asyncio.Task[Visit], bot: None) -> Visit:
    """A visitor while the real bot is at work."""
    del bot
    return await opening


@session
async def visit_bolt(opening: asyncio.Task[Visit], bolt: AsyncApp) -> Visit:
    """A visitor while the test's own app is at work."""
    del bolt
    return await opening
