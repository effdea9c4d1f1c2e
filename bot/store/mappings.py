"""What people chose for the columns of their lists, by workspace. Implements the MappingStore port."""

import sqlalchemy as sa

from bot.adding.job import ColumnMapping
from bot.store import dialect
from bot.store.engine import Database
from bot.store.tables import column_mappings
from bot.store.uncut import all_uncut


@all_uncut
class Mappings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def recall(self, team: str, fingerprint: str) -> ColumnMapping | None:
        """What was chosen for these columns, if anything was."""
        its_own = (column_mappings.c.team == team) & (column_mappings.c.fingerprint == fingerprint)
        async with self._database.read() as tx:
            found = (await tx.execute(sa.select(column_mappings).where(its_own))).first()
        return None if found is None else ColumnMapping(found.mapping, found.saved_by, found.saved_at)

    async def remember(self, team: str, fingerprint: str, mapping: ColumnMapping) -> None:
        """Write or replace."""
        kept = {"mapping": mapping.entries, "saved_by": mapping.saved_by, "saved_at": mapping.saved_at}
        async with self._database.write() as tx:
            new = dialect.insert(tx, column_mappings).values(team=team, fingerprint=fingerprint, **kept)
            await tx.execute(new.on_conflict_do_update(index_elements=["team", "fingerprint"], set_=kept))
