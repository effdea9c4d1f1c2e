"""Trigger ids: one per action of a person, good for opening one modal within three seconds.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from dataclasses import dataclass

from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import Ids

LIFETIME = 3.0


@dataclass(slots=True)
class Trigger:
    person: str
    issued_at: float
    channel: str | None
    exchanged: bool = False


class Triggers:
    """Issues trigger ids and takes each back once."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids = ids
        self._clock = clock
        self._issued: dict[str, Trigger] = {}

    def issue(self, person: str, channel: str | None = None) -> str:
        trigger_id = f"{len(self._issued) + 1}.{int(self._clock())}.{self._ids.secret()}"
        self._issued[trigger_id] = Trigger(person, self._clock(), channel)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Hand it in for a modal."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - trigger.issued_at > LIFETIME:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger
