"""The real bot between a local Slack and a local Amplemarket, over loopback sockets."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.e2e.secrecy import heard, leaked, secrets_of
from tests.e2e.world import Serve, World

IMPATIENT = Backoff(tries=3, first=0.01, longest=0.02)


@pytest.fixture(autouse=True)
def no_log_line_tells_on_anybody(request: pytest.FixtureRequest) -> Iterator[None]:
    """At the end of each test here: no address, name, token or cell of it stands in any line of the log."""
    with heard() as lines:
        yield
    held = {name: request.node.funcargs.get(name) for name in ("slack", "amplemarket")}
    assert leaked(lines, secrets_of(**held)) == []


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox() as slack:
        yield slack


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox() as amplemarket:
        yield amplemarket


@pytest.fixture
def settings(slack: SlackSandbox, amplemarket: AmplemarketSandbox, tmp_path: Path) -> Settings:
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "amplemarket_api_key": amplemarket.api_key,
            "amplemarket_api_url": amplemarket.url,
            "amplemarket_requests_per_minute": 100_000,
            "addleads_database_url": f"sqlite:///{tmp_path}/addleads.db",
        }
    )


@pytest.fixture
def serve() -> Serve:
    """Starts a bot as `addleads serve` does, only less patient."""
    return lambda settings: running(settings, backoff=IMPATIENT)


@pytest.fixture
async def world(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> AsyncIterator[World]:
    sequence = amplemarket.add_sequence("Q4 Outbound – DACH")
    async with serve(settings) as bot:
        await bot.store.aliases.put(Alias(EVERY_TEAM, "q4-outbound", sequence))
        ana, bo = slack.add_person("ana", name="Ana Ruiz"), slack.add_person("bo", name="Bo Li")
        sales = slack.add_channel("sales", people=[ana, bo])
        yield World(slack, amplemarket, sequence, settings, bot, ana, bo, sales)
