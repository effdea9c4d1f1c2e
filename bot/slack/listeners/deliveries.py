"""Each delivery has one effect. Slack delivers at least once, and people click twice.

Stands in middleware because Bolt acks an event before its listeners run; what is to survive a crash has to be
written down before that.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse

from bot.jobs.ports import DeliveryStore

Next = Callable[[], Awaitable[BoltResponse]]


def delivery_key(body: Mapping[str, Any]) -> str | None:
    """What names a delivery, the same each time Slack repeats it; None for those without effect.

    Events have an `event_id`; commands and interactions a `trigger_id` for each act of a person. Requests for
    a menu's options change nothing and may come as often as they like.
    """
    if "event_id" in body:
        return f"event:{body['event_id']}"
    if body.get("type") == "block_suggestion" or not body.get("trigger_id"):
        return None
    return f"act:{body['trigger_id']}"


class Deduplication:
    """Bolt middleware: lets each delivery through once, and acks repeated ones without a second effect."""

    def __init__(self, deliveries: DeliveryStore) -> None:
        self._deliveries = deliveries

    async def once(self, body: dict[str, Any], next: Next) -> BoltResponse:  # noqa: A002 - Bolt's own name
        key = delivery_key(body)
        if key is not None and not await self._deliveries.first_time(key, team_of(body)):
            return BoltResponse(status=200, body="")
        return await next()


def team_of(body: Mapping[str, Any]) -> str:
    """The workspace a payload comes from; commands, events and interactions each say it in their own way."""
    team = body.get("team")
    found = team.get("id") if isinstance(team, Mapping) else team
    return str(body.get("team_id") or found or "")
