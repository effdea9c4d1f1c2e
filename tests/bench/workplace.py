"""Where the bot is measured: a local Slack and a local Amplemarket in this process, the bot in its own."""

import asyncio
import gc
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import Channel, Message, Person, Posted, SlackSandbox
from tests.bench.bot_process import PROGRAM, BotProcess, bot_process

ALIAS = "q4-outbound"
UNLIMITED = 100_000
"""Calls a minute that are never reached: where the latency is to be the floor, the rate limit must not be."""

BARE_BOLT = PROGRAM.with_name("bare_bolt.py")
OBVIOUS_BOT = PROGRAM.with_name("obvious_bot.py")
"""Knows no command: its sequence stands in the environment."""

_START, _PATIENCE = 60.0, 120.0


class BotEndedError(Exception):
    """The bot's process has ended; the message is its log."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Fields.

    start_seconds: from starting the bot to its connection.
    idle_mb: the bot's memory then.
    """

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    bot: BotProcess
    ana: Person
    sales: Channel
    sequence: str
    start_seconds: float
    idle_mb: float

    async def name_the_sequence(self) -> None:
        await self.slack.command(self.ana, self.sales, "/addleads", f"alias add {ALIAS} {self.sequence}")
        await self.slack.until(lambda: self.slack.ephemerals(self.ana), what="an answer to the command")

    async def share(self, name: str, content: bytes) -> Posted:
        return await self.slack.upload(self.ana, self.sales, name, content, text=f"for {ALIAS} please")

    async def reply(self, thread_ts: str, matches: Callable[[Message], bool], what: str) -> Message:
        """The first message of a thread for which this holds, once there is one."""

        def find() -> Message | None:
            if self.bot.process.returncode is not None:
                raise BotEndedError(self.bot.log)
            return next((one for one in self.slack.thread(self.sales, thread_ts) if matches(one)), None)

        return await self.slack.until(find, timeout=_PATIENCE, what=what)


@asynccontextmanager
async def workplace(
    *,
    latency: float,
    per_minute: int,
    more: Mapping[str, str] | None = None,
    rate_limits: bool = False,
    program: Path = PROGRAM,
    speed: float = 1,
) -> AsyncIterator[Workplace]:
    """A running bot between the two sandboxes.

    Args:
        latency: seconds that each call to Amplemarket takes.
        per_minute: what AMPLEMARKET_REQUESTS_PER_MINUTE is set to.
        more: further settings.
        rate_limits: whether Slack has its own.
        program: what is started: our bot, or one that ours is held against.
        speed: of the bot's clock, against the machine's.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="addleads-bench-")))
        slack = await stack.enter_async_context(SlackSandbox(rate_limits=rate_limits))
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=latency, calls_per_minute=max(500, per_minute))
        )
        ana = slack.add_person("ana", name="Ana Ruiz")
        sequence = amplemarket.add_sequence("Q4 Outbound")
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "AMPLEMARKET_API_KEY": amplemarket.api_key,
            "AMPLEMARKET_API_URL": amplemarket.url,
            "AMPLEMARKET_REQUESTS_PER_MINUTE": str(per_minute),
            "ADDLEADS_DATABASE_URL": f"sqlite:///{folder}/addleads.db",
            "SEQUENCE": sequence,
            **(more or {}),
        }
        gc.collect()
        gc.freeze()  # the sandboxes' own pauses are nobody's figures
        began = time.monotonic()
        bot = await stack.enter_async_context(bot_process(folder, settings, program, speed))
        ended = asyncio.create_task(bot.process.wait())
        ended.add_done_callback(lambda _: slack.changed())
        await slack.until(
            lambda: slack.sockets() or bot.process.returncode is not None, timeout=_START, what="the bot"
        )
        if bot.process.returncode is not None:
            raise BotEndedError(bot.log)
        place = Workplace(
            slack=slack,
            amplemarket=amplemarket,
            bot=bot,
            ana=ana,
            sales=slack.add_channel("sales", people=[ana]),
            sequence=sequence,
            start_seconds=time.monotonic() - began,
            idle_mb=bot.resident_mb,
        )
        if program != OBVIOUS_BOT:
            await place.name_the_sequence()
        yield place
