"""A strict Slack on this machine, our adapter's parts connected to it, and golden files of what it posts."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.slack.blocks.elements import Block, Message
from bot.slack.clients import posting_client, repeating_client
from bot.slack.files import Downloads
from bot.slack.pacing import Pace
from bot.slack.saying import Saying
from bot.slack.web import SlackWeb
from bot.store import Store

GOLDEN = Path(__file__).parent / "golden"
REWRITE = "REWRITE_GOLDEN"
"""With this variable set, the golden files are written anew: then read the difference in the review."""

_rewrite = bool(os.environ.get(REWRITE))

Golden = Callable[[str, Message], None]
GoldenView = Callable[[str, Block], None]


@pytest.fixture
def golden() -> Golden:
    """Hold a message against the file that shows it."""

    def check(name: str, message: Message) -> None:
        _hold(name, {"text": message.text.split("\n"), "blocks": message.blocks})

    return check


@pytest.fixture
def golden_view() -> GoldenView:
    """Hold a modal against the file that shows it."""
    return _hold


def _hold(name: str, shown: Block) -> None:
    path = GOLDEN / f"{name}.json"
    found = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
    if _rewrite:
        path.write_text(found)
    assert path.exists(), f"{path.name} is missing: {REWRITE}=1 writes it"
    assert found == path.read_text(), f"{path.name} differs: {REWRITE}=1 writes it anew"


class VirtualClock:
    """Time that passes only when somebody sleeps.

    Fields:
        slept: the seconds of each sleep.
    """

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_790_000_000 + sum(self.slept), UTC)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing else, made once: each test begins with a copy."""

    async def migrate(file: Path) -> None:
        async with Store.open(f"sqlite:///{file}", clock=VirtualClock()):
            pass

    file = tmp_path_factory.mktemp("slack") / "migrated.db"
    asyncio.run(migrate(file))
    return file


@pytest.fixture
async def store(tmp_path: Path, migrated: Path, clock: VirtualClock) -> AsyncIterator[Store]:
    file = shutil.copy(migrated, tmp_path / "slack.db")
    async with Store.open(f"sqlite:///{file}", clock=clock) as store:
        yield store


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def ana(slack: SlackSandbox) -> Person:
    return slack.add_person("ana", name="Ana Ruiz")


@pytest.fixture
def sales(slack: SlackSandbox, ana: Person) -> Channel:
    return slack.add_channel("sales", people=[ana])


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def web(slack: SlackSandbox, session: aiohttp.ClientSession, clock: VirtualClock) -> SlackWeb:
    """The adapter as `app.py` builds it, only that it does not wait between its tries."""
    return SlackWeb(
        _impatient(repeating_client(slack.bot_token, slack.api_url, session)),
        _impatient(posting_client(slack.bot_token, slack.api_url, session)),
        Saying(Pace(clock)),
    )


def _impatient(client: AsyncWebClient) -> AsyncWebClient:
    for handler in client.retry_handlers:
        handler.interval_calculator = FixedValueRetryIntervalCalculator(0)
    return client


@pytest.fixture
def downloads(
    slack: SlackSandbox, session: aiohttp.ClientSession, web: SlackWeb, clock: VirtualClock
) -> Downloads:
    return Downloads(session, web, clock, slack.bot_token, slack.api_url, most_mb=1)
