"""Whether the admins know that Amplemarket refuses our key. Implements the KeyState port.

Stands in the limiter's row of the key, which is there once a call was made with it.
"""

import sqlalchemy as sa

from bot.store.engine import Database
from bot.store.tables import rate_limits
from bot.store.uncut import all_uncut


@all_uncut
class KeyState:
    """Of one API key.

    Args:
        key: names the row; a hash, never the API key itself.
    """

    def __init__(self, database: Database, key: str) -> None:
        self._database = database
        self._key = key

    async def is_refusal_told(self) -> bool:
        query = sa.select(rate_limits.c.refusal_told).where(rate_limits.c.key == self._key)
        async with self._database.read() as tx:
            return bool(await tx.scalar(query))

    async def note_refusal_told(self, *, told: bool) -> None:
        changed = sa.update(rate_limits).where(rate_limits.c.key == self._key).values(refusal_told=told)
        async with self._database.write() as tx:
            await tx.execute(changed)
