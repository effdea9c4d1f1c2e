"""Acks that last."""

from collections.abc import Awaitable, Callable

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncBoltContext

Next = Callable[[], Awaitable[BoltResponse]]


class LastingAck(AsyncAck):
    """An ack that a later failure does not take back.

    When a listener raises after its ack, Bolt (1.30, listener/asyncio_runner.py) sets the ack back to None.
    It looks for acks every 10 ms; one that was taken back by then is never sent, and the person reads
    "operation_timeout" beside our own sentence.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name != "response" or value is not None or self.__dict__.get("response") is None:
            super().__setattr__(name, value)


async def keep_acks(context: AsyncBoltContext, next: Next) -> BoltResponse:  # noqa: A002 - Bolt's own name
    """Middleware: gives every listener an ack that lasts."""
    context["ack"] = LastingAck()  # type: ignore[no-untyped-call] # its parent is the SDK's
    return await next()
