"""The migrations build the tables that the code knows."""

import asyncio
from importlib import resources
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.store import NewerSchemaError, Store, schema
from bot.store.engine import Database, database_url
from bot.store.tables import metadata
from tests.store.conftest import OpenStore


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, without any tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    database: str = request.getfixturevalue("postgres_database")(empty=True)
    return database


async def test_migrations_and_tables_agree(store: Store) -> None:
    """Alembic finds nothing left to migrate."""

    def differences(connection: sa.Connection) -> object:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    async with store._database.read() as tx:
        assert await tx.run_sync(differences) == []


async def test_migrations_and_tables_have_the_same_constraints(store: Store) -> None:
    """What alembic does not compare: checks, keys and names are those that the metadata alone would make."""
    async with store._database.read() as tx:
        migrated = await tx.run_sync(_constraints)
    async with store._database.write() as tx:
        await tx.run_sync(metadata.drop_all)
        await tx.run_sync(metadata.create_all)
        assert await tx.run_sync(_constraints) == migrated


def _constraints(connection: sa.Connection) -> dict[str, list[object]]:
    inspector = sa.inspect(connection)
    return {
        table: [
            sorted(inspector.get_check_constraints(table), key=str),
            inspector.get_pk_constraint(table),
            inspector.get_foreign_keys(table),
            inspector.get_unique_constraints(table),
            sorted(inspector.get_indexes(table), key=str),
        ]
        for table in metadata.tables
    }


async def test_migrating_again_changes_nothing(open_store: OpenStore) -> None:
    """A second start finds its tables, and its rows."""
    async with open_store() as store:
        await store.deliveries.first_time("event:Ev1", "T1", {})
        await schema.upgrade(store._database)
        async with store._database.write() as tx:
            await tx.run_sync(schema._migrate)
        assert not await store.deliveries.first_time("event:Ev1", "T1", {})


async def test_two_processes_that_start_at_once_migrate_once(open_store: OpenStore) -> None:
    """The second one waits for the first, then finds nothing to do."""

    async def start() -> bool:
        async with open_store() as store:
            return await store.writable()

    assert all(await asyncio.gather(start(), start()))


async def test_a_newer_database_is_refused(open_store: OpenStore) -> None:
    """The sentence says that the program is too old, and nothing is touched."""
    async with open_store() as store, store._database.write() as tx:
        await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchemaError, match=r"newer addleads.*9999.*Start the newer program"):
        async with open_store():
            pytest.fail("opened")


async def test_a_failed_migration_leaves_nothing_behind(address: str) -> None:
    """All steps are one transaction: the first ones do not stay when a later one fails."""
    async with Database.open(database_url(address)) as database:
        async with database.write() as tx:
            await tx.execute(sa.text("CREATE TABLE messages (mine INTEGER)"))
        with pytest.raises(sa.exc.DBAPIError):
            await schema.upgrade(database)
        async with database.read() as tx:
            assert await tx.run_sync(lambda connection: sa.inspect(connection).get_table_names()) == [
                "messages"
            ]


async def test_a_migration_can_be_taken_back(store: Store) -> None:
    """Down to the empty database."""

    def downgrade(connection: sa.Connection) -> list[str]:
        command.downgrade(config(connection), "base")
        return sa.inspect(connection).get_table_names()

    async with store._database.write() as tx:
        assert await tx.run_sync(downgrade) == ["alembic_version"]


def test_the_newest_migration_is_the_one_the_code_names() -> None:
    """Else a start would not see that there is something to migrate."""
    assert ScriptDirectory.from_config(config()).get_current_head() == schema.SCHEMA


def test_migrations_are_part_of_the_package() -> None:
    """They are found as resources, so they come along in a wheel."""
    files = resources.files("bot.store.migrations")
    assert files.joinpath("env.py").is_file()
    assert files.joinpath("versions", "v0001_first_tables.py").is_file()


def config(connection: sa.Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "bot.store:migrations")
    return config
