"""The tables of each release, kept as data in `released/`, so that every later program can be tried on them.

    python -m tests.store.releasing     writes down the newest tables, where they are not there yet

A folder holds what the migrations tell an empty database (`sqlite.sql`, `postgresql.sql`), and `rows.sql`:
what the release's own store left in every table. Once a release is out, its folder never changes, nor do its
migrations: a test compares the two.
"""

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.store import Store, schema
from bot.store.engine import Database, database_url, sqlite_file
from bot.store.tables import metadata
from tests.postgres import postgres_server
from tests.store.conftest import VirtualClock
from tests.store.life_of_a_release import lived

RELEASED = Path(__file__).with_name("released")
_CHANGES = ("CREATE", "INSERT", "UPDATE", "DELETE", "ALTER", "DROP")
_GIVEN_BY_THE_DATABASE = {"audit": "id"}


async def made(address: str, revision: str) -> str:
    """What the migrations up to a revision tell an empty database, as they are today."""
    async with Database.open(database_url(address)) as database, database.write() as tx:
        return await tx.run_sync(_migrated, revision)


def _migrated(connection: sa.Connection, revision: str) -> str:
    told: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.strip().startswith(_CHANGES):
            told.append("\n".join(line.rstrip() for line in statement.strip().splitlines()))

    sa.event.listen(connection, "before_cursor_execute", hear)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    command.upgrade(config, revision)
    return "".join(f"{statement};\n\n" for statement in told)


def build(address: str, revision: str) -> None:
    """Make a release's database out of what was kept of it, in an empty one."""
    url, folder = database_url(address), RELEASED / revision
    rows = (folder / "rows.sql").read_text()
    if file := sqlite_file(url):
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript((folder / "sqlite.sql").read_text())
            connection.executescript(rows)
    else:
        with psycopg.connect(address) as server:
            server.execute((folder / "postgresql.sql").read_bytes())
            server.execute("SET TIME ZONE 'UTC'")
            server.execute(rows.encode())


def written(file: Path) -> str:
    """The rows of an SQLite file as statements that both databases understand."""
    with closing(sqlite3.connect(file)) as connection:
        return "".join(
            f"{line}\n" for table in metadata.sorted_tables for line in _inserts(connection, table)
        )


def _inserts(connection: sqlite3.Connection, table: sa.Table) -> list[str]:
    columns = [one for one in table.columns if one.name != _GIVEN_BY_THE_DATABASE.get(table.name)]
    names = ", ".join(f'"{one.name}"' for one in columns)
    # in the order in which they were written: a job before its retries
    order = "rowid" if table.dialect_options["sqlite"]["with_rowid"] else '"job_id", "key"'
    query = f'SELECT {names} FROM "{table.name}" ORDER BY {order}'  # noqa: S608 - names of our own tables
    start = f'INSERT INTO "{table.name}" ({names}) VALUES'
    return [f"{start} ({', '.join(map(_literal, columns, row))});" for row in connection.execute(query)]


def _literal(column: sa.Column[Any], value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(column.type, sa.Boolean):
        return "TRUE" if value else "FALSE"
    return "'{}'".format(value.replace("'", "''")) if isinstance(value, str) else repr(value)


async def _write_down(folder: Path) -> None:
    clock = VirtualClock()
    with tempfile.TemporaryDirectory() as name, postgres_server() as server:
        used, empty = Path(name) / "used.db", Path(name) / "empty.db"
        async with Store.open(str(used), clock=clock, database_clock=clock.in_database) as store:
            await lived(store)
        folder.mkdir()
        (folder / "rows.sql").write_text(written(used))
        (folder / "sqlite.sql").write_text(await made(str(empty), schema.SCHEMA))
        address = server.create("empty")
        (folder / "postgresql.sql").write_text(await made(address, schema.SCHEMA))


def main() -> int:
    folder = RELEASED / schema.SCHEMA
    if folder.exists():
        sys.stderr.write(f"{folder} is there already, and a release's tables never change.\n")
        return 1
    asyncio.run(_write_down(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
