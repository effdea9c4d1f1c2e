"""Several real bot processes on one PostgreSQL, between the two sandboxes."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.state import JobState
from bot.jobs.clock import SystemClock
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.store import Store

ROOT = Path(__file__).parents[2]
ALIAS = "q4-outbound"
STARTS_WITHIN = 60.0


@dataclass(slots=True)
class Crowd:
    """Fields.

    processes: those that live.
    asked: the thread of each shared list, and how many leads it has.
    snapshots: leads whose end was written by some moment, with the number of calls until then.
    """

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    store: Store
    environment: Mapping[str, str]
    log: Path
    ana: Person
    sales: Channel
    sequence: str
    processes: list[Process] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    snapshots: list[tuple[int, frozenset[str]]] = field(default_factory=list)

    async def start(self, **more: str) -> Process:
        """One more process, which is connected to Slack when this returns, or has ended."""
        before = self.slack.sockets()
        with self.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "serve",
                env={**os.environ, **self.environment, "PYTHONPATH": str(ROOT), **more},
                cwd=self.log.parent,
                stderr=log,
            )
        self.processes.append(process)
        ended = asyncio.create_task(process.wait())
        ended.add_done_callback(lambda _: self.slack.changed())
        await self.slack.until(
            lambda: self.slack.sockets() > before or process.returncode is not None,
            timeout=STARTS_WITHIN,
            what="a bot process",
        )
        return process

    async def name_the_sequence(self) -> None:
        """Some process must be there to do it."""
        await self.slack.command(self.ana, self.sales, "/addleads", f"alias add {ALIAS} {self.sequence}")
        await self.slack.until(lambda: self.slack.ephemerals(self.ana), what="an answer to the command")

    async def kill(self, process: Process) -> None:
        """`kill -9`."""
        self.processes.remove(process)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def end(self, process: Process) -> int:
        """End it as a service manager does; its exit code."""
        self.processes.remove(process)
        process.terminate()
        async with asyncio.timeout(30):
            return await process.wait()

    async def share(self, leads: int) -> None:
        """Ana shares a list of so many new people."""
        number = len(self.asked)
        lines = "".join(f"p{row}@list{number}.example\n" for row in range(leads))
        posted = await self.slack.upload(
            self.ana, self.sales, f"list{number}.csv", f"E-mail\n{lines}".encode(), text=f"for {ALIAS} please"
        )
        self.asked[posted.ts] = leads

    async def all_ended(self, within: float) -> None:
        """Every list has its report. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while not all(self.reports(ts) for ts in self.asked) or await self.store.jobs.unfinished():
                await self.look()
                await asyncio.sleep(0.3)

    async def look(self) -> None:
        """Remember whose end is written now: who of them is sent from here on is sent once too often."""
        ended = frozenset([_address(row) async for row in self._rows() if _has_end(row)])
        self.snapshots.append((len(self.amplemarket.calls), ended))

    def reports(self, ts: str) -> int:
        return sum(" rows = " in one.text and one.ts != ts for one in self.slack.thread(self.sales, ts))

    def files(self, ts: str) -> int:
        return sum(bool(one.files) and one.ts != ts for one in self.slack.thread(self.sales, ts))

    # ---- the account --------------------------------------------------------------------------------

    async def not_ended_once(self) -> int:
        """Lists without exactly one job that is done, one report and one result file."""
        jobs = await self.store.jobs.recent(self.slack.team_id, self.sales.id, 10_000)
        done = [job.thread_ts for job in jobs if job.state is JobState.DONE]
        return sum((done.count(ts), self.reports(ts), self.files(ts)) != (1, 1, 1) for ts in self.asked)

    async def lost(self) -> int:
        """People who were asked for and are not in, or are not told as added; and the other way round."""
        told = {_address(row) async for row in self._rows() if row.outcome.outcome is Outcome.ADDED}
        members = [one.email or "" for one in self.amplemarket.added(self.sequence)]
        return abs(sum(self.asked.values()) - len(told)) + len(told ^ set(members))

    def resent(self) -> int:
        """People who were sent although their end was written."""
        latest = 0
        ended: frozenset[str] = frozenset()
        found: set[str] = set()
        snapshots = iter([*self.snapshots, (len(self.amplemarket.calls), frozenset[str]())])
        for until, now in snapshots:
            for call in self.amplemarket.calls[latest:until]:
                found |= ended & {str(one.get("email")) for one in call.leads}
            latest, ended = until, now
        return len(found)

    def most_in_a_minute(self) -> int:
        return self.amplemarket.most_calls_in(60)

    async def _rows(self) -> AsyncIterator[JobRow]:
        for job in await self.store.jobs.recent(self.slack.team_id, self.sales.id, 10_000):
            async for row in self.store.jobs.rows(job.id):
                yield row


def _has_end(row: JobRow) -> bool:
    return row.lead is not None and row.outcome.outcome is not Outcome.NOT_SENT


def _address(row: JobRow) -> str:
    return (row.lead and row.lead.email) or ""


@asynccontextmanager
async def crowd(
    address: str, folder: Path, *, processes: int, latency: float, per_minute: int, batch: int
) -> AsyncIterator[Crowd]:
    """Bots at work.

    Args:
        address: of an empty or migrated PostgreSQL database.
        processes: how many bots.
        folder: for their log.
        latency: seconds that each call to Amplemarket takes.
        per_minute: AMPLEMARKET_REQUESTS_PER_MINUTE.
        batch: leads per call.
    """
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(SlackSandbox())
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=latency, calls_per_minute=max(500, per_minute))
        )
        store = await stack.enter_async_context(Store.open(address, clock=SystemClock(), owner=False))
        ana = slack.add_person("ana", name="Ana Ruiz")
        environment = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "AMPLEMARKET_API_KEY": amplemarket.api_key,
            "AMPLEMARKET_API_URL": amplemarket.url,
            "AMPLEMARKET_REQUESTS_PER_MINUTE": str(per_minute),
            "AMPLEMARKET_LEADS_PER_REQUEST": str(batch),
            "ADDLEADS_DATABASE_URL": address,
            "ADDLEADS_CONFIRM_ABOVE": "100000",
        }
        sales = slack.add_channel("sales", people=[ana])
        sequence = amplemarket.add_sequence("Q4 Outbound")
        made = Crowd(slack, amplemarket, store, environment, folder / "log", ana, sales, sequence)
        stack.push_async_callback(_ended, made.processes)
        await asyncio.gather(*(made.start() for _ in range(processes)))
        if processes:
            await made.name_the_sequence()
        yield made


async def _ended(processes: Sequence[Process]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            process.kill()
    await asyncio.gather(*(process.wait() for process in processes))
