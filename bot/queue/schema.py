"""procrastinate's tables, in a namespace of their own, brought up to date at each start.

procrastinate ships its tables as one file, and each change since as one more; the newest that was applied is
written down beside them. They are not part of our own migrations: their versions are procrastinate's.
"""

from importlib import resources

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql

NAMESPACE = "addleads_queue"

_LOCK = 4_243_402
"""A number of our own for Postgres's advisory locks, next to that of the store's migrations."""


async def upgrade(connection: psycopg.AsyncConnection) -> None:
    """Create the tables, or change older ones, in one transaction. Two processes at once do it once."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        await connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(NAMESPACE)))
        await connection.execute("CREATE TABLE IF NOT EXISTS applied (name text PRIMARY KEY)")
        row = await (await connection.execute("SELECT max(name) FROM applied")).fetchone()
        newest = row[0] if row else None
        for text in _missing(newest):
            await connection.execute(text.encode())
        applied = "INSERT INTO applied VALUES (%s) ON CONFLICT DO NOTHING"
        await connection.execute(applied, (_changes()[-1],))


def _missing(newest: str | None) -> list[str]:
    """What is to be executed: everything, or the changes that are newer."""
    if newest is None:
        return [SchemaManager.get_schema()]
    return [_text(name) for name in _changes() if name > newest]


def _changes() -> list[str]:
    """The names of all changes, oldest first; they begin with procrastinate's version."""
    files = resources.files("procrastinate.sql").joinpath("migrations").iterdir()
    return sorted(file.name for file in files if file.name.endswith(".sql"))


def _text(name: str) -> str:
    return resources.files("procrastinate.sql").joinpath("migrations", name).read_text("utf-8")
