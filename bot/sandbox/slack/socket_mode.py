"""Socket Mode: one-time urls, several connections, envelopes, acks, redelivery.

https://docs.slack.dev/apis/events-api/using-socket-mode
How Slack times redelivery over sockets is not documented; the attempts here follow the HTTP rule (the first
and three more) with `retry_delays` between them.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterable, Sequence

from aiohttp import WSMessage, WSMsgType, web

from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.deliveries import Attempt, Delivery, EnvelopeType
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.json_types import Json

MAX_CONNECTIONS = 10
"""Open connections per app; one more is told `too_many_websockets` and closed."""

_NO_REASON = ""
_TIMEOUT = "timeout"
_LOST = "connection_failed"
_NOT_FOUND = 404


class Connection:
    """One open web socket of the app."""

    def __init__(self, number: int, socket: web.WebSocketResponse) -> None:
        self.number = number
        self.socket = socket
        self.lost = asyncio.Event()

    async def send(self, frame: Json) -> None:
        """Send, or notice that nobody is there; a frame to a dead socket is simply lost."""
        try:
            await self.socket.send_str(json.dumps(frame))
        except ConnectionError:
            self.lost.set()

    async def close(self) -> None:
        self.lost.set()
        await self.socket.close()


class SocketMode:
    """Hands out urls, keeps the connections and brings every delivery to its end."""

    def __init__(
        self,
        *,
        app_id: str,
        ids: Ids,
        changes: Changes,
        ack_timeout: float,
        retry_delays: Sequence[float],
        redelivered: Iterable[EnvelopeType],
        heartbeat: float,
    ) -> None:
        self.deliveries: list[Delivery] = []
        self._app_id = app_id
        self._ids = ids
        self._changes = changes
        self._ack_timeout = ack_timeout
        self._retry_delays = tuple(retry_delays)
        self._redelivered = frozenset(redelivered)
        self._heartbeat = heartbeat
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._opened = asyncio.Event()
        self._by_envelope: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connection_count = 0
        self._turn = 0

    @property
    def connections(self) -> int:
        return len(self._connections)

    def issue_ticket(self) -> str:
        """A ticket for one connection, once."""
        ticket = self._ids.secret()
        self._tickets.add(ticket)
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The web socket endpoint itself."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=_NOT_FOUND, text="This url was used before, or never issued")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=self._heartbeat)
        await socket.prepare(request)
        connection = await self._greet(socket)
        try:
            async for message in socket:
                self._receive(message)
        finally:
            self._drop(connection)
        return socket

    def deliver(self, type_: EnvelopeType, payload: Json) -> Delivery:
        """Start to deliver; the caller awaits as much of it as it wants to."""
        delivery = Delivery(type_, payload)
        self.deliveries.append(delivery)
        task = asyncio.create_task(self._carry(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go away; Slack closes it a little later, apps usually do at once."""
        for connection in list(self._connections):
            await connection.send(_disconnect(reason))

    async def cut(self) -> None:
        """Close every connection without a word."""
        for connection in list(self._connections):
            self._drop(connection)
            await connection.close()

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.cut()

    async def _greet(self, socket: web.WebSocketResponse) -> Connection:
        self._connection_count += 1
        connection = Connection(self._connection_count, socket)
        if self.connections >= MAX_CONNECTIONS:
            await connection.send(_disconnect("too_many_websockets"))
            await connection.close()
            return connection
        self._connections.append(connection)
        await connection.send(_hello(self._app_id, self.connections))
        self._opened.set()
        self._changes.notify()
        return connection

    def _drop(self, connection: Connection) -> None:
        connection.lost.set()
        if connection in self._connections:
            self._connections.remove(connection)
        if not self._connections:
            self._opened.clear()
        self._changes.notify()

    def _receive(self, message: WSMessage) -> None:
        """Take an ack; it may come over another connection than its envelope went out on."""
        if message.type is not WSMsgType.TEXT:
            return
        ack = json.loads(message.data)
        delivery = self._by_envelope.get(ack.get("envelope_id", ""))
        if delivery is not None:
            delivery.acknowledge(ack.get("payload") or {})
            self._changes.notify()

    async def _carry(self, delivery: Delivery) -> None:
        delays = self._retry_delays if delivery.type in self._redelivered else ()
        reason = _NO_REASON
        for number, delay in enumerate((0.0, *delays)):
            if number:
                delivery.first_try.set()
                await self._pause(delivery, delay)
            if not delivery.acked:
                reason = await self._attempt(delivery, number, reason)
            if delivery.acked:
                break
        else:
            delivery.error = "gave_up" if delivery.type is EnvelopeType.EVENT else "operation_timeout"
        delivery.first_try.set()
        delivery.finished.set()
        self._changes.notify()

    async def _pause(self, delivery: Delivery, delay: float) -> None:
        """Wait before the next attempt, unless a late ack makes it needless."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await delivery.acknowledged.wait()

    async def _attempt(self, delivery: Delivery, number: int, reason: str) -> str:
        """Send one envelope and wait; return why it did not count, or nothing."""
        try:
            async with asyncio.timeout(self._ack_timeout):
                connection = await self._next_connection()
                attempt = Attempt(self._ids.uuid(), number, reason, connection.number)
                delivery.attempts.append(attempt)
                self._by_envelope[attempt.envelope_id] = delivery
                self._changes.notify()
                await connection.send(_envelope(delivery, attempt))
                return await self._outcome(delivery, connection)
        except TimeoutError:
            return _TIMEOUT

    async def _outcome(self, delivery: Delivery, connection: Connection) -> str:
        """The ack, or for what is redelivered the loss of the connection, whichever is first.

        What is sent only once may still be acked over the app's next connection: there only time runs out.
        """
        events = [delivery.acknowledged]
        if delivery.type in self._redelivered:
            events.append(connection.lost)
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return _NO_REASON if delivery.acked else _LOST

    async def _next_connection(self) -> Connection:
        """Any open connection, in turn; apps must not rely on a pattern."""
        while not self._connections:
            await self._opened.wait()
        self._turn += 1
        return self._connections[self._turn % len(self._connections)]


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": app_id},
        "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}


def _envelope(delivery: Delivery, attempt: Attempt) -> Json:
    envelope: Json = {
        "envelope_id": attempt.envelope_id,
        "type": delivery.type.value,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.accepts_response_payload,
    }
    if delivery.type is EnvelopeType.EVENT:
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.retry_reason}
    return envelope
