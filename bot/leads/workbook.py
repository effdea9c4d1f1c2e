"""XLSX workbooks → sheets of plain cells. Scanned first, then parsed in a child process with limits."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.leads import workbook_child
from bot.leads.errors import NotATableError, TooLargeError
from bot.leads.workbook_scan import scan_workbook

_WALL_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: its name and its rows from row 1 on, blank ones included."""

    name: str
    rows: list[list[str]]


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """All visible sheets of a workbook, in its order.

    Raises:
        TooLargeError: it is larger than the scan or the child process allows.
        NotATableError: it is damaged, locked or harmful.
    """
    scan_workbook(data, name)
    sheets: list[Sheet] = []
    for line in _parse(data, name).splitlines():
        item = json.loads(line)
        if isinstance(item, dict):
            sheets.append(Sheet(item["sheet"], []))
        else:
            sheets[-1].rows.append(item)
    return sheets


def _parse(data: bytes, name: str) -> str:
    """What the child process says. It gets no environment, so no secrets either."""
    command = [sys.executable, "-I", str(Path(workbook_child.__file__))]
    too_large = TooLargeError(
        f"{name} takes too much memory or time to open. Save the sheet as CSV and share it again."
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell, no argument from outside
            command,
            input=data,
            capture_output=True,
            timeout=_WALL_SECONDS,
            env={"PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise too_large from error
    if done.returncode == 0:
        return done.stdout.decode()
    if done.returncode == workbook_child.EXIT_UNREADABLE:
        raise NotATableError(
            f"{name} is not a workbook that I can open. Save it as XLSX or CSV and share it again."
        )
    raise too_large
