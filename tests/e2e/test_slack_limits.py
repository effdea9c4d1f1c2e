"""Slack's rate limits in force, in time that passes four times as fast; in full size: `make stress`."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.adding.backoff import Backoff
from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.bench.slack_limits import Rush

FASTER = 4


@dataclass(frozen=True, slots=True)
class FastClock:
    """Real time, sped up."""

    began: float = field(default_factory=time.time)

    def seconds(self) -> float:
        return self.began + (time.time() - self.began) * FASTER

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / FASTER)


@pytest.fixture
def clock() -> FastClock:
    return FastClock()


@pytest.fixture
async def slack(clock: FastClock) -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox(rate_limits=True, clock=clock.seconds) as slack:
        yield slack


async def test_many_jobs_at_once_in_one_channel(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, clock: FastClock
) -> None:
    """No message is lost, no report comes late, nothing is told twice."""
    async with running(settings, clock=clock, backoff=Backoff(tries=3, first=0.01, longest=0.02)) as bot:
        await bot.store.aliases.put(Alias(EVERY_TEAM, "q4-outbound", amplemarket.add_sequence("Q4")))
        ana = slack.add_person("ana")
        sales = slack.add_channel("sales", people=[ana])
        rush = Rush(slack, amplemarket, ana, sales, "q4-outbound", jobs=6, leads=101, now=clock.seconds)
        figures = await rush.measured()
    assert [one for one in figures if one.met is False] == []
