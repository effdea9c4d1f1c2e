"""The bytes of files over HTTP: the app's uploads, and downloads that need its token.

A download without a good token or without files:read answers 200 with Slack's login page, as the real one.
"""

from aiohttp import web

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.stored_files import File
from bot.sandbox.slack.web_api.files import visible_to_bot

LOGIN_PAGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Sign in | Slack</title></head><body></body></html>'
)


class FileHost:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """`POST /upload/v1/…`: the bytes themselves, or a form with one file."""
        content = await _posted(request)
        if not self._backend.uploads.receive(request.match_info["upload"], content):
            return web.Response(status=400, text="Unknown upload, or not of the announced length")
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """`/files-pri/T-F/download/name`, and the same without `download`."""
        file = self._backend.workspace.files.get(request.match_info["place"].partition("-")[2])
        if not self._may_read(request, file) or file is None:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if file.deleted or file.variant.external:
            return web.Response(status=404, text="Not found")
        file.downloads += 1
        if file.downloads <= file.variant.scanning:
            return web.Response(status=404, text="Not found")
        if file.variant.redirect_to:
            return web.Response(status=302, headers={"Location": file.variant.redirect_to})
        if file.variant.via_cdn and not request.path.startswith("/files-cdn/"):
            return web.Response(
                status=302, headers={"Location": request.path.replace("/files-pri/", "/files-cdn/")}
            )
        disposition = {"Content-Disposition": "attachment"}
        return web.Response(body=file.content, content_type=file.mimetype, headers=disposition)

    def _may_read(self, request: web.Request, file: File | None) -> bool:
        installation = self._backend.workspace.installation
        bearer = request.headers.get("Authorization", "") == f"Bearer {installation.bot_token}"
        allowed = bearer and "files:read" in installation.scopes
        return allowed and file is not None and visible_to_bot(self._backend, file)


async def _posted(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""
