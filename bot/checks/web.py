"""The bot's own web server: health and metrics, and Slack's requests in HTTP mode."""

import asyncio
import socket
from http import HTTPStatus

import aiohttp

from bot.checks.finding import Finding, ok, unknown, wrong

NAME = "HTTP port"
HTTP_MODE = "HTTP mode"
WITHIN = aiohttp.ClientTimeout(total=3.0)


async def port(session: aiohttp.ClientSession, number: int | None) -> list[Finding]:
    """Whether a bot answers at the port, or one could."""
    if number is None:
        return []
    try:
        async with session.get(f"http://127.0.0.1:{number}/readyz", timeout=WITHIN) as answer:
            if answer.status == HTTPStatus.OK:
                return [ok(NAME, f"a bot is ready at port {number}")]
            if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
                look = f"http://127.0.0.1:{number}/readyz says what it lacks."
                return [wrong(NAME, f"a bot answers at port {number}, and is not ready", look)]
    except (aiohttp.ClientError, TimeoutError, OSError):
        if await asyncio.to_thread(_is_free, number):
            return [ok(NAME, f"port {number} is free")]
    return [wrong(NAME, f"something else answers at port {number}", "Set ADDLEADS_HTTP_PORT to a free one.")]


def http_mode(number: int | None) -> list[Finding]:
    """What Slack sends can't be seen from here."""
    where = f"at port {number} under /slack/events"
    step = "In the app's settings, turn Socket Mode off and give the proxy's address (README, HTTP mode)."
    return [
        unknown(HTTP_MODE, f"Slack's requests are taken {where}; whether they come is not seen here", step)
    ]


def _is_free(number: int) -> bool:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("", number))
        except OSError:
            return False
    return True
