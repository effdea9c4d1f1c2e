"""Files: what people upload and how Slack describes it. Pure; serving the bytes is `file_host`'s work."""

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath

_PREVIEW_CHARACTERS = 200
_FILETYPES = {"txt": "text", "htm": "html", "jpeg": "jpg", "gz": "gzip", "": "binary"}
"""Where Slack's filetype is not the extension (.

https://docs.slack.dev/reference/objects/file-object).
"""

_MIMETYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
"""Fixed here, because the machine's own table differs from machine to machine."""


@dataclass(frozen=True, slots=True)
class FileVariant:
    """The ways in which a file can differ from a plain hosted one.

    connect: shared through Slack Connect; the event has no URL, `files.info` has it.
    snippet: pasted text, mode "snippet" and filetype "text".
    external: only a link to another service; Slack has no bytes.
    scanning: so many downloads fail with 404 while Slack still scans the file.
    unlisted: meanwhile the event, and so many answers of files.info, have no URL. Whether Slack ever does
        this for a file of its own is not documented.
    redirect_to: the download answers 302 to this URL, for a host the token must not reach.
    via_cdn: the download answers 302 to another path of Slack's own that needs the token as well.
    mimetype, filetype: what Slack claims, right or wrong.
    """

    connect: bool = False
    snippet: bool = False
    external: bool = False
    scanning: int = 0
    unlisted: int = 0
    redirect_to: str | None = None
    via_cdn: bool = False
    mimetype: str | None = None
    filetype: str | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a message that carries several."""

    filename: str
    content: bytes
    title: str = ""
    variant: FileVariant = FileVariant()


@dataclass(frozen=True, slots=True)
class Share:
    """One place a file was posted in."""

    channel: str
    ts: str
    thread_ts: str | None
    private: bool


@dataclass(slots=True)
class File:
    id: str
    name: str
    title: str
    user: str
    content: bytes
    created: int
    variant: FileVariant = FileVariant()
    shares: list[Share] = field(default_factory=list)
    deleted: bool = False
    for_app: bool = False
    """Given to the app in a modal, so readable by it without being shared anywhere."""
    asked: int = 0
    """How often files.info was asked about it."""
    downloads: int = 0
    """How often the bytes were asked for with a good token."""

    @property
    def mimetype(self) -> str:
        if self.variant.mimetype:
            return self.variant.mimetype
        guess = _MIMETYPES.get(self._extension) or mimetypes.guess_type(self.name)[0]
        return "text/plain" if self.variant.snippet else guess or "application/octet-stream"

    @property
    def filetype(self) -> str:
        if self.variant.filetype:
            return self.variant.filetype
        return "text" if self.variant.snippet else _FILETYPES.get(self._extension, self._extension)

    @property
    def mode(self) -> str:
        return "external" if self.variant.external else "snippet" if self.variant.snippet else "hosted"

    @property
    def preview(self) -> str | None:
        """The first characters of a text file, as Slack shows under the name."""
        if not self.mimetype.startswith("text/"):
            return None
        return self.content[:_PREVIEW_CHARACTERS].decode("utf-8", "replace")

    @property
    def _extension(self) -> str:
        return PurePosixPath(self.name).suffix.removeprefix(".").lower()
