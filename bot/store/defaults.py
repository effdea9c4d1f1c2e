"""Which sequence a channel's lists go to when nobody names one. Implements the ChannelDefaultStore port."""

import sqlalchemy as sa

from bot.adding.audit import NOBODY, AuditEntry, Deed
from bot.jobs.ports import Clock
from bot.store import audit, dialect
from bot.store.engine import Database
from bot.store.tables import channel_defaults
from bot.store.uncut import all_uncut


@all_uncut
class Defaults:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, team: str, channel: str) -> str | None:
        """The alias's name, if the channel has a default."""
        query = sa.select(channel_defaults.c.alias).where(_of(team, channel))
        async with self._database.read() as tx:
            found: str | None = (await tx.execute(query)).scalar_one_or_none()
        return found

    async def put(self, team: str, channel: str, alias: str, *, by: str = NOBODY) -> None:
        """Write or replace; `by` goes down in the audit."""
        async with self._database.write() as tx:
            new = dialect.insert(tx, channel_defaults).values(team=team, channel=channel, alias=alias)
            replaced = {"alias": new.excluded.alias}
            await tx.execute(new.on_conflict_do_update(index_elements=["team", "channel"], set_=replaced))
            await audit.append(tx, self._entry(team, channel, by, Deed.SET_DEFAULT, alias))

    async def remove(self, team: str, channel: str, *, by: str = NOBODY) -> bool:
        """Forget it; False where there was none. `by` goes down in the audit."""
        gone = sa.delete(channel_defaults).where(_of(team, channel)).returning(channel_defaults.c.alias)
        async with self._database.write() as tx:
            alias: str | None = (await tx.execute(gone)).scalar_one_or_none()
            if alias is not None:
                await audit.append(tx, self._entry(team, channel, by, Deed.CLEAR_DEFAULT, alias))
            return alias is not None

    def _entry(self, team: str, channel: str, by: str, deed: Deed, alias: str) -> AuditEntry:
        return AuditEntry(at=self._clock.now(), team=team, user=by, deed=deed, alias=alias, channel=channel)


def _of(team: str, channel: str) -> sa.ColumnElement[bool]:
    return (channel_defaults.c.team == team) & (channel_defaults.c.channel == channel)
