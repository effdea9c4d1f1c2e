"""The calls to Amplemarket. One method, one call: when to try again is decided in `bot/jobs/run.py`."""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from bot import __version__
from bot.adding.answer import AddLeadsAnswer
from bot.adding.errors import SequenceNotFoundError
from bot.adding.job import Options
from bot.amplemarket.failures import Refused, failure, no_answer, unreadable
from bot.amplemarket.wire import AddLeadsResponse, request_body
from bot.leads.lead import Lead

MOST_BYTES = 8 * 1024 * 1024
"""No answer is read further. The largest honest one (250 leads, each with a long LinkedIn URL, in all five
lists) has about 3 MB."""

LONGEST_CALL = 120.0
"""Seconds for one call, start to end. The time-outs of httpx start again with every piece of an answer, so
an answer that drips could hold a call for ever."""


HIGHEST_PORT = 65_535


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Fields.

    complete: False where the body was longer than `MOST_BYTES`, or the connection broke inside it.
    """

    status: int
    headers: httpx.Headers
    body: bytes
    complete: bool


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


class AmplemarketClient:
    """Amplemarket, by HTTP. Implements the port `bot.jobs.ports.Amplemarket`.

    Args:
        http: shared by all calls, with its time-outs and limits; whoever made it closes it.
        base_url: such as `https://api.amplemarket.com`.
        api_key: stays in here; no error, no repr and no log line holds it.
        now: the time, with its zone.
        longest_call: seconds after which a call is given up.

    Raises:
        ValueError: the address or the key can't be one. Names the setting, never the key.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        api_key: str,
        *,
        now: Callable[[], datetime] = _utc_now,
        longest_call: float = LONGEST_CALL,
    ) -> None:
        if not re.fullmatch(r"[!-~]+", api_key):
            raise ValueError("AMPLEMARKET_API_KEY is empty, or holds spaces or characters that no key has")
        self._http = http
        self._base_url = _checked_address(base_url)
        self._api_key = api_key
        self._now = now
        self._longest_call = longest_call

    async def add_leads(self, sequence_id: str, leads: Sequence[Lead], options: Options) -> AddLeadsAnswer:
        """`POST /sequences/{id}/leads`, once.

        Raises:
            AmplemarketError: see the tree in `bot/adding/errors.py`; its `maybe_processed` tells whether the
                leads may be in all the same.
        """
        if not re.fullmatch(r"[A-Za-z0-9_-]+", sequence_id):
            raise SequenceNotFoundError("That is no sequence id of Amplemarket; nothing was sent")
        answer = await self._post(f"/sequences/{quote(sequence_id)}/leads", request_body(leads, options))
        if not httpx.codes.is_success(answer.status):
            refused = Refused(answer.status, answer.headers, answer.body, self._api_key)
            raise failure(refused, self._now())
        if not answer.complete:
            raise unreadable(answer.status)
        try:
            return AddLeadsResponse.model_validate_json(answer.body).answer()
        except ValidationError:
            raise unreadable(answer.status) from None

    async def _post(self, path: str, body: bytes) -> _Answer:
        headers = {
            "Authorization": f"Bearer {self._api_key}",
            # Older pages ask for application/vnd.amp+json; the contract and all public clients have this.
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"addleads/{__version__}",
        }
        try:
            request = self._http.build_request("POST", self._base_url + path, content=body, headers=headers)
            async with asyncio.timeout(self._longest_call):
                response = await self._http.send(request, stream=True, auth=None, follow_redirects=False)
                try:
                    return await _read(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise no_answer(error) from error


async def _read(response: httpx.Response) -> _Answer:
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
    return _Answer(response.status_code, response.headers, bytes(body[:MOST_BYTES]), complete)
