"""Aliases: a workspace's own, and those for every workspace. Implements the AliasStore port."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.audit import NOBODY, Deed
from bot.adding.job import EVERY_TEAM, Alias, Options
from bot.jobs.ports import Clock
from bot.store import audit, dialect
from bot.store.engine import Database
from bot.store.tables import aliases
from bot.store.uncut import all_uncut


@all_uncut
class Aliases:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, team: str, name: str) -> Alias | None:
        """The workspace's own alias of that name, else the one for every workspace. Ignores case."""
        found = {alias.team: alias for alias in await self._select(team, aliases.c.name == _folded(name))}
        return found.get(team) or found.get(EVERY_TEAM)

    async def visible(self, team: str) -> list[Alias]:
        """All aliases a workspace can use, by name; its own hide those for every workspace."""
        found = await self._select(team, sa.true())
        usable = {alias.name: alias for alias in sorted(found, key=lambda alias: alias.team == team)}
        return [usable[name] for name in sorted(usable)]

    async def put(self, alias: Alias, *, by: str = NOBODY) -> None:
        """Write or replace; `by` goes down in the audit."""
        async with self._database.write() as tx:
            meaning = {
                "sequence_id": alias.sequence_id,
                "distribution": alias.defaults.distribution,
                "mailboxes": alias.defaults.mailboxes,
                "data": dict(alias.defaults.data),
            }
            new = dialect.insert(tx, aliases).values(team=alias.team, name=_folded(alias.name), **meaning)
            await tx.execute(new.on_conflict_do_update(index_elements=["team", "name"], set_=meaning))
            await audit.append_of_alias(tx, self._clock.now(), by, Deed.PUT_ALIAS, alias)

    async def everywhere(self) -> list[Alias]:
        """The aliases of all workspaces, by name and workspace."""
        query = sa.select(aliases).order_by(aliases.c.name, aliases.c.team)
        async with self._database.read() as tx:
            return [_alias(row) for row in await tx.execute(query)]

    async def remove(self, team: str, name: str, *, by: str = NOBODY) -> bool:
        """Remove the workspace's own alias; False where there was none. `by` goes down in the audit."""
        own = (aliases.c.team == team) & (aliases.c.name == _folded(name))
        async with self._database.write() as tx:
            found = (await tx.execute(sa.delete(aliases).where(own).returning(*aliases.c))).first()
            if found is not None:
                await audit.append_of_alias(tx, self._clock.now(), by, Deed.REMOVE_ALIAS, _alias(found))
            return found is not None

    async def _select(self, team: str, condition: sa.ColumnElement[bool]) -> list[Alias]:
        query = sa.select(aliases).where(aliases.c.team.in_([team, EVERY_TEAM]), condition)

        async def select(tx: AsyncConnection) -> list[Alias]:
            return [_alias(row) for row in await tx.execute(query)]

        return await self._database.reading(select)


def _alias(row: sa.Row[*tuple[Any, ...]]) -> Alias:
    defaults = Options(distribution=row.distribution, mailboxes=tuple(row.mailboxes), data=row.data)
    return Alias(row.team, row.name, row.sequence_id, defaults)


def _folded(name: str) -> str:
    return name.lower()
