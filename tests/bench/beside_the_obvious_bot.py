"""Next to the obvious bot: the same list, the same latency; and what each loses when calls fail.

Neither shows a preview here: a job runs from sharing the list to the message that tells how it ended.
"""

import csv
import io
import re
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.adding.outcome import Outcome
from bot.sandbox.amplemarket import adds_leads, faults
from bot.sandbox.amplemarket.faults import Fault
from bot.sandbox.slack import Message
from tests.bench.adding import LATENCY
from tests.bench.bot_process import PROGRAM
from tests.bench.figures import Figure
from tests.bench.job_run import lead_list
from tests.bench.workplace import OBVIOUS_BOT, UNLIMITED, Workplace, workplace

LEADS = 1_000
NO_PREVIEW = {"ADDLEADS_CONFIRM_ABOVE": "100000"}
BOTS = {"the obvious bot": OBVIOUS_BOT, "addleads": PROGRAM}

FAULTS = {
    "an answer lost after the call was processed": faults.dropped(processed=True),
    "a 429": faults.rate_limited("1"),
    "a 500": faults.server_failed(),
}
"""One call of a job, in its middle, meets it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What people were told of a list, beside the truth.

    Fields:
        seconds: from sharing the list to the message that tells its end.
        calls: to Amplemarket.
        untold: rows of which nobody is told what became of them.
        in_untold: people who are in, and not told as added.
        told_not_in: told as added, and not in; by number where nobody is named.
    """

    seconds: float
    calls: int
    untold: int
    in_untold: int
    told_not_in: int

    @property
    def unaccounted(self) -> int:
        return max(self.untold, self.in_untold) + self.told_not_in


async def beside_the_obvious_bot(rounds: int) -> list[Figure]:
    """Both live at the same time and work in turns, so that a busy machine slows both."""
    async with AsyncExitStack() as stack:
        places = {
            name: await stack.enter_async_context(
                workplace(latency=LATENCY, per_minute=UNLIMITED, more=NO_PREVIEW, program=program)
            )
            for name, program in BOTS.items()
        }
        for place in places.values():
            await _listed(place, "warm")
        plain: dict[str, list[Account]] = {name: [] for name in BOTS}
        for number in range(rounds):
            for name, place in places.items():
                plain[name].append(await _listed(place, f"round{number}"))
        hurt = {
            fault: {
                name: await _listed(place, f"fault{number}", FAULTS[fault]) for name, place in places.items()
            }
            for number, fault in enumerate(FAULTS)
        }
        return [*_speed(plain), *_losses(hurt)]


async def _listed(place: Workplace, tag: str, fault: Fault | None = None) -> Account:
    """Share one list, and hold what is told of it against what Amplemarket has."""
    if fault is not None:
        middle = f"first{LEADS // 2}.last@{tag}-{LEADS // 2}.example"
        place.amplemarket.inject(fault, when=lambda call: adds_leads(call) and call.names(middle))
    before, calls = _members(place), len(place.amplemarket.calls)
    began = time.monotonic()
    posted = await place.share(f"{tag}.csv", lead_list(LEADS, tag))
    told = await place.reply(posted.ts, _tells_the_end, "the end of a job")
    seconds, calls = time.monotonic() - began, len(place.amplemarket.calls) - calls
    if number := re.match(r"Added (\d+) of", told.text):
        return _by_number(seconds, calls, int(number[1]), len(_members(place) - before))
    file = await place.reply(
        posted.ts, lambda one: one.ts != posted.ts and bool(one.files), "the result file"
    )
    outcomes = _outcomes(file.files[0].content)
    return _by_name(seconds, calls, outcomes, _members(place) - before)


def _tells_the_end(message: Message) -> bool:
    return " rows = " in message.text or message.text.startswith("Added ")


def _members(place: Workplace) -> set[str]:
    return {one.email or "" for one in place.amplemarket.added(place.sequence)}


def _outcomes(result_file: bytes) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(result_file.decode("utf-8-sig")))
    return {row["Work Email"]: row["outcome"] for row in rows}


def _by_number(seconds: float, calls: int, told: int, members: int) -> Account:
    return Account(seconds, calls, LEADS - told, max(0, members - told), max(0, told - members))


def _by_name(seconds: float, calls: int, outcomes: Mapping[str, str], members: set[str]) -> Account:
    told = {email for email, outcome in outcomes.items() if outcome == Outcome.ADDED}
    untold = LEADS - sum(map(bool, outcomes.values()))
    return Account(seconds, calls, untold, len(members - told), len(told - members))


def _speed(plain: Mapping[str, Sequence[Account]]) -> Iterator[Figure]:
    took = {name: statistics.median(one.seconds for one in accounts) for name, accounts in plain.items()}
    for name, accounts in plain.items():
        calls = f"{accounts[0].calls} calls of {LATENCY * 1000:.0f} ms"
        yield Figure(f"{LEADS:,} leads: {name}, list to last word", took[name], "s", note=calls)
    slower = took["the obvious bot"] / took["addleads"]
    yield Figure(f"{LEADS:,} leads: the obvious bot / addleads", slower, "x", 10, at_least=True)


def _losses(hurt: Mapping[str, Mapping[str, Account]]) -> Iterator[Figure]:
    for fault, accounts in hurt.items():
        for name, one in accounts.items():
            note = f"{one.in_untold} of them are in" if one.in_untold else ""
            aim = 0 if name == "addleads" else None
            yield Figure(f"{fault}: {name}, rows unaccounted for", one.unaccounted, aim=aim, note=note)
