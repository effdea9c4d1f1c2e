"""Deliveries: what Slack has sent us already. Implements the DeliveryStore port."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import EVERY_TEAM
from bot.jobs.ports import Clock, Payload
from bot.store import dialect
from bot.store.engine import Database
from bot.store.tables import deliveries
from bot.store.together import Row, Together
from bot.store.uncut import all_uncut

_HEALTH_CHECK = "health check"


@all_uncut
class Deliveries:
    """See the port. What comes in the same moment is written in one transaction: its ack waits for it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._new = Together(self._remember)
        self._done = Together(self._forget)

    async def first_time(self, key: str, team: str, payload: Payload) -> bool:
        """Remember a delivery with what it says; False when it was remembered before."""
        now = self._clock.now()
        new = {"key": key, "team": team, "seen_at": now, "payload": payload, "taken_at": now}
        return await self._new.ask(key, new)

    async def handled(self, key: str) -> None:
        """Its effect is complete: forget what it says."""
        await self._done.ask(key, {})

    async def _remember(self, new: Mapping[str, Row]) -> Collection[str]:
        """The keys of those that were not known."""

        async def remember(tx: AsyncConnection) -> set[str]:
            insert = dialect.insert(tx, deliveries).on_conflict_do_nothing().returning(deliveries.c.key)
            # In one order everywhere: two processes with the same keys would wait for each other.
            return set(await tx.scalars(insert, [new[key] for key in sorted(new)]))

        return await self._database.writing(remember)

    async def _forget(self, done: Mapping[str, Row]) -> Collection[str]:
        forgotten = sa.update(deliveries).where(deliveries.c.key.in_(list(done))).values(payload=None)

        async def forget(tx: AsyncConnection) -> None:
            await tx.execute(forgotten)

        await self._database.writing(forget)
        return done.keys()

    async def taken_up(self, key: str, idle_since: datetime | None = None) -> int:
        """Count that a process takes it up after another one; how often that was so far, or 0."""
        one_more = sa.update(deliveries).where(deliveries.c.key == key, *_open(idle_since))
        one_more = one_more.values(replays=deliveries.c.replays + 1, taken_at=self._clock.now())
        async with self._database.write() as tx:
            return await tx.scalar(one_more.returning(deliveries.c.replays)) or 0

    async def in_hand(self, keys: Collection[str]) -> None:
        """This process is alive and still at work on these."""
        async with self._database.write() as tx:
            known = deliveries.c.key.in_(sorted(keys))
            await tx.execute(sa.update(deliveries).where(known).values(taken_at=self._clock.now()))

    async def unhandled(self, since: datetime, idle_since: datetime | None = None) -> list[Payload]:
        """What those say that came since then and whose effect may be incomplete, oldest first."""
        query = sa.select(deliveries.c.payload).where(deliveries.c.seen_at >= since, *_open(idle_since))
        async with self._database.read() as tx:
            return list(await tx.scalars(query.order_by(deliveries.c.seen_at, deliveries.c.key)))

    async def writable(self) -> bool:
        """Whether a write reaches the disk: one row of its own is written anew."""
        try:
            async with self._database.write() as tx:
                new = dialect.insert(tx, deliveries).values(
                    key=_HEALTH_CHECK, team=EVERY_TEAM, seen_at=self._clock.now()
                )
                now = {"seen_at": new.excluded.seen_at}
                await tx.execute(new.on_conflict_do_update(index_elements=["key"], set_=now))
        except sa.exc.SQLAlchemyError:
            return False
        return True


def _open(idle_since: datetime | None) -> list[sa.ColumnElement[bool]]:
    """Its effect may be incomplete, and no process has had it in hand since then."""
    idle = [] if idle_since is None else [deliveries.c.taken_at < idle_since]
    return [deliveries.c.payload.is_not(None), *idle]
