"""One HTTP call to Amplemarket: the key, the limits, and an error of our tree for whatever goes wrong."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import httpx

from bot import __version__
from bot.amplemarket.failures import no_answer

MOST_BYTES = 8 * 1024 * 1024
"""No answer is read further. The largest honest one (250 leads, each with a long LinkedIn URL, in all five
lists) has about 3 MB."""

LONGEST_CALL = 120.0
"""Seconds for one call, start to end. The time-outs of httpx start again with every piece of an answer, so
an answer that drips could hold a call for ever."""

HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Answer:
    """Fields.

    complete: False where the body was longer than `MOST_BYTES`, or the connection broke inside it.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    complete: bool


class Connection:
    """The way to Amplemarket. The arguments are those of `AmplemarketClient`, and so are the errors."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        api_key: str,
        *,
        now: Callable[[], datetime],
        longest_call: float = LONGEST_CALL,
    ) -> None:
        if not re.fullmatch(r"[!-~]+", api_key):
            raise ValueError("AMPLEMARKET_API_KEY is empty, or holds spaces or characters that no key has")
        self._http = http
        self.base_url = _checked_address(base_url)
        self.api_key = api_key
        self.now = now
        self._longest_call = longest_call

    def request(self, method: str, target: str, body: bytes | None = None) -> httpx.Request:
        """What is to be sent to a path below the base address, with its query."""
        headers = {
            "Authorization": f"Bearer {self.api_key}",
            "Accept": "application/json",
            "User-Agent": f"addleads/{__version__}",
        }
        if body is not None:
            # Older pages ask for application/vnd.amp+json; the contract and all public clients have this.
            headers["Content-Type"] = "application/json"
        return self._http.build_request(method, self.base_url + target, content=body, headers=headers)

    async def call(self, request: httpx.Request) -> Answer:
        """Send it once.

        Raises:
            NoUsableAnswerError: there was no answer.
        """
        try:
            async with asyncio.timeout(self._longest_call):
                response = await self._http.send(request, stream=True, auth=None, follow_redirects=False)
                try:
                    return await _read(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise no_answer(error) from error


def _checked_address(base_url: str) -> str:
    """An http(s) address without a slash at its end. User info in it would take the place of the key."""
    form = r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/[\w./-]*)?"
    match = re.fullmatch(form, base_url)
    if match is None or int(match["port"] or 0) > HIGHEST_PORT:
        # What it holds is not repeated: it may be somebody's password.
        raise ValueError(
            "AMPLEMARKET_API_URL is no address of an API; it should be like https://api.amplemarket.com"
        )
    return base_url.rstrip("/")


async def _read(response: httpx.Response) -> Answer:
    """Read at most `MOST_BYTES`. A connection that breaks in here does not hide the status it brought."""
    body = bytearray()
    complete = True
    try:
        # A generator, though httpx promises an iterator only; left half-read it would linger until collected.
        async with aclosing(cast("AsyncGenerator[bytes]", response.aiter_bytes())) as pieces:
            async for piece in pieces:
                body += piece
                if len(body) > MOST_BYTES:
                    complete = False
                    break
    except httpx.HTTPError:
        complete = False
    return Answer(response.status_code, response.headers, bytes(body[:MOST_BYTES]), complete)
