"""Fetching a shared file, with the bot token, from Slack's own hosts and nowhere else."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.adding.errors import DownloadError, SlackAnswerLostError, SlackError
from bot.jobs.ports import Clock
from bot.leads.errors import TooLargeError
from bot.slack import text
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

SLACK_HOSTS = ("slack.com", "slack-files.com", "slack-edge.com")
"""These and their subdomains belong to Slack. The token goes nowhere else, over redirects neither."""

MOST_REDIRECTS = 2
TRIES = 4
WAIT = 1.0
"""Seconds between tries: an upload is scanned for malware before it can be fetched."""

PATIENCE = aiohttp.ClientTimeout(total=120, sock_read=30)

_OK = 200
_HTTPS_PORT = 443
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MB = 1024 * 1024
_PART = 64 * 1024
_START = 512


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as a message names it.

    Fields:
        id: Slack's id.
        name: as the person called it; "" where Slack has no name.
        url: where it can be fetched; "" where it must be asked for first (Slack Connect).
        hosted: whether Slack itself holds the bytes.
    """

    id: str
    name: str
    url: str
    hosted: bool

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "SharedFile":
        """Out of a file object (docs.slack.dev/reference/objects/file-object); any field may be missing."""
        return cls(
            id=str(payload.get("id") or ""),
            name=str(payload.get("name") or payload.get("title") or ""),
            url=str(payload.get("url_private_download") or payload.get("url_private") or ""),
            hosted=not payload.get("is_external")
            and payload.get("mode") not in {"external", "post", "tombstone"},
        )


@dataclass(frozen=True, slots=True)
class Downloads:
    """Fetches shared files.

    Fields:
        token: the bot token.
        api_url: where Slack's API is; an origin of its own (the sandbox) may serve files too.
        most_mb: no larger file is read, in MiB.
    """

    session: aiohttp.ClientSession
    web: SlackWeb
    clock: Clock
    token: str
    api_url: str
    most_mb: int

    async def look_up(self, file: SharedFile) -> SharedFile:
        """The file with its name and address, which messages through Slack Connect leave out.

        While Slack still scans a file it may have no address yet, so this asks a few times.

        Raises:
            DownloadError: Slack does not show it to us, or not yet.
        """
        if file.url or not file.hosted or not file.id:
            return file
        found = await self._asked_for(file)
        for tries in range(1, TRIES):
            if found.url or not found.hosted:
                return found
            await self.clock.sleep(WAIT * tries)
            found = await self._asked_for(file)
        if found.url:
            return found
        raise DownloadError(text.files.file_not_yet(found.name))

    async def _asked_for(self, file: SharedFile) -> SharedFile:
        try:
            return SharedFile.of(await self.web.file_info(file.id))
        except SlackAnswerLostError:
            raise DownloadError(text.files.file_not_yet(file.name)) from None
        except SlackError as error:
            logger.warning("file not shown", extra={"file": file.id, "reason": str(error)})
            raise DownloadError(text.files.file_hidden(file.name)) from error

    async def fetch(self, file: SharedFile) -> bytes:
        """The file's bytes.

        Raises:
            DownloadError: Slack does not hold it, or does not let us have it.
            TooLargeError: it has more bytes than we take.
        """
        file = await self.look_up(file)
        if not file.hosted or not file.url:
            raise DownloadError(text.files.file_not_in_slack(file.name))
        for tries in range(1, TRIES + 1):
            content = await self._once(file)
            if content is not None:
                return content
            if tries < TRIES:
                await self.clock.sleep(WAIT * tries)
        raise DownloadError(text.files.file_not_yet(file.name))

    async def _once(self, file: SharedFile) -> bytes | None:
        """One try; None when another one may help."""
        # Unpacked, a small answer could become an endless one.
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Encoding": "identity"}
        location, url = file.url, None
        try:
            for _ in range(MOST_REDIRECTS + 1):
                url = self._checked(file, location, url)
                async with self.session.get(
                    url, headers=headers, allow_redirects=False, timeout=PATIENCE
                ) as answer:
                    if answer.status not in _REDIRECTS:
                        return await self._read(file, answer)
                    location = answer.headers.get("Location", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("download failed", extra={"file": file.id, "reason": type(error).__name__})
            return None
        raise DownloadError(text.files.file_in_circles(file.name))

    async def _read(self, file: SharedFile, answer: aiohttp.ClientResponse) -> bytes | None:
        if answer.status != _OK:
            logger.warning("download refused", extra={"file": file.id, "status": answer.status})
            return None
        self._check_size(file, answer.content_length or 0)
        content = bytearray()
        async for part in answer.content.iter_chunked(_PART):
            content += part
            self._check_size(file, len(content))
        if _is_login_page(answer.content_type, bytes(content[:_START])):
            raise DownloadError(text.files.file_forbidden(file.name))
        return bytes(content)

    def _check_size(self, file: SharedFile, size: int) -> None:
        if size > self.most_mb * _MB:
            raise TooLargeError(text.files.file_too_large(file.name, self.most_mb))

    def _checked(self, file: SharedFile, location: str, previous: URL | None) -> URL:
        """Where to go next, if the token may go there.

        Read by yarl, as aiohttp reads it: two parsers can differ about whose host an odd address names.
        """
        elsewhere = DownloadError(text.files.file_elsewhere(file.name))
        try:
            url = previous.join(URL(location)) if previous else URL(location)
            is_sandbox = url.origin() == URL(self.api_url).origin()
        except ValueError:
            raise elsewhere from None
        if "@" in url.raw_authority or not (is_sandbox or _is_slacks(url)):
            raise elsewhere
        return url


def _is_slacks(url: URL) -> bool:
    host = url.host or ""
    slacks = any(host == name or host.endswith(f".{name}") for name in SLACK_HOSTS)
    return slacks and url.scheme == "https" and url.explicit_port in {None, _HTTPS_PORT}


def _is_login_page(content_type: str, start: bytes) -> bool:
    """Without the right scope Slack answers 200 and its login page, not 403."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return content_type == "text/html" or head.startswith((b"<!doctype html", b"<html"))
