"""The page's own server: static files, the stream of news, and the control APIs under one origin."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

from aiohttp import web

from bot.leads.errors import AddLeadsError
from bot.leads.reading import read_rows
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.amplemarket.control import Control as AmplemarketControl
from bot.sandbox.amplemarket.service import Request
from bot.sandbox.page import amplemarket_side, assets
from bot.sandbox.page.guard import guard, harden
from bot.sandbox.page.guided_start import Guide
from bot.sandbox.page.offers import COMMANDS, Command, Shortcut
from bot.sandbox.page.screen import Screen
from bot.sandbox.page.starting import Starting
from bot.sandbox.page.stream import Streams
from bot.sandbox.slack import Json, SlackSandbox
from bot.sandbox.slack.control import Control as SlackControl
from bot.sandbox.slack.control_names import find_person

HOST = "127.0.0.1"
MOST_BYTES = 1 << 28
ROWS_SHOWN = 200
_SHUTDOWN = 0.5
_FOR_EVER = 365 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is being served."""

    url: str


@asynccontextmanager
async def serve_page(
    slack: SlackSandbox,
    amplemarket: AmplemarketSandbox,
    *,
    guide: Guide | None = None,
    port: int = 0,
    commands: tuple[Command, ...] = COMMANDS,
    shortcuts: tuple[Shortcut, ...] = (),
    home: bool = True,
    starting: Starting | None = None,
) -> AsyncIterator[Page]:
    """Serve the two running sandboxes on 127.0.0.1 until the block ends; see the package's docstring."""
    starting = starting or Starting(slack)
    fixed = _fixed(slack, guide, commands, shortcuts, home=home)
    streams = Streams(slack)
    runner = web.AppRunner(
        _Site(slack, amplemarket, streams, fixed, starting).application(),
        access_log=None,
        shutdown_timeout=_SHUTDOWN,
    )
    await runner.setup()
    site = web.TCPSite(runner, HOST, port)
    await site.start()
    watcher = asyncio.create_task(_watch(slack, amplemarket))
    try:
        yield Page(f"http://{HOST}:{runner.addresses[0][1]}/")
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        await streams.close()
        await runner.cleanup()


def _fixed(
    slack: SlackSandbox,
    guide: Guide | None,
    commands: tuple[Command, ...],
    shortcuts: tuple[Shortcut, ...],
    *,
    home: bool,
) -> Json:
    installation = slack.workspace.installation
    return {
        "team": installation.team_name,
        "bot": slack.bot_user_id,
        "commands": [
            asdict(one) for one in commands if one.name == "/invite" or installation.offers_command(one.name)
        ],
        "shortcuts": [asdict(one) for one in shortcuts if installation.offers_shortcut(one.callback_id)],
        "home": home,
        "actors": [one.id for one in (guide.actors if guide else slack.people) if not one.bot],
        "start": guide.channel.id if guide else None,
        "pins": [list(pin) for pin in guide.pins] if guide else [],
        "share_text": guide.share_text if guide else "",
    }


async def _watch(slack: SlackSandbox, amplemarket: AmplemarketSandbox) -> None:
    """Calls to Amplemarket are news for the page, too: ring the one bell that the streams listen to."""
    while True:
        seen = _state(amplemarket)
        with contextlib.suppress(TimeoutError):
            await amplemarket.until(lambda seen=seen: _state(amplemarket) != seen, _FOR_EVER)  # type: ignore[misc] # the default binds the loop's value
        slack.changed()


def _state(amplemarket: AmplemarketSandbox) -> tuple[int, int]:
    calls = amplemarket.calls
    return len(calls), sum(call.finished for call in calls)


class _Site:
    def __init__(
        self,
        slack: SlackSandbox,
        amplemarket: AmplemarketSandbox,
        streams: Streams,
        fixed: Json,
        starting: Starting,
    ) -> None:
        self._slack = slack
        self._amplemarket = amplemarket
        self._control = AmplemarketControl(amplemarket)
        self._streams = streams
        self._fixed = fixed
        self._starting = starting

    def application(self) -> web.Application:
        app = web.Application(middlewares=[guard], client_max_size=MOST_BYTES)
        app.on_response_prepare.append(harden)
        app.router.add_get("/", self._index)
        app.router.add_get(assets.ROUTE, self._static)
        app.router.add_get("/events", self._events)
        app.router.add_get("/api/files/{file}/rows", self._rows)
        app.router.add_get("/api/files/{file}/{name}", self._download)
        app.router.add_get("/api/amplemarket/calls/{number:\\d+}", self._call)
        app.router.add_get("/api/amplemarket/sequences/{sequence}", self._members)
        app.router.add_route("*", "/api/amplemarket/control/{order:.+}", self._amplemarket_order)
        acts = SlackControl(self._slack).application()
        acts.middlewares.append(self._starting.hold)
        app.add_subapp("/api/slack/", acts)
        return app

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return assets.index()

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return assets.asset(request.match_info["name"])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """An unknown name is one of an earlier demo: its browser goes on as the first actor."""
        name, actors = request.query.get("person", ""), self._fixed["actors"]
        person = find_person(self._slack, name if name in actors else actors[0])
        self._slack.dm(person)  # the conversation with the bot stands in the sidebar from the start
        screen = Screen(self._slack, self._amplemarket, person, self._fixed, self._starting)
        return await self._streams.run(request, screen)

    async def _rows(self, request: web.Request) -> web.StreamResponse:
        """The file as the bot's own reader sees it, for a look inside."""
        file = self._slack.workspace.files.get(request.match_info["file"])
        if file is None or file.deleted:
            raise web.HTTPNotFound
        try:
            rows = await asyncio.to_thread(read_rows, file.content, file.name)
        except AddLeadsError as unreadable:
            return web.json_response({"error": str(unreadable)}, status=409)
        return web.json_response({"rows": rows[: ROWS_SHOWN + 1], "total": len(rows)})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """The bytes, always as something to save: a file must not act as a page of ours."""
        file = self._slack.workspace.files.get(request.match_info["file"])
        if file is None or file.deleted:
            raise web.HTTPNotFound
        return web.Response(
            body=file.content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _call(self, request: web.Request) -> web.StreamResponse:
        number = int(request.match_info["number"])
        calls = self._amplemarket.calls
        if not 0 < number <= len(calls):
            raise web.HTTPNotFound
        return web.json_response(amplemarket_side.call_details(calls[number - 1]))

    async def _members(self, request: web.Request) -> web.StreamResponse:
        try:
            sequence = self._amplemarket.sequence(request.match_info["sequence"])
        except KeyError:
            raise web.HTTPNotFound from None
        return web.json_response(amplemarket_side.members(sequence))

    async def _amplemarket_order(self, request: web.Request) -> web.StreamResponse:
        if request.method == "POST" and request.content_type != "application/json":
            return web.json_response({"error": "Only application/json is taken"}, status=415)
        path = f"/control/{request.match_info['order']}"
        order = Request(request.method, path, dict(request.query), request.headers, await request.read())
        reply = self._control.answer(order)
        self._slack.changed()
        return web.Response(body=reply.body, status=reply.status, content_type="application/json")
