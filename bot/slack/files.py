"""Fetching a shared file, with the bot token, from Slack's own hosts and nowhere else."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.adding.errors import DownloadError
from bot.jobs.ports import Clock
from bot.leads.errors import TooLargeError
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

SLACK_HOSTS = ("slack.com", "slack-files.com", "slack-edge.com")
"""These and their subdomains belong to Slack. The token goes nowhere else, over redirects neither."""

MOST_REDIRECTS = 2
TRIES = 4
WAIT = 1.0
"""Seconds between tries: an upload is scanned for malware before it can be fetched."""

_MB = 1024 * 1024
_PART = 64 * 1024


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

    async def fetch(self, file: SharedFile) -> bytes:
        """The file's bytes.

        Raises:
            DownloadError: Slack does not hold it, or does not let us have it.
            TooLargeError: it has more bytes than we take.
        """
        if not file.url and file.id:
            file = SharedFile.of(await self.web.file_info(file.id))
        if not file.hosted or not file.url:
            raise DownloadError(f"{_called(file)} is not stored in Slack. Save it as CSV and share that.")
        for tries in range(1, TRIES + 1):
            content = await self._once(file)
            if content is not None:
                return content
            if tries < TRIES:
                await self.clock.sleep(WAIT * tries)
        raise DownloadError(f"Slack does not let me read {_called(file)} yet. Share it again in a minute.")

    async def _once(self, file: SharedFile) -> bytes | None:
        """One try; None when another one may help."""
        url = file.url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self._check_host(url)
                headers = {"Authorization": f"Bearer {self.token}"}
                async with self.session.get(url, headers=headers, allow_redirects=False) as answer:
                    if answer.status in {301, 302, 303, 307, 308}:
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    return await self._read(file, answer)
        except (aiohttp.ClientError, TimeoutError) as error:
            logger.warning("download failed", extra={"file": file.id, "reason": type(error).__name__})
            return None
        raise DownloadError(f"Slack sends me in circles when I fetch {_called(file)}.")

    async def _read(self, file: SharedFile, answer: aiohttp.ClientResponse) -> bytes | None:
        if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
            logger.warning("download refused", extra={"file": file.id, "status": answer.status})
            return None
        content = bytearray()
        async for part in answer.content.iter_chunked(_PART):
            content += part
            if len(content) > self.most_mb * _MB:
                raise TooLargeError(
                    f"{_called(file)} is larger than {self.most_mb} MB, the most I take. "
                    "Split it, or ask your admin to raise the limit."
                )
        if _is_login_page(answer.content_type, bytes(content[:512])):
            raise DownloadError(
                f"Slack does not let me read {_called(file)}. The app needs the scope files:read; "
                "after adding it, install the app again."
            )
        return bytes(content)

    def _check_host(self, url: str) -> None:
        parts, own = urlsplit(url), urlsplit(self.api_url)
        host = parts.hostname or ""
        slack = parts.scheme == "https" and parts.port in {None, 443}
        slack = slack and any(host == name or host.endswith(f".{name}") for name in SLACK_HOSTS)
        if not slack and (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise DownloadError("This file is not on Slack's own servers, so I did not fetch it.")


def _is_login_page(content_type: str, start: bytes) -> bool:
    """Without the right scope Slack answers 200 and its login page, not 403."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return content_type == "text/html" or head.startswith((b"<!doctype html", b"<html"))


def _called(file: SharedFile) -> str:
    return file.name or "this file"
