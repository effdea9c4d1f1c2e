"""A look at a database from outside: is it there, up to date, free to be written to, and whose is it.

Changes nothing: it creates no file, and migrates none.
"""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.store import dialect, postgres, schema
from bot.store.engine import Database, database_url, sqlite_file
from bot.store.errors import CannotOpenStoreError
from bot.store.owner import owner_of

_MAY_CREATE = sa.text("SELECT has_schema_privilege(current_schema(), 'CREATE')")


@dataclass(frozen=True, slots=True)
class Look:
    """Fields.

    what: the file, or the kind of server; never the whole address, which may hold a password.
    exists: False for a file that the first start will make.
    schema: the newest migration that it has; None before the first one.
    is_current: whether that is the newest one that this program knows.
    is_newer: whether this program does not know it yet.
    owner: the process that works with the file, 0 where its number is not known; None where nobody does.
    """

    what: str
    exists: bool
    schema: str | None = None
    is_current: bool = False
    is_newer: bool = False
    owner: int | None = None


async def look(address: str) -> Look:
    """Look at the database that an address leads to.

    Raises:
        StoreError: it can't be opened or written to; the sentence says why.
    """
    url = database_url(address)
    file = sqlite_file(url)
    return await (_server(url) if file is None else asyncio.to_thread(_file, file))


def _file(file: Path) -> Look:
    if not file.exists():
        if os.access(file.resolve().parent, os.W_OK | os.X_OK):
            return Look(str(file), exists=False)
        raise CannotOpenStoreError(f"{file} is not there, and can't be made in its folder")
    version = dialect.version_behind_write_lock(file)
    return Look(
        str(file),
        exists=True,
        schema=version,
        is_current=version == schema.SCHEMA,
        is_newer=_is_newer(version),
        owner=owner_of(file),
    )


def _is_newer(version: str | None) -> bool:
    return version is not None and version > schema.SCHEMA


async def _server(url: sa.URL) -> Look:
    async with Database.open(url) as database:
        try:
            async with database.write() as tx:
                version = await tx.run_sync(schema.found)
                if version is not None:  # a write that changes nothing
                    await tx.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
                elif not await tx.scalar(_MAY_CREATE):
                    raise CannotOpenStoreError(postgres.may_not_change(url, "no right to create them"))
        except (sa.exc.DBAPIError, OSError) as error:
            if said := postgres.not_allowed(error, url):
                raise CannotOpenStoreError(said) from None
            raise CannotOpenStoreError(f"the database can't be used ({type(error).__name__})") from None
    current, newer = version == schema.SCHEMA, _is_newer(version)
    return Look("PostgreSQL", exists=True, schema=version, is_current=current, is_newer=newer)
