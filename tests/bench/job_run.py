"""One job as a person runs it: share the list, see the preview, press the button, read the report."""

import csv
import io
import time
from dataclasses import dataclass

from bot.sandbox.amplemarket import adds_leads
from tests.bench.workplace import Workplace

BATCH = 250
CONCURRENCY = 4
"""The defaults of AMPLEMARKET_LEADS_PER_REQUEST and AMPLEMARKET_CONCURRENCY."""

HEADER = ("First Name", "Last Name", "Work Email", "Person Linkedin Url", "Company Name", "Job Title", "City")


def lead_list(count: int, tag: str) -> bytes:
    """So many different people with seven columns each; another tag, other people."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for number in range(count):
        company = number % 4000
        person = f"first{number}.last@{tag}-{company}.example", f"https://www.linkedin.com/in/{tag}-{number}"
        names = f"First{number}", f"Last{number}"
        writer.writerow([*names, *person, f"Company {company}, Inc.", "Head of Sales, EMEA", "Zürich"])
    return out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class JobRun:
    """Moments (CLOCK_MONOTONIC) and costs of one job.

    Fields:
        calls: to Amplemarket, from the confirmation to the report.
        latency: seconds that one call took at the median, by the sandbox's own account.
        cpu: the bot's CPU seconds from sharing the list to the result file.
        cpu_sending: those of them between the confirmation and the report.
        slack_calls: of the Web API, from sharing the list to the result file.
    """

    leads: int
    shared: float
    previewed: float
    confirmed: float
    reported: float
    filed: float
    calls: int
    latency: float
    cpu: float
    cpu_sending: float
    slack_calls: int

    @property
    def seconds(self) -> float:
        """From the button to the report."""
        return self.reported - self.confirmed


async def run_job(place: Workplace, leads: int, tag: str) -> JobRun:
    """Run a job of so many leads to its end.

    Raises:
        TimeoutError: it did not end.
        ValueError: not everybody was added, by Amplemarket's own truth.
    """
    content, added = lead_list(leads, tag), len(place.amplemarket.added(place.sequence))
    calls, slack_calls = len(place.amplemarket.calls), len(place.slack.calls)
    cpu, shared = place.bot.cpu_seconds, time.monotonic()
    posted = await place.share(f"{tag}.csv", content)
    preview = await place.reply(posted.ts, lambda one: "add_job" in one.elements, "the preview")
    previewed, cpu_before = time.monotonic(), place.bot.cpu_seconds
    confirmed = time.monotonic()
    await place.slack.click(place.ana, preview, "add_job")
    await place.reply(posted.ts, lambda one: f"{leads:,} rows = {leads:,} added" in one.text, "the report")
    reported, cpu_reported = time.monotonic(), place.bot.cpu_seconds
    made = [call for call in place.amplemarket.calls[calls:] if adds_leads(call)]
    await place.reply(posted.ts, lambda one: one.ts != posted.ts and bool(one.files), "the result file")
    if (now := len(place.amplemarket.added(place.sequence)) - added) < leads:
        raise ValueError(f"{now} of {leads} leads were added")
    took = sorted(call.took for call in made if call.took is not None)
    return JobRun(
        leads=leads,
        shared=shared,
        previewed=previewed,
        confirmed=confirmed,
        reported=reported,
        filed=time.monotonic(),
        calls=len(made),
        latency=took[len(took) // 2],
        cpu=place.bot.cpu_seconds - cpu,
        cpu_sending=cpu_reported - cpu_before,
        slack_calls=len(place.slack.calls) - slack_calls,
    )
