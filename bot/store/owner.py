"""One process owns a SQLite file: who sends its jobs. Says so clearly when a second one starts."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.errors import CannotOpenStoreError, StoreBusyError


@contextmanager
def owning(database: Path) -> Iterator[None]:
    """Hold `<database>.lock`. The kernel lets go of it with the process, however that ends.

    The file stays behind: to remove it would let two processes each lock a file of that name.

    Raises:
        StoreBusyError: another process holds it.
    """
    with _lock_file(database) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusyError(_sentence(database, os.pread(file, 20, 0))) from None
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield


def owner_of(database: Path) -> int | None:
    """The process that owns a database, 0 where its number is not known; None where nobody does."""
    try:
        file = os.open(_lock_path(database), os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.pread(file, 20, 0)
        return int(pid) if pid.isdigit() else 0
    finally:
        os.close(file)
    return None


def _lock_path(database: Path) -> Path:
    # resolved, so that a link to the database leads to the same lock
    return database.resolve().with_name(f"{database.resolve().name}.lock")


@contextmanager
def _lock_file(database: Path) -> Iterator[int]:
    try:
        file = os.open(_lock_path(database), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise CannotOpenStoreError(f"can't open the database {database}: {error.strerror}") from error
    try:
        yield file
    finally:
        os.close(file)


def _sentence(database: Path, owner: bytes) -> str:
    who = f" (process {int(owner)})" if owner.isdigit() else ""
    return (
        f"another addleads{who} already works with {database}. Stop that one first, or give this one "
        "a database of its own in ADDLEADS_DATABASE_URL."
    )
