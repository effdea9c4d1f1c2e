"""`make soak`: does the bot stay as it was after a long time? No memory, no task and no file handle may leak.

    python -m tests.bench.soak [--commands 10000] [--uploads 500] [--seed 1]

The real program, in a process of its own, whose clock runs thirty times as fast as the machine's, with the
load of weeks in some minutes: rounds of commands and lists at once, a refresh or a cut of Slack's socket in
each round, and faults of Slack and of Amplemarket at random. At the end every job is accounted for: what the
reports say against who is in the sequence.
"""

import argparse
import asyncio
import random
import re
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from bot.sandbox.amplemarket import faults
from bot.sandbox.slack import Channel
from tests.bench.figures import Figure, table
from tests.bench.workplace import ALIAS, UNLIMITED, Workplace, workplace

SPEED = 30
"""Seconds of the bot's clock in each real one. Slack takes some fifty edits a minute, and the bot keeps to
that: at real speed edits would pile up, and the wait for their turn would be what is measured."""
ACTS_IN_ROUND = 50
"""Between two refreshes of the socket."""
AT_ONCE = 10
"""Acts; the next ones come once these have their reports. More at once is for `make bench` to measure."""
LEADS_IN_LIST = 30
LOOKS, BETWEEN_LOOKS = 10, 0.05
WARM_UP = 0.2
"""Of all rounds: caches fill, the allocator finds its size."""
MOST_GROWTH = 1.10

_LINE = re.compile(
    r"^([\d,]+) rows = ([\d,]+) added \+ ([\d,]+) skipped \+ ([\d,]+) invalid \+ ([\d,]+) duplicate"
    r" \+ ([\d,]+) unconfirmed \+ ([\d,]+) failed"
)
_TERMS = ("rows", "added", "skipped", "invalid", "duplicate", "unconfirmed", "failed")


@dataclass(slots=True)
class Account:
    """What the bot was asked for, and what its reports say of it.

    Fields:
        asked: rows in all commands and lists.
        jobs: commands and lists.
        told: the terms of all reports' lines, added up, and `reports`.
        resident, handles, tasks: a sample after each round.
    """

    asked: int = 0
    jobs: int = 0
    told: Counter[str] = field(default_factory=Counter)
    resident: list[float] = field(default_factory=list)
    handles: list[float] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)


def addresses() -> Iterator[str]:
    """No two the same."""
    number = 0
    while True:
        number += 1
        yield f"lead-{number}@soak.example"


async def soak(commands: int, uploads: int, seed: int) -> list[Figure]:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    port = _free_port()
    account = Account()
    people = addresses()
    rounds = (commands + uploads) // ACTS_IN_ROUND
    more = {"ADDLEADS_HTTP_PORT": str(port), "ADDLEADS_CONFIRM_ABOVE": str(LEADS_IN_LIST)}
    async with (
        workplace(latency=0.0, per_minute=UNLIMITED, more=more, speed=SPEED) as place,
        aiohttp.ClientSession() as session,
    ):
        for number in range(rounds):
            lists = uploads * (number + 1) // rounds - uploads * number // rounds
            await _round(place, account, people, chance, number=number, lists=lists)
            account.tasks.append(await _at_rest(session, port))
            account.resident.append(place.bot.resident_mb)
            account.handles.append(place.bot.handles)
            _tell(number + 1, rounds, account)
        members = len(place.amplemarket.added(place.sequence))
    return _figures(account, members, int(rounds * WARM_UP))


async def _round(
    place: Workplace,
    account: Account,
    people: Iterator[str],
    chance: random.Random,
    *,
    number: int,
    lists: int,
) -> None:
    """Fifty acts in a channel of their own, ten at once, something that goes wrong, and all their reports."""
    channel = place.slack.add_channel(f"round-{number}", people=[place.ana])
    _break_something(place, chance)
    acts = [_list(place, channel, people, index) for index in range(lists)]
    acts += [_command(place, channel, people, chance.randint(1, 3)) for _ in range(ACTS_IN_ROUND - lists)]
    chance.shuffle(acts)
    refresh = asyncio.create_task(_refresh(place, chance.random() < 0.5))
    for begun in range(0, len(acts), AT_ONCE):
        some = acts[begun : begun + AT_ONCE]
        account.asked += sum(await asyncio.gather(*some))
        await _reported(place, channel, begun + len(some))
    account.jobs += len(acts)
    await refresh
    for line in _lines(place, channel):
        account.told["reports"] += 1
        account.told.update(dict(zip(_TERMS, line, strict=True)))
    place.amplemarket.clear_faults()
    place.slack.faults.clear()


async def _reported(place: Workplace, channel: Channel, jobs: int) -> None:
    await place.slack.until(
        lambda: len(_lines(place, channel)) >= jobs, timeout=180, what=f"{jobs} reports in {channel.name}"
    )


async def _command(place: Workplace, channel: Channel, people: Iterator[str], leads: int) -> int:
    typed = " ".join(next(people) for _ in range(leads))
    while True:  # a person types it again when Slack says that the command timed out
        result = await place.slack.command(place.ana, channel, "/addleads", f"{ALIAS} {typed}")
        if result.acked_after is not None:
            return leads


async def _list(place: Workplace, channel: Channel, people: Iterator[str], index: int) -> int:
    rows = "\n".join(["email", *(next(people) for _ in range(LEADS_IN_LIST))])
    await place.slack.upload(
        place.ana, channel, f"list-{index}.csv", rows.encode(), text=f"for {ALIAS} please"
    )
    return LEADS_IN_LIST


async def _refresh(place: Workplace, politely: bool) -> None:  # noqa: FBT001 - one of two ways
    if politely:
        await place.slack.disconnect()
    else:
        await place.slack.cut_sockets()


def _break_something(place: Workplace, chance: random.Random) -> None:
    """One fault for some calls to come."""
    slack, amplemarket = place.slack.faults, place.amplemarket
    times = chance.randint(1, 3)
    match chance.randrange(7):
        case 0:
            amplemarket.inject(faults.answered(429, headers={"Retry-After": "1"}), times=times)
        case 1:
            amplemarket.inject(faults.html(502), times=times)
        case 2:
            amplemarket.inject(faults.dropped(processed=True), times=times)
        case 3:
            slack.rate_limit("chat.postMessage", times=times)
        case 4:
            slack.server_error("chat.update", times=times)
        case 5:
            slack.drop_before("chat.update", times=times)
        case _:
            pass  # a good day


def _lines(place: Workplace, channel: Channel) -> list[list[int]]:
    """The conservation lines in a channel."""
    found = (_LINE.match(message.text) for message in place.slack.messages(channel))
    return [[int(term.replace(",", "")) for term in line.groups()] for line in found if line]


async def _at_rest(session: aiohttp.ClientSession, port: int) -> float:
    """The bot's asyncio tasks: the fewest of some looks, for a last edit may still wait its turn."""
    found = []
    for _ in range(LOOKS):
        found.append(await _tasks(session, port))
        await asyncio.sleep(BETWEEN_LOOKS)
    return min(found)


async def _tasks(session: aiohttp.ClientSession, port: int) -> float:
    async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        families = text_string_to_metric_families(await answer.text())
    return next(one.samples[0].value for one in families if one.name == "addleads_asyncio_tasks")


def _figures(account: Account, members: int, warm: int) -> list[Figure]:
    told = account.told
    doubtful = told["unconfirmed"] + told["failed"]
    growth = [
        Figure(f"growth of {name}", _growth(values, warm), "x", MOST_GROWTH)
        for name, values in (
            ("resident memory", account.resident),
            ("file handles", account.handles),
            ("asyncio tasks", account.tasks),
        )
    ]
    return [
        *growth,
        Figure("resident memory at the end", account.resident[-1], "MB"),
        Figure("jobs without a report, or with two", abs(account.jobs - told["reports"]), "", 0),
        Figure("rows lost", abs(account.asked - told["rows"]), "", 0),
        Figure("told as added, but not in the sequence", max(0, told["added"] - members), "", 0),
        Figure(
            "in the sequence, but told as neither added nor doubtful",
            max(0, members - told["added"] - told["skipped"] - doubtful),
            "",
            0,
        ),
        Figure("jobs", account.jobs),
        Figure("rows", account.asked),
        Figure("unconfirmed and failed", doubtful, note="after the faults of this run"),
    ]


def _growth(values: list[float], warm: int) -> float:
    """The last samples against the first ones after the warm-up, by their medians."""
    return median(values[-warm:]) / median(values[warm : 2 * warm])


def _tell(done: int, rounds: int, account: Account) -> None:
    if done % max(1, rounds // 20) == 0:
        sys.stderr.write(
            f"{done}/{rounds} rounds, {account.jobs:,} jobs, {account.resident[-1]:.0f} MB, "
            f"{account.handles[-1]:.0f} handles, {account.tasks[-1]:.0f} tasks\n"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """The exit code: 1 where the bot grew or a row is not accounted for."""
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--commands", type=int, default=10_000)
    parser.add_argument("--uploads", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    figures = asyncio.run(soak(options.commands, options.uploads, options.seed))
    sys.stdout.write(table("Endurance", figures) + "\n")
    return int(any(one.met is False for one in figures))


if __name__ == "__main__":
    raise SystemExit(main())
