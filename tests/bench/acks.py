"""How fast Slack's deliveries are acked: one by one on an idle bot, and all at once beside a large job.

Measured where Slack stands: from the moment that a delivery is handed to the socket until its ack is back.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.sandbox.slack import CommandResult, Person
from tests.bench.workplace import ALIAS, Workplace

AT_ONCE = 200
ADDING_EVERY = 10
"""Of the commands at once, each tenth adds one lead, so it also wants a call; the others ask for a list."""

PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Burst:
    """Fields.

    acks: seconds until each ack.
    missed: commands that were not acked within Slack's three seconds.
    small_jobs: seconds until each one-lead job had its report, the large job running on beside.
    """

    acks: Sequence[float]
    missed: int
    small_jobs: Sequence[float]


async def acks_one_by_one(place: Workplace, count: int) -> list[float]:
    """Seconds until each ack of so many commands, each typed after the last one's answer."""
    found = []
    for number in range(count):
        result = await place.slack.command(place.ana, place.sales, "/addleads", "list")
        found.append(_acked(result))
        await _answered(place, place.ana, number + 2)  # the first answer was to naming the sequence
    return found


async def burst(place: Workplace, tag: str) -> Burst:
    """200 commands in the same moment, and what becomes of those that add somebody."""
    typing = [_typed(place, number, tag) for number in range(AT_ONCE)]
    began = time.monotonic()
    small_jobs = asyncio.create_task(_small_jobs(place, began))
    results = await asyncio.gather(*typing)
    return Burst(
        acks=[_acked(one) for one in results],
        missed=sum(one.acked_after is None for one in results),
        small_jobs=await small_jobs,
    )


async def _typed(place: Workplace, number: int, tag: str) -> CommandResult:
    adds = number % ADDING_EVERY == 0
    text = f"{ALIAS} someone{number}@{tag}.example" if adds else "list"
    return await place.slack.command(place.ana, place.sales, "/addleads", text)


async def _small_jobs(place: Workplace, began: float) -> list[float]:
    """Seconds from the burst to the report of each of its one-lead jobs."""
    ended: list[float] = []

    def one_more() -> bool:
        told = sum("1 rows = 1 added" in one.text for one in place.slack.messages(place.sales))
        return told > len(ended)

    while len(ended) < AT_ONCE // ADDING_EVERY:
        await place.slack.until(one_more, timeout=PATIENCE, what="the report of a one-lead job")
        ended.append(time.monotonic() - began)
    return ended


async def _answered(place: Workplace, person: Person, count: int) -> None:
    await place.slack.until(lambda: len(place.slack.ephemerals(person)) >= count, what="an answer")


def _acked(result: CommandResult) -> float:
    """An ack that never came counts as Slack's limit."""
    return 3.0 if result.acked_after is None else result.acked_after
