"""A plan's rows as the database takes them: the rows and the keys of their leads, a page at a time."""

import asyncio
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from bot.adding.plan import JobRow
from bot.adding.same_list import Fingerprint
from bot.store import dialect, lead_keys, rows
from bot.store.tables import job_rows
from bot.store.tables import lead_keys as lead_key_rows

PAGE = 100
"""Rows made in one piece: some 4 ms of the event loop, on a busy machine 20."""

Tables = Mapping[sa.Table, Sequence[dialect.Page]]


async def encoded(
    place: str,
    team: str,
    planned: Sequence[JobRow],
    fingerprint: Fingerprint,
    within: range | None = None,
) -> Tables:
    """The pages of both tables; lets others have the event loop after each.

    Args:
        place: under which id they will stand.
        team: that of their job.
        planned: its rows; each is asked for once, as it may be made only then.
        fingerprint: gets the leads added.
        within: which of the rows, by index; None for all.
    """
    pages: list[dialect.Page] = []
    keys: list[dialect.Page] = []
    places = range(len(planned)) if within is None else within
    for start in range(places.start, places.stop, PAGE):
        some = planned[start : min(start + PAGE, places.stop)]
        pages.append(rows.encoded(place, team, some))
        keys.append(lead_keys.encoded(place, team, some, fingerprint))
        await asyncio.sleep(0)
    return {job_rows: pages, lead_key_rows: list(filter(None, keys))}
