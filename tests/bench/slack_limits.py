"""Twenty jobs of 5,000 leads at once in one channel, with Slack's rate limits in force.

    python -m tests.bench.slack_limits [--jobs 20] [--leads 5000]

No message may be lost, no report may come later than ten seconds after its job, and nothing that people wait
for may be refused for good. Amplemarket's own limit is the real one, so this takes some minutes.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.amplemarket import AmplemarketSandbox, adds_leads
from bot.sandbox.slack import Channel, Message, Person, SlackSandbox
from tests.bench.figures import Figure, table
from tests.bench.workplace import ALIAS, workplace

MOST_SECONDS = 10.0
"""Between the last answer to a job and its report."""

LOOK_EVERY = 0.02
TURNED_AWAY = 429
PATIENCE = 600.0


@dataclass(slots=True)
class Timing:
    """When things came about, by job.

    Fields:
        sent: leads whose call was answered.
        ended: when the last of them was.
        told: when the report stood in the thread.
    """

    sent: Counter[int] = field(default_factory=Counter)
    ended: dict[int, float] = field(default_factory=dict)
    told: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rush:
    """Many lists at once, shared in one channel by one person.

    Fields:
        alias: the sequence that the lists name.
        now: the seconds by which all is measured.
    """

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    ana: Person
    sales: Channel
    alias: str
    jobs: int
    leads: int
    now: Callable[[], float] = time.monotonic

    async def measured(self) -> list[Figure]:
        """Share them all, press all buttons, and wait for all that is to come."""
        threads = await asyncio.gather(*map(self._share, range(self.jobs)))
        previews = [await self._preview(ts) for ts in threads]
        await asyncio.gather(*(self.slack.click(self.ana, preview, "add_job") for preview in previews))
        timing = Timing()
        watching = asyncio.create_task(self._watch(timing, threads))
        await self.slack.until(
            lambda: all(map(self._is_told, threads)), timeout=PATIENCE, what="all reports and their files"
        )
        await watching
        return self._figures(timing, threads)

    async def _share(self, number: int) -> str:
        rows = "".join(f"p{one}@job{number}.example\n" for one in range(self.leads))
        shared = await self.slack.upload(
            self.ana,
            self.sales,
            f"list-{number}.csv",
            f"Email\n{rows}".encode(),
            text=f"for {self.alias} please",
        )
        return shared.ts

    async def _preview(self, ts: str) -> Message:
        return await self.slack.until(
            lambda: self._reply(ts, "ready for"), timeout=PATIENCE, what="a preview"
        )

    def _reply(self, ts: str, words: str) -> Message | None:
        return next((one for one in self.slack.thread(self.sales, ts)[1:] if words in one.text), None)

    def _is_told(self, ts: str) -> bool:
        """The report, the file, and no progress bar left standing."""
        replies = self.slack.thread(self.sales, ts)[1:]
        return (
            any(" rows = " in one.text for one in replies)
            and any(one.files for one in replies)
            and not any("% done" in one.text or "started this" in one.text for one in replies)
        )

    async def _watch(self, timing: Timing, threads: list[str]) -> None:
        seen = 0
        while len(timing.told) < self.jobs:
            calls = self.amplemarket.calls
            while seen < len(calls) and calls[seen].status is not None:
                if adds_leads(calls[seen]):
                    self._count(timing, calls[seen].leads)
                seen += 1
            for number, ts in enumerate(threads):
                if number not in timing.told and self._reply(ts, " rows = "):
                    timing.told[number] = self.now()
            await asyncio.sleep(LOOK_EVERY)

    def _count(self, timing: Timing, leads: list[dict[str, object]]) -> None:
        number = int(str(leads[0]["email"]).split("@job")[1].split(".")[0])
        timing.sent[number] += len(leads)
        if timing.sent[number] >= self.leads:
            timing.ended.setdefault(number, self.now())

    def _figures(self, timing: Timing, threads: list[str]) -> list[Figure]:
        late = [timing.told[number] - timing.ended[number] for number in range(self.jobs)]
        away = Counter(call.method for call in self.slack.calls if call.status == TURNED_AWAY)
        edits = len(self.slack.calls_of("chat.update"))
        lines = [
            [one for one in self.slack.thread(self.sales, ts) if " rows = " in one.text] for ts in threads
        ]
        files = [[one for one in self.slack.thread(self.sales, ts)[1:] if one.files] for ts in threads]
        whole = f"{self.leads:,} rows = {self.leads:,} added"
        return [
            Figure("latest report after its job", max(late), "s", MOST_SECONDS),
            Figure("jobs without exactly one report", sum(len(one) != 1 for one in lines), "", 0),
            Figure("jobs without exactly one result file", sum(len(one) != 1 for one in files), "", 0),
            Figure("reports that do not tell all", sum(whole not in one[0].text for one in lines), "", 0),
            Figure("leads missing in the sequence", self.jobs * self.leads - self._added(), "", 0),
            Figure("reports in place of the status message", sum(bool(one[0].edits) for one in lines)),
            Figure("edits", edits, note="of which progress is what is left after two a job"),
            Figure("calls turned away and made again", away.total(), note=", ".join(sorted(away))),
        ]

    def _added(self) -> int:
        return sum(len(call.leads) for call in self.amplemarket.calls if adds_leads(call) and call.processed)


async def rush(jobs: int, leads: int) -> list[Figure]:
    """With the real program, in a process of its own."""
    async with workplace(latency=0.3, per_minute=480, rate_limits=True) as place:
        return await Rush(
            place.slack, place.amplemarket, place.ana, place.sales, ALIAS, jobs, leads
        ).measured()


def main() -> int:
    """The exit code: 1 where an aim was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.slack_limits")
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--leads", type=int, default=5000)
    options = parser.parse_args()
    figures = asyncio.run(rush(options.jobs, options.leads))
    title = f"{options.jobs} jobs of {options.leads:,} leads at once, Slack's rate limits in force"
    sys.stdout.write(table(title, figures) + "\n")
    return int(any(one.met is False for one in figures))


if __name__ == "__main__":
    raise SystemExit(main())
