"""The page's own files: markup, styles, modules. Nothing is built, nothing comes from elsewhere.

Their addresses hold a digest of them all, so that a browser may keep them for ever and never shows old ones.
"""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web

_STATIC = files("bot.sandbox.page") / "static"
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_PRELOAD = "  <!-- modules -->\n"
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
ROUTE = "/static/{version:[0-9a-f]+}/{name:[a-z_/]+\\.(?:css|js|svg)}"
"""Names are letters and slashes, so that no other file of the machine is reached."""


def index() -> web.Response:
    """The page itself; it names all modules, so that the browser asks for them at once, not one by one."""
    everything = dict(sorted(_walk(_STATIC, "")))
    base = f"/static/{_digest(everything)}/"
    links = "".join(
        f'  <link rel="modulepreload" href="/static/{name}">\n' for name in everything if name.endswith(".js")
    )
    markup = everything["index.html"].decode().replace(_PRELOAD, links).replace("/static/", base)
    return web.Response(text=markup, content_type="text/html")


def asset(name: str) -> web.Response:
    """One file."""
    path = _STATIC / name
    if not path.is_file():
        raise web.HTTPNotFound
    kind = _TYPES[name.rpartition(".")[2]]
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=_FOR_EVER)


def _digest(everything: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in everything.items():
        digest.update(name.encode() + content)
    return digest.hexdigest()[:12]


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()
