"""The real `addleads serve`, with a heartbeat in its event loop that writes down how late it came.

    python tests/bench/measured_bot.py FILE SPEED    settings from the environment, as for `addleads serve`

Each late beat is a line of the FILE: when it ended (CLOCK_MONOTONIC, which all processes of a machine share),
how late it was, and how much CPU time this process used meanwhile, in seconds. A beat that is late without
CPU time of ours waited for the machine, not for us. The bot's clock runs SPEED times as fast as this one.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import TextIO

from bot.cli import _serve
from bot.settings import load_settings
from bot.telemetry import set_up_logging
from tests.bench.compressed_time import CompressedClock

BEAT = 0.005
LATE = 0.010
"""Seconds. What is less late than that is no news."""


async def heartbeat(lines: TextIO) -> None:
    """Beat for ever. A beat costs some 50 µs, so a hundredth of one core."""
    while True:
        began, cpu = time.monotonic(), time.process_time()
        await asyncio.sleep(BEAT)
        ended = time.monotonic()
        if (late := ended - began - BEAT) > LATE:
            lines.write(f"{ended:.6f} {late:.6f} {time.process_time() - cpu:.6f}\n")


async def measured(lines: TextIO, speed: float) -> None:
    beat = asyncio.create_task(heartbeat(lines))
    try:
        await _serve(load_settings(), clock=None if speed == 1 else CompressedClock(speed))
    finally:
        beat.cancel()


if __name__ == "__main__":
    set_up_logging(json=False)
    with Path(sys.argv[1]).open("w", encoding="ascii", buffering=1) as file:
        asyncio.run(measured(file, float(sys.argv[2])))
