"""`addleads demo`: the real bot on the sandbox, with somebody who shares a list and presses the buttons."""

import asyncio
import logging
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.adding.result_file import result_file, result_file_name
from bot.app import Bot, running
from bot.leads.errors import AddLeadsError
from bot.leads.reading import read_leads
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.local import BACKOFF, CALLS_A_MINUTE, INTRODUCTION, LATENCY, sandbox_settings
from bot.sandbox.slack import Channel, Message, Person, Posted, SlackSandbox
from bot.sandbox.transcript import message_lines
from bot.sandbox.truth import TARGET, an_account, contradictions, keep_some_out
from bot.telemetry import set_up_logging

SAMPLE = "DACH fintech.csv"
ALIAS = "q4-outbound"
PATIENCE = 600.0
"""Seconds to wait for anything in the conversation."""


@dataclass(slots=True)
class Demo:
    """One run. The parts are the real ones; only the two services around them are local."""

    console: Console
    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    bot: Bot
    sequence: str
    ana: Person
    sales: Channel

    async def play(self, name: str, content: bytes, leads: int) -> bool:
        """Share the list, confirm, wait, retry; whether the report was true."""
        await self._name_the_sequence()
        self._says(self.ana, f"shares {name} in #{self.sales.name}: “for {ALIAS} please”")
        shared = await self.slack.upload(self.ana, self.sales, name, content, text=f"for {ALIAS} please")
        first = await self._answer(shared.ts, 0)
        self._shows(first)
        if "add_job" in first.elements:
            self._says(self.ana, f"presses [ {first.elements['add_job']['text']['text']} ]")
            await self.slack.click(self.ana, first, "add_job")
        elif not _is_report(first):
            return False
        report = await self._report(shared.ts, leads)
        self._shows(report)
        await self._retry_all(shared.ts, report)
        root = await self.bot.store.jobs.by_origin(_origin(shared))
        return root is not None and await self._settle(name, root)

    async def _name_the_sequence(self) -> None:
        command = f'alias add {ALIAS} "{TARGET}"'
        self._says(self.ana, f"types /addleads {command}")
        await self.slack.command(self.ana, self.sales, "/addleads", command)
        await self.slack.until(lambda: self.slack.ephemerals(self.ana), what="an answer to the command")

    async def _answer(self, ts: str, seen: int) -> Message:
        """The next reply of the bot in the thread, after the `seen` first ones."""
        replies = await self.slack.until(
            lambda: [one for one in self.slack.thread(self.sales, ts)[1:] if not one.files][seen:],
            timeout=PATIENCE,
            what="an answer in the thread",
        )
        return replies[0]

    async def _report(self, ts: str, leads: int) -> Message:
        """Wait for the report, with a bar that follows the calls."""
        columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("leads"))
        with Progress(*columns, console=self.console, transient=not self.console.is_terminal) as bar:
            task = bar.add_task("sent to Amplemarket", total=leads)

            def ended() -> list[Message]:
                sent = sum(len(call.leads) for call in self.amplemarket.calls)
                bar.update(task, completed=sent)
                return self._reports(ts)

            return (await self.slack.until(ended, timeout=PATIENCE, what="the report"))[0]

    async def _retry_all(self, ts: str, report: Message) -> None:
        """Press each retry button, as somebody would who has read its dialog."""
        for action_id, element in report.elements.items():
            if not action_id.startswith("retry_") or action_id == "retry_together":
                continue  # what is retried one by one is not left for all together
            known = len(self._reports(ts))
            pressed = await self.slack.click(self.ana, report, action_id)
            if pressed.confirm:
                title, agree = pressed.confirm["title"]["text"], pressed.confirm["confirm"]["text"]
                self._says(
                    self.ana, f"presses [ {element['text']['text']} ], reads “{title}”, presses [ {agree} ]"
                )
            reports = await self.slack.until(
                partial(self._more_reports, ts, known), timeout=PATIENCE, what="the report of the retry"
            )
            self._shows(reports[0])

    def _reports(self, ts: str) -> list[Message]:
        return [one for one in self.slack.thread(self.sales, ts) if _is_report(one)]

    def _more_reports(self, ts: str, known: int) -> list[Message]:
        return self._reports(ts)[known:]

    async def _settle(self, name: str, root: Job) -> bool:
        """What became of every row after all retries, held against the sandbox's own truth."""
        rows = await self._final_rows(root)
        differences = contradictions(self.amplemarket, self.sequence, rows)
        path = Path.cwd() / result_file_name(name)
        await asyncio.to_thread(
            path.write_bytes, result_file(root.header, [(row.cells, row.outcome) for row in rows])
        )
        tally = Tally.of((row.outcome for row in rows), len(rows))
        added = tally[Outcome.ADDED]
        self.console.print()
        if differences:
            self.console.print("[bold red]The sandbox disagrees:[/] " + "; ".join(differences[:10]))
        else:
            self.console.print(
                f"The sandbox agrees, row by row: it has these {added:,} in the sequence, and nobody else."
            )
        self.console.print("After the retries:", style="dim")
        self.console.print(tally.line, style="bold", highlight=False, soft_wrap=True)
        self.console.print(f"Result file: {path}", highlight=False, soft_wrap=True)
        return not differences

    async def _final_rows(self, root: Job) -> list[JobRow]:
        """The rows of the first job, each with its last outcome in the chain of retries."""
        jobs = self.bot.store.jobs
        rows = {row.row: row async for row in jobs.rows(root.id)}
        waiting = await jobs.children(root.id)
        while waiting:
            child = waiting.pop(0)
            rows.update({row.row: row async for row in jobs.rows(child.id)})
            waiting.extend(await jobs.children(child.id))
        return list(rows.values())

    def _says(self, person: Person, deed: str) -> None:
        self.console.print(f"\n[bold cyan]{person.handle}[/] {deed}", highlight=False)

    def _shows(self, message: Message) -> None:
        handles = {person.id: person.handle for person in self.slack.people}
        lines = message_lines(message, lambda user: handles.get(user, user))
        self.console.print(
            Panel("\n".join(lines), title="addleads", title_align="left", expand=False), markup=False
        )


def _origin(shared: Posted) -> str:
    """What the bot takes the upload for: one event, one file."""
    event = shared.delivery.payload["event_id"] if shared.delivery else ""
    return f"event:{event}:{shared.files[0].id}"


def _is_report(message: Message) -> bool:
    return " rows = " in message.text


async def run_demo(file: Path | None) -> int:
    """Run the demo on a list; the exit code."""
    console = Console()
    set_up_logging(json=False, level=logging.WARNING)
    name, content = await asyncio.to_thread(_list, file)
    try:
        leads = read_leads(content, name).leads
    except AddLeadsError:
        leads = []  # the bot will say in the thread what is wrong with it
    console.print(INTRODUCTION, style="dim")
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        slack = await stack.enter_async_context(SlackSandbox())
        amplemarket = await stack.enter_async_context(
            AmplemarketSandbox(latency=LATENCY, calls_per_minute=CALLS_A_MINUTE)
        )
        sequence = an_account(amplemarket)
        keep_some_out(amplemarket, sequence, leads)
        ana = slack.add_person("ana", name="Ana Ruiz")
        sales = slack.add_channel("sales", people=[ana])
        settings = sandbox_settings(slack, amplemarket, Path(folder) / "addleads.db", len(leads))
        bot = await stack.enter_async_context(running(settings, backoff=BACKOFF))
        demo = Demo(console, slack, amplemarket, bot, sequence, ana, sales)
        return 0 if await demo.play(name, content, len(leads)) else 1


def _list(file: Path | None) -> tuple[str, bytes]:
    """The list to share: the person's own, else the one that ships with the project."""
    if file:
        return file.name, file.read_bytes()
    return SAMPLE, (files("bot.sandbox") / "samples" / SAMPLE).read_bytes()
