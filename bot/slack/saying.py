"""Posting and editing: each in its turn, and with as much of the layout as Slack takes."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.blocks.elements import TEXT_LIMIT, Block, Message
from bot.slack.escaping import shortened_mrkdwn
from bot.slack.pacing import Pace
from bot.slack.refused import BlocksRefusedError, TurnedAwayError, asked

logger = logging.getLogger(__name__)

MOST_TURNED_AWAY = 10
"""Times that Slack says 429 to one call, each waited out as long as Slack says."""

NOT_EVERYWHERE = (frozenset({"data_visualization"}), frozenset({"data_visualization", "data_table", "table"}))
"""Blocks that not every workspace takes yet: what is left out first, and what then."""

Call = Callable[..., Awaitable[AsyncSlackResponse]]
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Saying:
    """What every message goes through."""

    pace: Pace = field(default_factory=Pace)

    async def post(self, call: Call, message: Message, fields: Fields) -> AsyncSlackResponse:
        """Raises SlackError."""
        channel = str(fields["channel"])

        async def in_turn(**more: object) -> AsyncSlackResponse:
            await self.pace.post(channel)
            return await call(**more)

        return await self._with_layout(in_turn, message, fields, "chat.postMessage")

    async def edit(self, call: Call, message: Message, fields: Fields) -> AsyncSlackResponse:
        """Raises SlackError."""

        async def in_turn(**more: object) -> AsyncSlackResponse:
            await self.pace.edit()
            return await call(**more)

        return await self._with_layout(in_turn, message, fields, "chat.update")

    async def show_progress(self, call: Call, message: Message, fields: Fields) -> None:
        """An edit that may as well not be made: the next one comes in a moment. Asked for once.

        Raises:
            SlackError: as for any edit.
        """
        if not self.pace.may_show(str(fields["ts"])):
            return
        try:
            await said(call, message, fields)
        except TurnedAwayError as error:
            self.pace.turned_away("chat.update", "", error.seconds)

    async def _with_layout(
        self, call: Call, message: Message, fields: Fields, method: str
    ) -> AsyncSlackResponse:
        async def patiently(**more: object) -> AsyncSlackResponse:
            return await self._patiently(lambda: call(**more), method, str(fields["channel"]))

        return await said(patiently, message, fields)

    async def _patiently(
        self, call: Callable[[], Awaitable[AsyncSlackResponse]], method: str, channel: str
    ) -> AsyncSlackResponse:
        """What Slack turned away was not processed, so it is safe to ask for again."""
        for _ in range(MOST_TURNED_AWAY - 1):
            try:
                return await asked(call)
            except TurnedAwayError as error:
                self.pace.turned_away(method, channel, error.seconds)
        return await asked(call)


async def said(call: Call, message: Message, fields: Fields) -> AsyncSlackResponse:
    """With all blocks; without those that Slack may not know, where it refuses them; with the text alone."""
    text = shortened_mrkdwn(message.text, TEXT_LIMIT)
    layouts = list(_layouts(message.blocks))
    for blocks, fewer in pairwise(layouts):
        try:
            return await asked(lambda blocks=blocks: call(**fields, text=text, blocks=blocks))  # type: ignore[misc]
        except BlocksRefusedError as error:
            logger.error(  # noqa: TRY400 - where it came from says nothing
                "blocks refused", extra={"reason": str(error), "blocks": len(blocks), "left": len(fewer)}
            )
    return await asked(lambda: call(**fields, text=text, blocks=layouts[-1]))


def _layouts(blocks: list[Block]) -> Iterator[list[Block]]:
    """From the whole layout to none, each with fewer blocks than the one before."""
    yield blocks
    left = len(blocks)
    for dropped in NOT_EVERYWHERE:
        fewer = [block for block in blocks if block["type"] not in dropped]
        if len(fewer) < left:
            yield fewer
            left = len(fewer)
    if left:
        yield []
