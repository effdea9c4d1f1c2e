"""The one HTTP server of a sandbox, on 127.0.0.1 only: Web API, sockets, files, response urls, control."""

import json
import socket
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.control import Control
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.file_host import FileHost
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.web_api.server import WebApi

_MAX_BODY = 1 << 30
"""Hosted files may have up to 1 GB."""
_SHUTDOWN = 1.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def listen(port: int) -> socket.socket:
    """A listening socket, so that the url is known before anything is built."""
    return socket.create_server(("127.0.0.1", port))


async def serve(stage: Stage, listener: socket.socket) -> web.AppRunner:
    runner = web.AppRunner(_routes(stage), access_log=None, shutdown_timeout=_SHUTDOWN)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    return runner


def _routes(stage: Stage) -> web.Application:
    app = web.Application(client_max_size=_MAX_BODY)
    backend = stage.backend
    web_api, files = WebApi(backend), FileHost(backend)
    app.router.add_route("*", "/api/{method}", web_api.handle)
    app.router.add_get("/socket", backend.socket.connect)
    app.router.add_post("/upload/v1/{upload}", files.receive)
    for prefix in ("files-pri", "files-cdn"):
        app.router.add_get(f"/{prefix}/{{place}}/download/{{name}}", files.download)
        app.router.add_get(f"/{prefix}/{{place}}/{{name}}", files.download)
    app.router.add_post("/actions/{team}/{secret}", _response_url(backend))
    app.add_subapp("/control/", Control(stage).application())
    return app


def _response_url(backend: Backend) -> Handler:
    async def respond(request: web.Request) -> web.StreamResponse:
        """Errors of a response_url are HTTP 4xx, unlike the Web API's."""
        try:
            payload = json.loads(await request.text())
            backend.response_urls.use(request.match_info["secret"], payload)
        except json.JSONDecodeError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        except SlackError as refusal:
            status = 404 if refusal.code in {"expired_url", "used_url", "invalid_url"} else 400
            return web.json_response(refusal.body(), status=status)
        return web.json_response({"ok": True})

    return respond
