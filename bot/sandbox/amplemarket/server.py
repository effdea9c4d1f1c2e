"""The sockets of the sandbox: HTTP/1.1 on 127.0.0.1 by aiohttp, and connections that break on purpose."""

from asyncio import Transport
from collections.abc import Awaitable, Callable
from contextlib import suppress
from email.utils import format_datetime

from aiohttp import web

from bot.jobs.ports import Clock
from bot.sandbox.amplemarket.replies import Problem, Reply, errors_reply
from bot.sandbox.amplemarket.service import Request

HOST = "127.0.0.1"

MOST_BYTES = 16 * 1024 * 1024
"""A longer request is refused with 413. Assumed: Amplemarket's own limit is not documented."""

GRACE = 0.01
"""Seconds that a running call gets when the server stops; aiohttp takes 0 for "for ever"."""

Answering = Callable[[Request], Awaitable[Reply | None]]


class Server:
    """Listens on one port, which stays the same from one `start` to the next.

    Args:
        answering: gives the answer to a request; None closes the connection without one.
        port: 0 takes a free one.
        clock: for the Date of the answers.
    """

    def __init__(self, answering: Answering, port: int, clock: Clock) -> None:
        self.port = port
        self._answering = answering
        self._clock = clock
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=GRACE)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection. Does nothing where nothing listens."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await _body(request)
        if body is None:
            reply: Reply | None = errors_reply(413, Problem("request_too_large", "The request is too large"))
        else:
            query = dict(request.query)
            reply = await self._answering(Request(request.method, request.path, query, request.headers, body))
        if reply is None:
            _close(request)
            return web.Response()
        return await self._send(request, reply)

    async def _send(self, request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
        date = {"Date": format_datetime(self._clock.now(), usegmt=True)}
        headers = {**date, **reply.headers, "Content-Length": str(len(reply.body))}
        response = web.StreamResponse(status=reply.status, headers=headers)
        with suppress(ConnectionResetError):  # who called was killed, perhaps
            await response.prepare(request)
            await response.write(reply.body[: reply.sent])
        if reply.sent is not None:
            _close(request)
        return response


async def _body(request: web.BaseRequest) -> bytes | None:
    """The whole body, or None for one that is too long."""
    body = bytearray()
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _close(request: web.BaseRequest) -> None:
    if isinstance(request.transport, Transport):
        request.transport.close()
