"""Brings a database to the tables this program knows, at start, in one transaction."""

import sqlalchemy as sa

from bot.store import dialect
from bot.store.engine import Database
from bot.store.errors import NewerSchemaError

SCHEMA = "0002"
"""The newest migration. Known without alembic, whose import costs 11 MB and most of the start-up time."""

_version = sa.table("alembic_version", sa.column("version_num", sa.Text))


async def upgrade(database: Database) -> None:
    """Migrate, where there is something to migrate. Two processes that start at once do it once.

    Raises:
        NewerSchemaError: the database was migrated by a newer program.
    """
    async with database.read() as tx:
        if await tx.run_sync(found) == SCHEMA:
            return
    async with database.write() as tx:
        await tx.run_sync(_migrate)


def found(connection: sa.Connection) -> str | None:
    """The newest migration that a database has; None before the first one."""
    if not sa.inspect(connection).has_table(_version.name):
        return None
    return connection.scalar(sa.select(_version.c.version_num))


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see SCHEMA
    from alembic.config import Config  # noqa: PLC0415 - see SCHEMA
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see SCHEMA

    dialect.lock_schema(connection)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    version = found(connection)
    if version is not None and version not in known:
        raise NewerSchemaError(
            f"a newer addleads has written this database (its tables are at {version}, this program knows "
            f"them up to {SCHEMA}). Start the newer program, or use another database."
        )
    command.upgrade(config, "head")
