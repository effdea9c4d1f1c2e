"""Deliveries: what Slack has sent us already. Implements the DeliveryStore port."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

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
        new = {"key": key, "team": team, "seen_at": self._clock.now(), "payload": payload}
        return await self._new.ask(key, new)

    async def handled(self, key: str) -> None:
        """Its effect is complete: forget what it says."""
        await self._done.ask(key, {})

    async def _remember(self, new: Mapping[str, Row]) -> Collection[str]:
        """The keys of those that were not known."""
        async with self._database.write() as tx:
            insert = dialect.insert(tx, deliveries).on_conflict_do_nothing().returning(deliveries.c.key)
            return set(await tx.scalars(insert, list(new.values())))

    async def _forget(self, done: Mapping[str, Row]) -> Collection[str]:
        async with self._database.write() as tx:
            known = deliveries.c.key.in_(list(done))
            await tx.execute(sa.update(deliveries).where(known).values(payload=None))
        return done.keys()

    async def taken_up(self, key: str) -> int:
        """Count that a process takes it up after another one; how often that was so far."""
        one_more = sa.update(deliveries).where(deliveries.c.key == key)
        one_more = one_more.values(replays=deliveries.c.replays + 1)
        async with self._database.write() as tx:
            return await tx.scalar(one_more.returning(deliveries.c.replays)) or 0

    async def unhandled(self, since: datetime) -> list[Payload]:
        """What those say that came since then and whose effect may be incomplete, oldest first."""
        open_ones = deliveries.c.payload.is_not(None), deliveries.c.seen_at >= since
        query = sa.select(deliveries.c.payload).where(*open_ones)
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
