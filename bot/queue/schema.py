"""procrastinate's tables, in a namespace of their own, brought up to date at each start.

procrastinate ships its tables as one file, and each change since as one more; the newest that was applied is
written down beside them. They are not part of our own migrations: their versions are procrastinate's.
"""

from importlib import resources
from typing import LiteralString

import psycopg
from procrastinate.schema import SchemaManager
from psycopg import sql

from bot.queue.errors import QueueNotAllowedError

NAMESPACE = "addleads_queue"

_LOCK = 4_243_402
"""A number of our own for Postgres's advisory locks, next to that of the store's migrations."""

# Asked of the tables: `to_regnamespace` may still say what it said before we waited for the lock.
_NAMESPACE_THERE: LiteralString = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %(name)s)"
_TABLE_THERE: LiteralString = (
    "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = %(name)s AND tablename = 'applied')"
)


async def upgrade(connection: psycopg.AsyncConnection) -> None:
    """Create the tables, or change older ones, in one transaction. Two processes at once do it once.

    Raises:
        QueueNotAllowedError: the database user may not do it.
    """
    if said := await obstacle(connection):
        raise QueueNotAllowedError(said)
    try:
        async with connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            await _upgrade(connection)
    except psycopg.errors.InsufficientPrivilege:
        raise QueueNotAllowedError(await _belongs_to_another(connection)) from None


async def _upgrade(connection: psycopg.AsyncConnection) -> None:
    # Not `IF NOT EXISTS`: that asks for the right to create also where there is nothing to create.
    if not await _is_there(connection, _NAMESPACE_THERE):
        await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(NAMESPACE)))
    if not await _is_there(connection, _TABLE_THERE):
        await connection.execute("CREATE TABLE applied (name text PRIMARY KEY)")
    row = await (await connection.execute("SELECT max(name) FROM applied")).fetchone()
    newest = row[0] if row else None
    missing = _missing(newest)
    for text in missing:
        await connection.execute(text.encode())
    if missing:
        applied = "INSERT INTO applied VALUES (%s) ON CONFLICT DO NOTHING"
        await connection.execute(applied, (_changes()[-1],))


async def _is_there(connection: psycopg.AsyncConnection, question: LiteralString) -> bool:
    row = await (await connection.execute(question, {"name": NAMESPACE})).fetchone()
    return row is not None and bool(row[0])


# ---- rights -----------------------------------------------------------------------------------------


async def obstacle_at(conninfo: str) -> str:
    """See `obstacle`, for the database at an address as libpq reads it."""
    async with await psycopg.AsyncConnection.connect(conninfo) as connection:
        return await obstacle(connection)


async def obstacle(connection: psycopg.AsyncConnection) -> str:
    """What keeps this database user from the queue: a sentence with the next step, "" where nothing does.

    Changes nothing.
    """
    found = await connection.execute(
        "SELECT to_regnamespace(%(name)s) IS NOT NULL,"
        " has_database_privilege(current_database(), 'CREATE'),"
        " quote_ident(current_user), quote_ident(current_database())",
        {"name": NAMESPACE},
    )
    row = await found.fetchone()
    there, may_create, user, database = row or (True, True, "", "")
    if there:
        usable = await connection.execute("SELECT has_schema_privilege(%s, 'USAGE')", (NAMESPACE,))
        return "" if (await usable.fetchone()) == (True,) else await _belongs_to_another(connection)
    if may_create:
        return ""
    return (
        f"The database user {user} may not create the schema {NAMESPACE}, through which the processes share "
        f"their jobs. Let an admin of the database run once: CREATE SCHEMA {NAMESPACE} AUTHORIZATION {user}; "
        f"or: GRANT CREATE ON DATABASE {database} TO {user};"
    )


async def _belongs_to_another(connection: psycopg.AsyncConnection) -> str:
    """The schema was made by somebody else, who keeps it to himself."""
    found = await connection.execute(
        "SELECT quote_ident(current_user), quote_ident(pg_get_userbyid(nspowner))"
        " FROM pg_namespace WHERE nspname = %s",
        (NAMESPACE,),
    )
    user, owner = await found.fetchone() or ("", "its owner")
    return (
        f"The database user {user} may not use or change the schema {NAMESPACE}, which belongs to {owner}. "
        f"Connect as {owner}, or stop addleads everywhere and let an admin of the database run once: "
        f"DROP SCHEMA {NAMESPACE} CASCADE; CREATE SCHEMA {NAMESPACE} AUTHORIZATION {user}; "
        "no job is lost by that."
    )


# ---- procrastinate's files --------------------------------------------------------------------------


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
