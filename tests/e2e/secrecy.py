"""What must never stand in a log line: gathered from all that people, lists and services held in a test."""

import csv
import io
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from bot.adding.outcome import Outcome, SkipReason
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.telemetry import CHATTY, log_formatter, set_levels

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+|linkedin\.com/(?:in|pub)/\S+", re.IGNORECASE)
SHORTEST = 5
"""Shorter cells (`x`, `Jo`) stand in any text by chance."""


_PLAIN = frozenset(vars(logging.makeLogRecord({})))


class Listening(logging.Handler):
    """Keeps each line as the program would write it, as text and JSON, and what redaction got to see.

    Redaction is the second line of defence: nothing may depend on it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._formatters = [log_formatter(json=True), log_formatter(json=False)]

    def emit(self, record: logging.LogRecord) -> None:
        extra = {name: value for name, value in vars(record).items() if name not in _PLAIN}
        self.lines += [formatter.format(record) for formatter in self._formatters]
        if record.name != "asyncio":  # it quotes tasks; the formatter keeps its first line
            self.lines.append(f"{record.getMessage()} {extra}")


@contextmanager
def heard() -> Iterator[list[str]]:
    """The lines that are logged meanwhile, at the levels that the program sets."""
    listening = Listening()
    root = logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in CHATTY)]
    before = [one.level for one in loggers]
    root.addHandler(listening)
    set_levels(logging.INFO)
    try:
        yield listening.lines
    finally:
        root.removeHandler(listening)
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)


def leaked(lines: Iterable[str], secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Each secret with a line in which it stands."""
    written = list(dict.fromkeys(lines))
    addresses = [(found[0], line) for line in written for found in ADDRESS.finditer(line)]
    folded = [(line.casefold(), line) for line in written]
    return addresses + [
        (one, line)
        for one in secrets
        for low, line in folded
        if re.search(rf"(?<!\w){re.escape(one.casefold())}(?!\w)", low)
    ]


def secrets_of(slack: SlackSandbox | None, amplemarket: AmplemarketSandbox | None) -> set[str]:
    """Tokens, people's names, the names of files, and every cell of every list."""
    found: set[str] = set()
    if slack is not None:
        found |= {slack.bot_token, slack.app_token}
        found |= {person.name for person in slack.workspace.people.values() if " " in person.name}
        for file in slack.files():
            found |= {file.name, *_cells(file.content)}
    if amplemarket is not None:
        found.add(amplemarket.api_key)
        for sequence in amplemarket.sequences:
            for member in amplemarket.added(sequence.id):
                found |= {member.email or "", member.linkedin_url or "", *map(str, member.data.values())}
    return {one for one in found if len(one) >= SHORTEST and not one.isdigit() and one not in OUR_OWN}


OUR_OWN = {*Outcome, *SkipReason, "outcome", "reason", "Email", "email", "E-mail"}
"""Words of our own that lists hold too: the columns, outcomes and reasons of a result file."""


def _cells(content: bytes) -> Iterator[str]:
    text = content[:200_000].decode("utf-8", "ignore")
    if "\0" in text:
        return
    delimiter = ";" if ";" in text else ","
    with suppress(csv.Error):  # a list that is none
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter):
            yield from (cell.strip() for cell in row)
