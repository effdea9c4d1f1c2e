"""`addleads forget`: one person is removed from everything that is stored, and what that was is told.

Works beside a running bot. What stands elsewhere (Slack, Amplemarket, backups) is out of its reach, and it
says so.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.adding.errors import UsageError
from bot.leads.person import Person
from bot.store import Store
from bot.store.forgetting import Removed

LOG_TRIES, LOG_PAUSE = 100, 0.05
"""Seconds; so long a reader may keep the database's log from being emptied."""

ELSEWHERE = (
    "Not touched: messages and result files in Slack, the person in Amplemarket, backups of the database."
)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Fields.

    lines: what to print.
    complete: False where something has to be done once more.
    """

    lines: Sequence[str] = field(default_factory=tuple)
    complete: bool = True


async def forget(store: Store, text: str) -> Forgotten:
    """Remove whom the text names.

    Raises:
        UsageError: it names nobody.
    """
    person = Person.of(text)
    if person is None:
        raise UsageError(
            "That is neither an e-mail address nor a LinkedIn profile of a person. "
            "For example: addleads forget jane@acme.com"
        )
    ids = await store.forgetting.jobs_with(person)
    removed = [one for job_id in ids if (one := await store.forgetting.remove_from(job_id, person))]
    delivered = await store.forgetting.remove_deliveries(person)
    is_gone = await _is_log_empty(store) if removed or delivered else True
    under_way = sum(one.under_way for one in removed)
    lines = [
        *_removed(person, removed, delivered),
        *_also(removed),
        *_left(person, await store.forgetting.aliases_with(person), under_way, is_log_empty=is_gone),
        ELSEWHERE,
    ]
    return Forgotten(lines, complete=is_gone and not under_way)


async def _is_log_empty(store: Store) -> bool:
    for _ in range(LOG_TRIES):
        if await store.forgetting.empty_log():
            return True
        await asyncio.sleep(LOG_PAUSE)
    return False


def _removed(person: Person, removed: Sequence[Removed], delivered: int) -> Iterator[str]:
    if not removed and not delivered:
        yield f"Nothing is stored about {person.name}."
        return
    yield f"{person.name} is removed from {_counted(len(removed), 'job')}."
    yield from map(_of_job, removed)
    if delivered:
        what = _counted(delivered, "message")
        yield f"  {what} from Slack that no process had finished: deleted; nothing more is done about it"


def _of_job(one: Removed) -> str:
    counts = (
        (one.rows, "row blanked", "rows blanked"),
        (one.mentions, "mention in another person's row", "mentions in other people's rows"),
        (one.about, "part of the job's own description", "parts of the job's own description"),
    )
    told = ", ".join(_counted(count, word, words) for count, word, words in counts if count)
    where = f" for {one.alias}" if one.alias else ""
    return f"  job {one.job_id} of {one.created_at:%Y-%m-%d}{where} (workspace {one.team}): {told}"


def _also(removed: Sequence[Removed]) -> Iterator[str]:
    for name in sorted({name for one in removed for name in one.also}):
        yield f"These rows also named {name}. If that is the same person: addleads forget {name}"


def _left(person: Person, aliases: Sequence[str], under_way: int, *, is_log_empty: bool) -> Iterator[str]:
    if under_way:
        what = "it is" if under_way == 1 else "they are"
        yield (
            f"{_counted(under_way, 'of these rows', 'of these rows')} may be on the way to Amplemarket just "
            f"now: {what} counted as unconfirmed. Run this once more when the job has ended."
        )
    if not is_log_empty:
        yield "Somebody reads the database, so its log may still hold copies. Run this once more."
    for name in aliases:
        yield f"Alias {name} names {person.name} in its options; to change it: addleads alias add {name} …"


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
