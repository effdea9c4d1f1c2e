"""What counts as a database address."""

from pathlib import Path

import pytest

from bot.store import BadDatabaseUrlError
from bot.store.engine import database_url, sqlite_file


@pytest.mark.parametrize(
    "address", ["addleads.db", "sqlite:///addleads.db", "sqlite+aiosqlite:///addleads.db"]
)
def test_a_file_can_be_named_in_three_ways(address: str) -> None:
    """A plain path, and both spellings of the URL, mean the same file."""
    assert sqlite_file(database_url(address)) == Path("addleads.db")


def test_a_path_may_start_at_the_home_folder() -> None:
    """`~` is the home folder, as in a shell."""
    assert sqlite_file(database_url("~/addleads.db")) == Path.home() / "addleads.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_needs_no_driver_in_its_address(scheme: str) -> None:
    """Whatever the spelling, psycopg is the driver, and the rest of the address stays."""
    url = database_url(f"{scheme}://bot:secret@db/addleads")
    assert (url.drivername, url.host, url.database) == ("postgresql+psycopg", "db", "addleads")
    assert sqlite_file(url) is None


@pytest.mark.parametrize("address", ["", "sqlite://", "sqlite:///:memory:", ":memory:"])
def test_a_database_in_memory_is_refused(address: str) -> None:
    """It would forget every job, and each connection would see another one."""
    with pytest.raises(BadDatabaseUrlError, match="name a file"):
        database_url(address)


@pytest.mark.parametrize("address", ["mysql://bot:secret@db/addleads", "postgresql://bot:secret@db:port/x"])
def test_a_refused_address_is_not_quoted(address: str) -> None:
    """It may hold a password."""
    with pytest.raises(BadDatabaseUrlError) as refused:
        database_url(address)
    assert "secret" not in str(refused.value)
