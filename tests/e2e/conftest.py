"""The real bot between a local Slack and a local Amplemarket, over loopback sockets."""

import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import Bot, running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import Channel, CommandResult, Message, Person, Posted, SlackSandbox
from bot.settings import Settings

IMPATIENT = Backoff(tries=3, first=0.01, longest=0.02)


@dataclass(frozen=True, slots=True)
class World:
    """A bot at work, and the two services around it.

    Fields:
        sequence: the id behind the alias `q4-outbound`.
        ana, bo: two people in the channel `sales`, where the bot is too.
    """

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    sequence: str
    settings: Settings
    bot: Bot
    ana: Person
    bo: Person
    sales: Channel

    async def type(self, text: str, *, person: Person | None = None) -> CommandResult:
        """Somebody (Ana, unless said otherwise) types the command."""
        return await self.slack.command(person or self.ana, self.sales, "/addleads", text)

    async def share(self, content: str | bytes, text: str = "for q4-outbound please", name: str = "l.csv") -> Posted:
        """Ana shares a file in the channel."""
        data = content.encode() if isinstance(content, str) else content
        return await self.slack.upload(self.ana, self.sales, name, data, text=text)

    async def message(self, *words: str) -> Message:
        """The first message of the channel that holds all these words, once there is one."""

        def find() -> Message | None:
            found = (one for one in self.slack.messages(self.sales) if all(word in one.text for word in words))
            return next(found, None)

        return await self.slack.until(find, what=f"a message with {words}")

    async def whisper(self, *words: str, person: Person | None = None) -> str:
        """What only Ana (or the person) was told, once it holds all these words."""

        def find() -> str | None:
            told = (one.text for one in self.slack.ephemerals(person or self.ana))
            return next((one for one in told if all(word in one for word in words)), None)

        return await self.slack.until(find, what=f"an ephemeral message with {words}")

    def members(self) -> set[str]:
        """Who is in the sequence, by Amplemarket's own truth."""
        return {one.email or one.linkedin_url or "" for one in self.amplemarket.added(self.sequence)}

    async def result_file(self) -> list[dict[str, str]]:
        """The rows of the result file, once it stands in the channel."""
        found = await self.slack.until(
            lambda: [file for file in self.slack.files() if file.name.endswith("-results.csv")],
            what="a result file",
        )
        text = found[-1].content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


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


Serve = Callable[[Settings], AbstractAsyncContextManager[Bot]]


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
