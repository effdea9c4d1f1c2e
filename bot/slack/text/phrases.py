"""The grammar of our sentences: numbers, plurals, lists. Holds hardly a word of its own."""

from collections.abc import Sequence

from bot.adding.outcome import Outcome
from bot.adding.report import Tally


def counted(number: int, one: str, many: str = "") -> str:
    """`1 lead`, `1,000 leads`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], total: int, between: str = ", ") -> str:
    """`a, b, … and 9 more`; as plain or as mrkdwn as the names are."""
    if len(names) >= total:
        return between.join(names)
    return f"{between.join(names)}{between}… and {total - len(names):,} more" if names else ""


def either(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return joined(words, "or")


def joined(words: Sequence[str], by: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *others, last = words
    return f"{', '.join(others)} {by} {last}" if others else last


def sentences(*parts: str) -> str:
    """Parts that end with or without a full stop, as sentences; empty ones fall away."""
    return " ".join(
        part if part.endswith((".", "?", "!", "…", "`")) else f"{part}." for part in parts if part
    )


def that_fit(lines: Sequence[str], limit: int) -> int:
    """How many of the lines stand within the limit."""
    length = 0
    for number, line in enumerate(lines):
        length += len(line) + 1
        if length > limit:
            return number
    return len(lines)


def about(seconds: float) -> str:
    """A length of time that was guessed: as exact as a guess is."""
    if seconds < 10:  # noqa: PLR2004 - all steps are
        return "a few seconds"
    if seconds < 90:  # noqa: PLR2004
        return f"about {round(seconds / 5) * 5} seconds"
    minutes = round(seconds / 60)
    if minutes < 90:  # noqa: PLR2004
        return f"about {counted(minutes, 'minute')}"
    return f"about {counted(round(minutes / 60), 'hour')}"


def sendable(tally: Tally) -> int:
    """Rows that were worth sending when the job began, as far as its outcomes tell."""
    return tally.rows - tally[Outcome.INVALID] - tally[Outcome.DUPLICATE]


def percent(tally: Tally) -> int:
    """Rounded down: 100 means that nothing is left."""
    leads = sendable(tally)
    return (leads - tally[Outcome.NOT_SENT]) * 100 // leads if leads else 100
