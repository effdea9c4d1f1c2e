"""One thing that Slack tells the app, and what became of it: each attempt, the ack, how long it took."""

import asyncio
import time
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.slack.json_types import Json


class EnvelopeType(StrEnum):
    EVENT = "events_api"
    INTERACTION = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One envelope. `retry_reason` is why the attempt before it did not count; empty for the first."""

    envelope_id: str
    number: int
    retry_reason: str
    connection: int


@dataclass(slots=True)
class Delivery:
    """The same payload through all attempts. An ack of any attempt acks the delivery."""

    type: EnvelopeType
    payload: Json
    attempts: list[Attempt] = field(default_factory=list)
    response: Json = field(default_factory=dict)
    acked_after: float | None = None
    error: str | None = None
    """`operation_timeout` for commands and interactions, `gave_up` for events, when no ack came."""
    first_try: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    """Set when the first attempt was acked or has failed: the moment a person waits for."""
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    finished: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    started_at: float = field(default_factory=time.monotonic, repr=False)

    @property
    def acked(self) -> bool:
        return self.acked_after is not None

    @property
    def accepts_response_payload(self) -> bool:
        return self.type is not EnvelopeType.EVENT

    def acknowledge(self, response: Json) -> None:
        """Take the first ack; a second one, or one after Slack gave up, changes nothing."""
        if self.acked or self.finished.is_set():
            return
        self.acked_after = time.monotonic() - self.started_at
        self.response = response
        self.acknowledged.set()

    async def done(self) -> None:
        """Wait until it was acked or the last attempt has failed."""
        await self.finished.wait()
