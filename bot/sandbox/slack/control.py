"""The control API: what people do and see, for programs in another process. JSON over HTTP under `/control/`.

People are named by id or handle, channels by id or name, "dm" is a person's DM with the bot.

    GET  state · files · files/F/content · calls · people/P/screen
    GET  channels/C/messages · channels/C/threads/TS
    GET  changes?since=VERSION                answers at the next change after that version
    POST people {handle, name…} · channels {name, people: [P…], with_bot, private, ext_shared}
    POST command {person, channel, command, text} · say {person, channel, text, thread_ts}
    POST upload {person, channel, filename, content (base64), text, thread_ts, variant: {…}}
    POST share {person, channel, files: [{filename, content}…], text, thread_ts}   several in one message
    POST edit {person, channel, ts, text} · delete {person, channel, ts} · invite {channel}   the bot, that is
    POST stage {person, filename, content}    a file for a modal's file_input; its id goes into `values`
    POST click {person, target, action_id, option, values} · suggestions {person, target, action_id, query}
    POST submit {person, view, values} · close {person, view} · shortcut {person, callback_id, channel, ts}
    POST home {person} · disconnect {reason} · cut {}
    POST faults {method, fault, …its arguments} · clear-faults {}

Only loopback names are answered and only JSON is taken, so that no web page elsewhere can act here.
"""

import contextlib
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack import control_views as views
from bot.sandbox.slack.control_actions import ACTIONS
from bot.sandbox.slack.control_names import find_channel, find_person
from bot.sandbox.slack.errors import ImpossibleError, SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.stage import Stage

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost"})
_LONG_POLL = 25.0

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def application(self) -> web.Application:
        app = web.Application(middlewares=[_guard], client_max_size=1 << 30)
        app.router.add_get("/state", self._state)
        app.router.add_get("/files", self._files)
        app.router.add_get("/files/{file}/content", self._content)
        app.router.add_get("/calls", self._calls)
        app.router.add_get("/changes", self._changes)
        app.router.add_get("/people/{person}/screen", self._screen)
        app.router.add_get("/channels/{channel}/messages", self._messages)
        app.router.add_get("/channels/{channel}/threads/{ts}", self._thread)
        app.router.add_post("/{action}", self._act)
        return app

    async def _state(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(views.state(self._stage))

    async def _files(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(views.files(self._stage))

    async def _content(self, request: web.Request) -> web.StreamResponse:
        file = self._stage.workspace.files.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _calls(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(views.calls(self._stage))

    async def _changes(self, request: web.Request) -> web.StreamResponse:
        """Long polling: at the next change, or after a while with the version there is."""
        since = int(request.query.get("since", "-1"))
        changes = self._stage.workspace.changes
        with contextlib.suppress(TimeoutError):
            await self._stage.until(lambda: changes.version > since, timeout=_LONG_POLL, what="a change")
        return web.json_response({"version": changes.version})

    async def _screen(self, request: web.Request) -> web.StreamResponse:
        person = find_person(self._stage, request.match_info["person"])
        return web.json_response(views.screen(self._stage, person))

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        channel = find_channel(self._stage, request.match_info["channel"])
        return web.json_response(views.messages(self._stage, self._stage.messages(channel)))

    async def _thread(self, request: web.Request) -> web.StreamResponse:
        channel = find_channel(self._stage, request.match_info["channel"])
        thread = self._stage.thread(channel, request.match_info["ts"])
        return web.json_response(views.messages(self._stage, thread))

    async def _act(self, request: web.Request) -> web.StreamResponse:
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise web.HTTPNotFound
        return web.json_response(await action(self._stage, await _body(request)))


async def _body(request: web.Request) -> Json:
    body = json.loads(await request.text() or "{}")
    if not isinstance(body, dict):
        raise TypeError("The body must be a JSON object")
    return body


@web.middleware
async def _guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse other origins; say what was wrong with a request in JSON."""
    if request.url.host not in LOOPBACK_NAMES:
        return _refusal(403, "Only 127.0.0.1 and localhost are answered")
    if request.method == "POST" and request.content_type != "application/json":
        return _refusal(415, "Only application/json is taken")
    try:
        return await handler(request)
    except KeyError as missing:
        return _refusal(400, f"Missing: {missing.args[0]}")
    except (TypeError, ValueError) as error:
        return _refusal(400, str(error))
    except (ImpossibleError, SlackError) as error:
        return _refusal(409, str(error))


def _refusal(status: int, error: str) -> web.Response:
    return web.json_response({"error": error}, status=status)
