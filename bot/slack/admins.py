"""Direct messages to the admins. Implements the port Admins."""

import logging
from collections.abc import Collection
from dataclasses import dataclass

from bot.adding.errors import SlackAnswerLostError, SlackError
from bot.slack import text
from bot.slack.blocks.elements import Message
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SlackAdmins:
    """Fields.

    users: Slack ids. A post to a user's id lands in their conversation with the bot.
    """

    web: SlackWeb
    users: Collection[str]

    async def key_refused(self) -> bool:
        message = Message.of(text.status.KEY_REFUSED_TO_ADMINS)
        return any([await self._told(user, message) for user in sorted(self.users)])

    async def _told(self, user: str, message: Message) -> bool:
        try:
            await self.web.post(user, message)
        except SlackAnswerLostError:  # it may stand there; better once too few than once per job
            return True
        except SlackError as error:
            logger.warning("admin not told", extra={"reason": str(error)})
            return False
        return True
