"""The bot as a process of its own, watched from outside (Linux): CPU time, memory, late event loop."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("measured_bot.py")
ROOT = PROGRAM.parents[2]

NOT_FOR_IT = ("AMPLEMARKET", "PYTHONDONTWRITEBYTECODE")
"""Of our environment. Without compiled files, which an installed program has, each start compiles our own."""

_ENDS_WITHIN = 30.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Stall:
    """A beat that came late.

    Fields:
        at: when it came, by CLOCK_MONOTONIC.
        late: seconds that it was late.
        cpu: seconds of CPU time that the bot itself, all its threads, used meanwhile.
    """

    at: float
    late: float
    cpu: float

    @property
    def own(self) -> float:
        """Seconds that the bot's own work can have caused; the rest the machine gave to other processes."""
        return min(self.late, self.cpu)


@dataclass(frozen=True, slots=True)
class BotProcess:
    process: Process
    folder: Path

    @property
    def cpu_seconds(self) -> float:
        """CPU time so far, of all threads."""
        fields = (self._proc / "stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def resident_mb(self) -> float:
        return self._status("VmRSS")

    @property
    def peak_mb(self) -> float:
        """The most resident memory since the last `forget_peak`."""
        return self._status("VmHWM")

    @property
    def handles(self) -> int:
        """Open file handles."""
        return len(list((self._proc / "fd").iterdir()))

    def forget_peak(self) -> None:
        (self._proc / "clear_refs").write_text("5", "ascii")

    def stalls(self, since: float, until: float) -> list[Stall]:
        """The late beats between two moments (CLOCK_MONOTONIC)."""
        lines = (self.folder / "stalls").read_text("ascii").splitlines()
        found = (Stall(*map(float, line.split())) for line in lines)
        return [one for one in found if since <= one.at <= until]

    @property
    def log(self) -> str:
        """What it has logged: to be shown where something went wrong."""
        return (self.folder / "log").read_text("utf-8")

    @property
    def _proc(self) -> Path:
        return Path("/proc") / str(self.process.pid)

    def _status(self, name: str) -> float:
        lines = (self._proc / "status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


@asynccontextmanager
async def bot_process(
    folder: Path, settings: Mapping[str, str], program: Path = PROGRAM, speed: float = 1
) -> AsyncIterator[BotProcess]:
    """Start the bot, or what it is held against, as a service manager would; and end it likewise.

    Args:
        folder: where it works.
        settings: its environment.
        program: what is started.
        speed: of its clock, against the machine's.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_FOR_IT)}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(program),
            str(folder / "stalls"),
            str(speed),
            env={**environment, **settings, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            stderr=log,
        )
    try:
        yield BotProcess(process, folder)
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(_ENDS_WITHIN):
            await process.wait()
