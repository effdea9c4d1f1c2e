"""What Slack sends: each delivery has one effect, and none that was acked is lost.

Bolt acks an event before its listeners run, and Slack never repeats what was acked. So a delivery is written
down in middleware, before the ack, and forgotten when its listener has ended; what a killed process left is
taken up by the next one. Slack delivers at least once, and people click twice: the key tells what is known.
"""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.jobs.ports import DeliveryStore, Payload

logger = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]
Listener = Callable[..., Awaitable[None]]

ACKED = BoltResponse(status=200, body="")
NOT_NOW = BoltResponse(status=503, body="")
"""Not acked, so Slack delivers it again, to the next process."""

MOST_REPLAYS = 3
"""A delivery may be what killed the process. It kills no more than so many others."""

NOBODY_LISTENS = 404
"""Bolt's answer to what no listener is registered for."""

_key: ContextVar[str | None] = ContextVar("delivery key", default=None)
_replayed: ContextVar[bool] = ContextVar("delivery replayed", default=False)


def delivery_key(body: Mapping[str, Any]) -> str | None:
    """What names a delivery, the same each time Slack repeats it; None for those without effect.

    Events have an `event_id`, commands and interactions a `trigger_id` for each act of a person. Messages
    without a file are none of our business, so nothing of them is kept; and requests for a menu's options
    may come as often as they like.
    """
    event = body.get("event")
    if isinstance(event, Mapping):
        chat = event.get("type") == "message" and not event.get("files")
        return None if chat or "event_id" not in body else f"event:{body['event_id']}"
    if body.get("type") == "block_suggestion" or not body.get("trigger_id"):
        return None
    return f"act:{body['trigger_id']}"


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace a payload comes from; commands, events and interactions each say it in their own way."""
    team = body.get("team")
    found = team.get("id") if isinstance(team, Mapping) else team
    return str(body.get("team_id") or found or "")


def _storable(body: Mapping[str, Any]) -> dict[str, Any]:
    """What the store keeps of a payload: all but Slack's old verification token, which nothing here reads."""
    return {name: value for name, value in body.items() if name != "token"}


class Inbox:
    """Bolt middleware and the bookkeeping of the listeners at work."""

    def __init__(self, deliveries: DeliveryStore) -> None:
        self._deliveries = deliveries
        self._closed = False
        self._at_work: dict[asyncio.Task[Any] | None, str | None] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    async def once(self, body: dict[str, Any], next: Next) -> BoltResponse:  # noqa: A002 - Bolt's own name
        """Middleware: let each delivery through once; ack a repeated one without a second effect."""
        if self._closed:
            return NOT_NOW
        key = delivery_key(body)
        if key is None:
            return await next()
        if not _replayed.get() and not await self._deliveries.first_time(key, team_of(body), _storable(body)):
            return ACKED
        _key.set(key)
        return await next()  # None: Bolt runs its listeners only after the last middleware has returned

    def counted(self, listener: Listener) -> Listener:
        """The listener; its delivery is forgotten when it ends, and the end of the program waits for it."""

        @functools.wraps(listener)
        async def at_work(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever Bolt hands over
            with self._working():
                try:
                    await listener(*args, **kwargs)
                except Exception:  # told to the person by the error listener, so this delivery is done with
                    await self.forget()
                    raise
                await self.forget()

        return at_work

    async def replay(
        self,
        app: AsyncApp,
        since: datetime,
        give_up: Callable[[Payload], Awaitable[None]],
        idle_since: datetime | None = None,
    ) -> None:
        """Take up what an earlier process was working on when it died.

        Args:
            app: has the listeners.
            since: what came before is left alone.
            give_up: told of a delivery that was taken up again and again, and perhaps kills each process.
            idle_since: what came, or was taken up, after that may be in the hands of another process.
        """
        for payload in await self._deliveries.unhandled(since, idle_since):
            key = delivery_key(payload)
            times = await self._deliveries.taken_up(key, idle_since) if key else 1
            if times == 0:  # another process was quicker
                continue
            if key and times > MOST_REPLAYS:
                logger.error("delivery given up: no process has survived it", extra={"key": key})
                await self._deliveries.handled(key)
                await give_up(payload)
                continue
            logger.info("delivery taken up", extra={"key": key})
            token = _replayed.set(True)
            try:
                response = await app.async_dispatch(AsyncBoltRequest(body=dict(payload), mode="socket_mode"))
            finally:
                _replayed.reset(token)
            if key and response.status == NOBODY_LISTENS:
                await self._deliveries.handled(key)

    async def hold(self) -> None:
        """Tell other processes that this one is alive, and still at work on what it has in hand."""
        if keys := set(filter(None, self._at_work.values())):
            await self._deliveries.in_hand(keys)

    async def drain(self, seconds: float) -> None:
        """Let nothing more in, and wait for the listeners at work. The rest is taken up at the next start."""
        self._closed = True
        await asyncio.sleep(0)  # what was let in before has its listener scheduled: now it begins, and counts
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            logger.warning("listeners still at work", extra={"count": len(self._at_work)})

    async def forget(self) -> None:
        """The effect of the delivery at hand is complete, or it is to have none."""
        if (key := _key.get()) is not None:
            await self._deliveries.handled(key)

    @contextmanager
    def _working(self) -> Iterator[None]:
        task = asyncio.current_task()
        self._at_work[task] = _key.get()
        self._idle.clear()
        try:
            yield
        finally:
            self._at_work.pop(task, None)
            if not self._at_work:
                self._idle.set()
